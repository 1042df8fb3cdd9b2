import type { SpectrumCell } from "../engine.ts";
import { bytesPerSlot, readings, type Slot } from "./batch.ts";
import { spectrumKernel, type Variant } from "./kernel.ts";

/** Bytes of counters that a batch may keep on the host until its last layer. */
const HOST_BYTES = 2 ** 28;

/** Cells that share a kernel. */
export interface Group {
  /** WGSL of the kernel. */
  code: string;
  cells: readonly SpectrumCell[];
  /** Index of every cell in the job. */
  members: readonly number[];
}

/** The cells of a job by kernel, in the order of the job. */
export function groupsOf(cells: readonly SpectrumCell[], variantOf: (cell: SpectrumCell) => Variant): Group[] {
  const found = new Map<string, number[]>();
  cells.forEach((cell, index) => {
    const code = spectrumKernel(cell, variantOf(cell));
    const members = found.get(code);
    if (members === undefined) found.set(code, [index]);
    else members.push(index);
  });
  return [...found].map(([code, members]) => ({ code, members, cells: members.map((index) => cells[index]) }));
}

/** The networks of a group in order; a batch that failed can be put back. */
export class Queue {
  private readonly source: Generator<Slot, undefined>;
  private again: Slot[] = [];

  constructor(cells: readonly SpectrumCell[]) {
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

function* slotsOf(cells: readonly SpectrumCell[]): Generator<Slot, undefined> {
  for (let cell = 0; cell < cells.length; cell++) {
    for (let network = 0; network < cells[cell].ensemble; network++) yield { cell, network };
  }
  return undefined;
}

/** Networks of a group that the device's buffers, and what is kept on the host, can hold. */
export function roomFor({ cells }: Group, limits: GPUSupportedLimits): number {
  const { state, counters } = bytesPerSlot(cells[0]);
  const buffer = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  const reads = cells.reduce((most, cell) => Math.max(most, readings(cell).length), 1);
  return Math.max(1, Math.floor(Math.min(buffer / Math.max(state, counters), HOST_BYTES / (counters * reads))));
}
