import { STREAMS, streamKey } from "./generator.ts";
import { fillStandardised, tableOf } from "./quantile.ts";
import { type NetworkSpec, weightsOf } from "./spec.ts";

/** Standardised weights (mean 0, variance 1) of one matrix of one network, made where they are used. */
export interface WeightSource {
  /** Chooses the layer whose rows and bias follow. */
  select(layer: number): void;
  /** Standardised weights of row `row`, columns `first` … n − 1; valid until the next call. */
  row(row: number, first?: number): Float64Array;
  /** Standardised bias, always Gaussian; valid until the next `select`. */
  bias(): Float64Array;
}

/** A tied matrix of at most this many entries is kept; a larger one is made again in every layer. */
export const KEPT_ENTRIES = 4 << 20;

/**
 * The weights of the `matrix`-th linear operation of network `index`: a pure function of (seed, index, layer,
 * matrix, row, column); see docs/generator.md. Tied networks use layer 0 throughout.
 */
export function weightSource(spec: NetworkSpec, seed: number, index: number, matrix: number): WeightSource {
  const n = spec.width;
  const table = tableOf(weightsOf(spec, matrix).law);
  const gaussian = tableOf("gaussian");
  const line = new Float64Array(n);
  const biases = new Float64Array(n);
  const kept = spec.tied && n * n <= KEPT_ENTRIES ? new Float64Array(n * n) : null;
  let key = streamKey(seed, index, 0, STREAMS.weights + matrix);
  let selected = -1;
  let biasesOf = -1;
  return {
    select(layer) {
      const wanted = spec.tied ? 0 : layer;
      if (wanted === selected) return;
      selected = wanted;
      key = streamKey(seed, index, wanted, STREAMS.weights + matrix);
      biasesOf = -1;
      if (kept !== null) {
        for (let row = 0; row < n; row++) fillStandardised(kept.subarray(row * n), n, table, key, row);
      }
    },
    row(row, first = 0) {
      if (kept !== null) return kept.subarray(row * n + first, row * n + n);
      fillStandardised(line, n - first, table, key, row, first);
      return first === 0 ? line : line.subarray(0, n - first);
    },
    bias() {
      if (biasesOf !== selected) {
        fillStandardised(biases, n, gaussian, streamKey(seed, index, selected, STREAMS.bias + matrix), 0);
        biasesOf = selected;
      }
      return biases;
    },
  };
}
