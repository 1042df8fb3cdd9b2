import type { JobBytes } from "../cpu/memory.ts";
import type { Engine, EnsembleCell, Job, Snapshot } from "../engine.ts";
import type { Measurement } from "../measurement.ts";
import type { Variant } from "./family.ts";
import type { LiveSlots } from "./live.ts";
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
  /** Where finished networks are shown before they are read. */
  live?: LiveSlots | undefined;
  /**
   * Takes finished networks: those of slots first … first + count − 1, which are consecutive ones of one cell. `resultOf` makes the result of one of them,
   * later.
   */
  finished(first: number, count: number, resultOf: (slot: number) => Raw): void;
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
