import type { EnsembleCell } from "../engine.ts";

/** One network of a batch: a place in its cells, and the index of the network. */
export interface Slot {
  cell: number;
  network: number;
}

/** The networks of some cells in order; a batch that failed can be put back. */
export class Queue {
  private readonly source: Generator<Slot, undefined>;
  private again: Slot[] = [];

  constructor(cells: readonly EnsembleCell[]) {
    this.source = slotsOf(cells);
  }

  take(most: number): Slot[] {
    const taken = this.again.splice(0, most);
    while (taken.length < most) {
      const { value } = this.source.next();
      if (value === undefined) break;
      taken.push(value);
    }
    return taken;
  }

  putBack(slots: readonly Slot[]): void {
    this.again = [...slots, ...this.again];
  }
}

function* slotsOf(cells: readonly EnsembleCell[]): Generator<Slot, undefined> {
  for (let cell = 0; cell < cells.length; cell++) {
    for (let network = 0; network < cells[cell].ensemble; network++) yield { cell, network };
  }
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
