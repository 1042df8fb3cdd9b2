import type { NetworkSpec } from "../network/spec.ts";

/** One cell of a study, ready to be computed: plain data, nothing left to resolve. */
export interface SpectrumCell {
  network: NetworkSpec;
  /** L: layers, burn-in included. */
  depth: number;
  /** Layers at the start that are orthogonalised but not counted. */
  burnIn: number;
  /** Number of independent networks. */
  ensemble: number;
  /** k: leading exponents to measure. */
  exponents: number;
  seed: number;
  /** Depths (burnIn < d ≤ depth, ascending) at which partial spectra are wanted; the last layer is always reported. */
  checkpoints?: readonly number[];
}

/** Cells in the order in which they should be computed. */
export interface SpectrumJob {
  cells: readonly SpectrumCell[];
}

/**
 * `overflow`: some state left the range of the numbers, nothing is reported.
 * `collapsed`: every exponent of every network is −∞.
 */
export type CellStatus = "ok" | "overflow" | "collapsed";

/** Measured Lyapunov spectrum of one cell; exponents in nats per layer. */
export interface Spectrum {
  /** λ_i: mean over the networks whose exponent i is finite; −Infinity where none is; null where status is overflow. */
  exponents: (number | null)[];
  /** Standard error of each mean; null at −∞ and where nothing can be said. */
  standardErrors: (number | null)[];
  /** Number of networks whose exponent i is −∞. */
  infinite: number[];
  /** Variance of ln R_ii over layers and networks, per layer; null as above. */
  layerVariances: (number | null)[];
  status: CellStatus;
  /** Networks behind the numbers. */
  networks: number;
  /** Layers counted: depth − burnIn. */
  layers: number;
  /** Partial spectra at the asked depths. */
  checkpoints?: { depth: number; exponents: (number | null)[]; standardErrors: (number | null)[] }[];
}

/** A state of the work that gets better from one snapshot to the next. */
export interface Snapshot {
  /** One entry a cell of the job, null before its first networks are finished. */
  cells: readonly (Spectrum | null)[];
  /** Indices of the cells that differ from the snapshot before. */
  changed: readonly number[];
  /** Which cells have all their networks. */
  complete: readonly boolean[];
  /** Network·layers done and in all. */
  done: number;
  total: number;
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
   * iteration with the signal's reason; snapshots yielded before stay valid.
   */
  spectrum(job: SpectrumJob, signal?: AbortSignal): AsyncIterable<Snapshot>;
  /** Releases workers or device. */
  close(): Promise<void>;
}
