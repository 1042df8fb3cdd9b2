import type { JobBytes } from "../cpu/memory.ts";
import type { Engine, EnsembleCell, Job, Snapshot } from "../engine.ts";
import type { Measurement } from "../measurement.ts";
import type { Variant } from "./family.ts";
import type { Pace } from "./pace.ts";
import type { Platform } from "./platform.ts";
import type { Session } from "./session.ts";
import type { Slot } from "./slots.ts";

/** How the work on a network may be cut; the numbers do not depend on it. */
export interface Cuts {
  /** Layers in a submit at most; calibrated on the adapter if not given. */
  maxLayers?: number;
  /** Layers whose states a gradient keeps at a time, at most; chosen by depth if not given. */
  maxSegment?: number;
}

/** Networks of cells with the same kernel, to be measured together. */
export interface BatchRun<Cell, Raw> {
  session: Session;
  pipeline: GPUComputePipeline;
  cells: readonly Cell[];
  slots: readonly Slot[];
  pace: Pace;
  cuts: Cuts;
  signal?: AbortSignal | undefined;
  /** Takes finished networks: those of slots first, first + 1, …, which are consecutive ones of one cell. */
  finished(first: number, networks: readonly Raw[]): void;
}

/** A measurement as the GPU engine makes it. */
export interface GpuMeasurement<Cell extends EnsembleCell, Raw, Result> {
  readonly measurement: Measurement<Cell, Raw, Result>;
  /** Memory of a job on the host. */
  bytes(cells: readonly Cell[]): JobBytes;
  /** WGSL of a cell's kernel, built as wished or as fits the adapter; cells with the same text are measured together. */
  kernel(cell: Cell, wish: Variant | undefined, platform: Platform): string;
  /** Networks of cells with the same kernel that the device's buffers, and what is kept on the host, can hold. */
  room(cells: readonly Cell[], limits: GPUSupportedLimits, cuts: Cuts): number;
  /** Measures a batch; yields the network·layers done so far. */
  run(batch: BatchRun<Cell, Raw>): AsyncGenerator<number>;
  /** The same measurement by another engine. */
  elsewhere(engine: Engine, job: Job<Cell>, signal?: AbortSignal): AsyncIterable<Snapshot<Result>>;
}

/** Bytes that a batch may keep on the host until its last layer. */
export const HOST_BYTES = 2 ** 28;

/** The largest buffer that a kernel can bind. */
export function largestBuffer({ maxStorageBufferBindingSize, maxBufferSize }: GPUSupportedLimits): number {
  return Math.min(maxStorageBufferBindingSize, maxBufferSize);
}

/** Cuts `layers` layers into submits of the right length: calls `submit` for each, and yields it when it was done. */
export async function* inSubmits(
  { slots, pace, cuts }: Pick<BatchRun<never, never>, "slots" | "pace" | "cuts">,
  layers: number,
  submit: (first: number, last: number) => Promise<void>,
): AsyncGenerator<[first: number, last: number]> {
  for (let first = 0; first < layers; ) {
    const step = Math.min(pace.next(slots.length), cuts.maxLayers ?? Number.POSITIVE_INFINITY);
    const last = Math.min(layers, first + step);
    const since = performance.now();
    await submit(first, last);
    pace.took(slots.length, last - first, performance.now() - since);
    yield [first, last];
    first = last;
  }
}
