import type { ForwardSettings } from "../measure/forward.ts";
import type { ForwardProfile } from "../measure/forward-profile.ts";
import type { GradientSettings } from "../measure/gradient.ts";
import type { GradientProfile } from "../measure/profile.ts";
import type { SpectrumSettings } from "../measure/settings.ts";
import type { Spectrum } from "../measure/statistics.ts";
import type { Sampling } from "../network/sampling.ts";
import type { NetworkSpec } from "../network/spec.ts";
import type { LiveRun } from "./live-map.ts";

export type { ForwardProfile } from "../measure/forward-profile.ts";
export type { GradientProfile } from "../measure/profile.ts";
export type { CellStatus, Spectrum } from "../measure/statistics.ts";

/** One cell of a study, ready to be computed: plain data, nothing left to resolve. */
export interface EnsembleCell {
  network: NetworkSpec;
  /** How the ensemble is drawn; `network` if not given. */
  sampling?: Sampling;
  /** L: layers. */
  depth: number;
  /** Number of independent networks. */
  ensemble: number;
  seed: number;
}

/** A cell whose Lyapunov spectrum is asked for. */
export interface SpectrumCell extends EnsembleCell, Omit<SpectrumSettings, "ensemble"> {}

/** A cell whose gradient profile is asked for. */
export interface GradientCell extends EnsembleCell, GradientSettings {}

/** A cell whose signals are followed forward. */
export interface ForwardCell extends EnsembleCell, ForwardSettings {}

/** Cells in the order in which they should be computed. */
export interface Job<Cell> {
  cells: readonly Cell[];
  /** How much of the CPU's workers the job gets beside others that run at the same time; 1 if not given. */
  share?: number;
  /** Where a GPU engine shows λ₁ of spectra without reading it; no other job has a use for it. */
  live?: LiveRun;
}
export type SpectrumJob = Job<SpectrumCell>;
export type GradientJob = Job<GradientCell>;
export type ForwardJob = Job<ForwardCell>;

/** A state of the work that gets better from one snapshot to the next. */
export interface Snapshot<Result = Spectrum> {
  /** One entry a cell of the job, null before its first networks are finished. A live view: entries are replaced. */
  cells: readonly (Result | null)[];
  /** Indices of the cells that differ from the snapshot before. */
  changed: readonly number[];
  /** Which cells need no more networks or layers; a live view. */
  complete: readonly boolean[];
  /** Network·layers done, and in all: at most, since a cell may stop early. */
  done: number;
  total: number;
  /** Time since the first task was issued, workers or device already up. */
  seconds: number;
  /** Of that, what compute passes took by the GPU's own clock, with those of jobs at the same time; where it was asked for and can be told. */
  gpuSeconds?: number;
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
   * Measures Lyapunov spectra and yields snapshots, rough first, the last one complete. Aborting the signal ends the
   * iteration with the signal's reason.
   */
  spectrum(job: SpectrumJob, signal?: AbortSignal): AsyncIterable<Snapshot>;
  /** Measures gradient profiles, in the same way. `normBound`, `window` and the continuous adjoint take the CPU engine. */
  gradient(job: GradientJob, signal?: AbortSignal): AsyncIterable<Snapshot<GradientProfile>>;
  /** Follows the signals of several inputs forward, in the same way; the CPU engine alone does. */
  forward(job: ForwardJob, signal?: AbortSignal): AsyncIterable<Snapshot<ForwardProfile>>;
  /** Releases workers or device. */
  close(): Promise<void>;
}
