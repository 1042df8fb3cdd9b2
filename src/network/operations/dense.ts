import { type Bundle, type Matrix, perUnit } from "../bundle.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { gainOf, type NetworkSpec, type WeightSpec, weightsOf } from "../spec.ts";
import type { WeightSource } from "../weights.ts";
import type { Operation } from "./operation.ts";

/**
 * h ← W h + b, T ← W T with independent entries of variance σ_w² / fan-in, or rescaled to a spectral norm. Rows of W are
 * made one at a time and used for the whole bundle; the arithmetic of a column does not depend on how many columns there are.
 */
export function denseOperation(
  { width: n, batch }: NetworkSpec,
  layers: (layer: number) => NetworkSpec,
  matrix: number,
  weights: WeightSource,
): Operation {
  let product = new Float64Array(0);
  let gain = 0;
  /** Of the standardised weights of the layer that is selected. */
  const factorOf = ({ variance, sparsity = n, spectralNorm }: WeightSpec): number =>
    spectralNorm === undefined || variance === 0 ? Math.sqrt(variance / sparsity) : spectralNorm / weights.norm();
  function multiply(bundle: Bundle, scale: number): void {
    const { columns, data } = perUnit(bundle, n);
    if (product.length !== data.length) product = new Float64Array(data.length);
    for (let row = 0; row < n; row++) multiplyRow(product, row * columns, weights.row(row), scale, data, n, columns);
    data.set(product);
  }
  function multiplyBy(kernels: Kernels, scale: number): void {
    const { blockRows } = kernels;
    for (let first = 0; first < n; first += blockRows) {
      const count = Math.min(blockRows, n - first);
      weights.put(kernels, first, count, scale);
      kernels.multiply(first, count);
    }
    kernels.take();
  }
  return {
    push(bundle: Bundle, layer: number): void {
      const spec = layers(layer);
      gain = gainOf(weightsOf(spec, matrix));
      weights.select(layer);
      const scale = factorOf(weightsOf(spec, matrix));
      if (bundle.kernels === null) multiply(bundle, scale);
      else multiplyBy(bundle.kernels, scale);
      addBias(spec.bias.variance, batch, weights, bundle);
      noteLinear(bundle, gain, spec.bias.variance);
    },
    resize(sizes) {
      mix(sizes, gain);
    },
    pull(cotangents: Matrix, _state: Float64Array, _exponent: number, layer: number): void {
      const { columns, data } = perUnit(cotangents, n);
      const result = new Float64Array(data.length);
      weights.select(layer);
      const scale = factorOf(weightsOf(layers(layer), matrix));
      for (let row = 0; row < n; row++) {
        const line = weights.row(row);
        for (let column = 0; column < n; column++) {
          const w = line[column] * scale;
          for (let p = 0; p < columns; p++) result[column * columns + p] += w * data[row * columns + p];
        }
      }
      data.set(result);
    },
  };
}

/** Row sizes behind a matrix whose rows have length `scale`: every row is made of all. */
export function mix(sizes: Float64Array, scale: number): void {
  sizes.fill(scale * sizes.reduce((largest, size) => Math.max(largest, size), 0));
}

/** Factor of a standardised bias beside a state that is 2^exponent times what is written. */
export function biasScale(variance: number, exponent: number): number {
  return exponent === 0 ? Math.sqrt(variance) : Math.sqrt(variance) * 2 ** -exponent;
}

/** Adds the bias to the state, to every sample's the same; W and Haar alike. */
export function addBias(
  variance: number,
  batch: number,
  weights: Pick<WeightSource, "bias">,
  { rows, columns, data, exponent, kernels }: Bundle,
): void {
  if (variance === 0) return;
  const scale = biasScale(variance, exponent);
  const bias = weights.bias();
  if (kernels !== null) {
    kernels.addBias(bias, scale);
    return;
  }
  for (let unit = 0, row = 0; row < rows; unit++) {
    for (let sample = 0; sample < batch; sample++, row++) data[row * columns] += scale * bias[unit];
  }
}

/** What W, of this σ_w, and a bias of this variance leave of a bundle's rank. */
export function noteLinear(bundle: Bundle, gain: number, biasVariance: number): void {
  if (gain === 0) bundle.rank = 0;
  if (biasVariance > 0) bundle.spans = bundle.rank === bundle.rows;
}

/** out[at …] = scale · line · data: four rows of the bundle at a time, so that sums stay in registers. */
function multiplyRow(
  out: Float64Array,
  at: number,
  line: Float64Array,
  scale: number,
  data: Float64Array,
  n: number,
  columns: number,
): void {
  for (let c = 0; c < columns; c++) out[at + c] = 0;
  let j = 0;
  for (; j + 4 <= n; j += 4) {
    const w0 = line[j] * scale;
    const w1 = line[j + 1] * scale;
    const w2 = line[j + 2] * scale;
    const w3 = line[j + 3] * scale;
    const r0 = j * columns;
    const r1 = r0 + columns;
    const r2 = r1 + columns;
    const r3 = r2 + columns;
    for (let c = 0; c < columns; c++) {
      out[at + c] += w0 * data[r0 + c] + w1 * data[r1 + c] + w2 * data[r2 + c] + w3 * data[r3 + c];
    }
  }
  for (; j < n; j++) {
    const w = line[j] * scale;
    for (let c = 0; c < columns; c++) out[at + c] += w * data[j * columns + c];
  }
}
