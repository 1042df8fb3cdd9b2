import type { SpectrumSettings } from "../measure/spectrum.ts";
import type { Spectrum } from "../measure/statistics.ts";
import type { NetworkSpec } from "../network/spec.ts";

export type { CellStatus, Spectrum } from "../measure/statistics.ts";

/** One cell of a study, ready to be computed: plain data, nothing left to resolve. */
export interface SpectrumCell extends SpectrumSettings {
  network: NetworkSpec;
  /** Number of independent networks. */
  ensemble: number;
  seed: number;
}

/** Cells in the order in which they should be computed. */
export interface SpectrumJob {
  cells: readonly SpectrumCell[];
}

/** A state of the work that gets better from one snapshot to the next. */
export interface Snapshot {
  /** One entry a cell of the job, null before its first networks are finished. A live view: entries are replaced. */
  cells: readonly (Spectrum | null)[];
  /** Indices of the cells that differ from the snapshot before. */
  changed: readonly number[];
  /** Which cells have all their networks; a live view. */
  complete: readonly boolean[];
  /** Network·layers done and in all. */
  done: number;
  total: number;
  /** Time since the first task was issued, workers or device already up. */
  seconds: number;
  /** Something that the user should hear of, once: one line, such as "the GPU was lost; …". */
  notice?: string;
}

export interface EngineInfo {
  kind: "cpu" | "gpu";
  precision: "f64" | "f32";
  adapter: { name: string; software: boolean } | null;
}

/** Who computes. */
export interface Engine {
  readonly info: EngineInfo;
  /**
   * Computes a job and yields snapshots, rough first, the last one complete. Aborting the signal ends the
   * iteration with the signal's reason.
   */
  spectrum(job: SpectrumJob, signal?: AbortSignal): AsyncIterable<Snapshot>;
  /** Releases workers or device. */
  close(): Promise<void>;
}
