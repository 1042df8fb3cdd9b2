import type { Wanted } from "../collector.ts";
import type { EnsembleCell } from "../engine.ts";

/** One network of a batch: a place in its cells, and the index of the network. */
export interface Slot {
  cell: number;
  network: number;
}

/** Slots, and the cells that they are counted in. */
export interface Used<Cell> {
  cells: readonly Cell[];
  slots: Slot[];
}

/** The networks of some cells in order, then those that are added; a batch that failed can be put back. */
export class Queue<Cell extends EnsembleCell> {
  private readonly cells: Cell[];
  private readonly source: Generator<Slot, undefined>;
  private again: Slot[] = [];
  private readonly further: Generator<Slot, undefined>[] = [];
  private last: { key: string; cells: readonly Cell[] } = { key: "", cells: [] };

  constructor(cells: readonly Cell[]) {
    this.cells = [...cells];
    this.source = allSlots(cells);
  }

  /** The next ones: `most` networks at most, of cells that together take `bytes` at most, but at least one. */
  take(most: number, bytes: number, bytesOf: (cell: Cell) => number): Slot[] {
    const taken: Slot[] = [];
    const met = new Set<number>();
    let size = 0;
    while (taken.length < most) {
      const slot = this.next();
      if (slot === undefined) break;
      if (!met.has(slot.cell)) {
        size += bytesOf(this.cells[slot.cell]);
        if (size > bytes && met.size > 0) {
          this.putBack([slot]);
          break;
        }
        met.add(slot.cell);
      }
      taken.push(slot);
    }
    return taken;
  }

  /** Adds networks first, first + 1, … of what is now measured of a cell, all of whose slots were measured. */
  add(cell: number, { cell: present, first }: Wanted<Cell>): void {
    this.cells[cell] = present;
    this.last = { key: "", cells: [] };
    this.further.push(slotsOf(cell, present.ensemble, first));
  }

  putBack(slots: readonly Slot[]): void {
    this.again = [...slots, ...this.again];
  }

  /** The cells that slots are of, and the slots counted in them; the same array where the cells are those of the last time. */
  used(slots: readonly Slot[]): Used<Cell> {
    const places = new Map<number, number>();
    const local = slots.map(({ cell, network }) => {
      const place = places.get(cell) ?? places.size;
      places.set(cell, place);
      return { cell: place, network };
    });
    const met = [...places.keys()];
    const key = met.join(" ");
    if (this.last.key !== key) this.last = { key, cells: met.map((cell) => this.cells[cell]) };
    return { cells: this.last.cells, slots: local };
  }

  private next(): Slot | undefined {
    if (this.again.length > 0) return this.again.shift();
    const slot = this.source.next().value;
    if (slot !== undefined) return slot;
    for (;;) {
      const more = this.further[0]?.next();
      if (more === undefined || !more.done) return more?.value;
      this.further.shift();
    }
  }
}

function* allSlots(cells: readonly EnsembleCell[]): Generator<Slot, undefined> {
  for (const [cell, { ensemble }] of cells.entries()) yield* slotsOf(cell, ensemble);
  return undefined;
}

function* slotsOf(cell: number, ensemble: number, first = 0): Generator<Slot, undefined> {
  for (let network = first; network < ensemble; network++) yield { cell, network };
  return undefined;
}

/** Runs of slots that are consecutive networks of one cell, as places in `slots`. */
export function* runsOf(slots: readonly Slot[]): Generator<{ cell: number; first: number; count: number }> {
  for (let first = 0, next = 0; first < slots.length; first = next) {
    const { cell, network } = slots[first];
    next = first + 1;
    while (next < slots.length && slots[next].cell === cell && slots[next].network === network + next - first) next++;
    yield { cell, first, count: next - first };
  }
}

/** Network·layers of slots, counted from layer `from` to layer `to` (exclusive). */
export function layersOf(
  slots: Iterable<Slot>,
  cells: readonly EnsembleCell[],
  from = 0,
  to = Number.POSITIVE_INFINITY,
): number {
  let sum = 0;
  for (const { cell } of slots) sum += Math.max(0, Math.min(to, cells[cell].depth) - from);
  return sum;
}
