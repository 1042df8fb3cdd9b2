import { type Key, STREAMS, streamKey } from "./generator.ts";
import type { Kernels } from "./kernels/kernels.ts";
import { fillStandardised, tableOf } from "./quantile.ts";
import { rowMask } from "./sparsity.ts";
import { type NetworkSpec, type WeightSpec, weightsOf } from "./spec.ts";
import { spectralNorm } from "./spectral-norm.ts";
import { zerosOf } from "./zeros.ts";

/** Standardised weights (mean 0, variance 1; 0 where a sparse row has none) of one matrix of one network. */
export interface WeightSource {
  /** Chooses the layer whose rows, norm and bias follow. */
  select(layer: number): void;
  /** Standardised weights of row `row`, columns `first` … n − 1; valid until the next call. */
  row(row: number, first?: number): Float64Array;
  /** Puts `scale` times rows first … first + count − 1 where kernels multiply from; with `upper` from the diagonal on alone. */
  put(kernels: Kernels, first: number, count: number, scale: number, upper?: boolean): void;
  /** ‖W‖₂ of the standardised weights, to 1e-6; only where a spectral norm is given, since it takes the whole matrix. */
  norm(): number;
  /** Standardised bias, always Gaussian; valid until the next `select`. */
  bias(): Float64Array;
  /** Standardised input of a layer, always Gaussian, and never tied; valid until the next call. */
  drive(layer: number): Float64Array;
}

/** A tied matrix of at most this many entries is kept; a larger one is made again in every layer. */
export const KEPT_ENTRIES = 4 << 20;

/** Whether all n² weights of a layer are held while it is computed: tied ones, and those that are rescaled to a norm. */
export function holdsMatrix(weights: WeightSpec, { width, tied }: NetworkSpec): boolean {
  return needsNorm(weights) || (tied && width * width <= KEPT_ENTRIES);
}

/** Whether ‖W‖₂ has to be found: orthogonal weights have the norm that they are given. */
export function needsNorm({ law, spectralNorm }: WeightSpec): boolean {
  return spectralNorm !== undefined && law !== "orthogonal";
}

/**
 * The weights of the `matrix`-th linear operation of network `index`: a pure function of (seed, index, layer,
 * matrix, row, column), made where they are used; see docs/generator.md. Tied networks use layer 0 throughout.
 */
export function weightSource(spec: NetworkSpec, seed: number, index: number, matrix: number): WeightSource {
  const n = spec.width;
  const weights = weightsOf(spec, matrix);
  const table = tableOf(weights.law, weights.nu);
  const gaussian = tableOf("gaussian");
  const mask = weights.sparsity === undefined || weights.sparsity >= n ? null : rowMask(n, weights.sparsity);
  const line = new Float64Array(n);
  const zeros = zerosOf(weights, n);
  const biases = new Float64Array(n);
  const inputs = new Float64Array(n);
  const held = holdsMatrix(weights, spec) ? new Float64Array(n * n) : null;
  const keyOf = (stream: number, layer: number): Key => streamKey(seed, index, layer, stream + matrix);
  let key = keyOf(STREAMS.weights, 0);
  let maskKey = key;
  let selected = -1;
  let biasesOf = -1;
  let norm: number | null = null;

  /** Columns first … n − 1 of a row, made. */
  function make(out: Float64Array, row: number, first: number): void {
    fillStandardised(out, n - first, table, key, row, first);
    if (mask !== null && first === 0) mask.apply(out, maskKey, row);
    // Only orthogonal weights, which have none, are made from another column on.
    zeros?.(out, row);
  }

  return {
    select(layer) {
      const wanted = spec.tied ? 0 : layer;
      if (wanted === selected) return;
      selected = wanted;
      key = keyOf(STREAMS.weights, wanted);
      maskKey = keyOf(STREAMS.mask, wanted);
      biasesOf = -1;
      norm = null;
      if (held !== null) for (let row = 0; row < n; row++) make(held.subarray(row * n, (row + 1) * n), row, 0);
    },
    row(row, first = 0) {
      if (held !== null) return held.subarray(row * n + first, row * n + n);
      // Which columns a sparse row keeps takes all of its words.
      const from = mask === null ? first : 0;
      make(line, row, from);
      return line.subarray(first - from, n - from);
    },
    put(kernels, first, count, scale, upper) {
      if (held === null && mask === null && zeros === null && table.heavy !== true) {
        kernels.fill(table, key, first, count, scale, upper);
        return;
      }
      for (let i = 0; i < count; i++) {
        const source = this.row(first + i);
        const to = kernels.row(i);
        for (let column = 0; column < n; column++) to[column] = scale * source[column];
      }
    },
    norm() {
      if (held === null || !needsNorm(weights)) throw new Error("no spectral norm is given");
      if (norm === null) {
        const start = new Float64Array(n);
        fillStandardised(start, n, gaussian, keyOf(STREAMS.power, selected), 0);
        norm = spectralNorm(held, n, start);
      }
      return norm;
    },
    bias() {
      if (biasesOf !== selected) {
        fillStandardised(biases, n, gaussian, keyOf(STREAMS.bias, selected), 0);
        biasesOf = selected;
      }
      return biases;
    },
    drive(layer) {
      fillStandardised(inputs, n, gaussian, keyOf(STREAMS.drive, layer), 0);
      return inputs;
    },
  };
}
