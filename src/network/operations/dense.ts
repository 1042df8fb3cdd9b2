import { type Bundle, perUnit } from "../bundle.ts";
import type { Normals } from "../draws.ts";
import { biasVariance, gainOf, type NetworkSpec, type WeightSpec, weightsOf } from "../spec.ts";
import type { WeightSource } from "../weights.ts";
import type { Operation } from "./operation.ts";
import type { MatrixProduct } from "./product.ts";

/**
 * W with independent entries of variance σ_w² / fan-in, or rescaled to a spectral norm. Its rows are made one at a time and
 * used for all columns.
 */
export function denseProduct(
  { width: n }: NetworkSpec,
  layers: (layer: number) => NetworkSpec,
  matrix: number,
  weights: WeightSource,
): MatrixProduct {
  /** Of the standardised weights of the layer that is selected. */
  let scale = 0;
  const factorOf = ({ variance, sparsity = n, spectralNorm }: WeightSpec): number =>
    spectralNorm === undefined || variance === 0 ? Math.sqrt(variance / sparsity) : spectralNorm / weights.norm();
  return {
    select(layer) {
      const own = weightsOf(layers(layer), matrix);
      weights.select(layer);
      scale = factorOf(own);
      return gainOf(own);
    },
    multiply(x, columns, out) {
      for (let row = 0; row < n; row++) multiplyRow(out, row * columns, weights.row(row), scale, x, n, columns);
    },
    multiplyBy(kernels, samples) {
      const { blockRows } = kernels;
      const isThere = kernels.hold(matrix, weights, scale);
      for (let first = 0; first < n; first += blockRows) {
        const count = Math.min(blockRows, n - first);
        if (!isThere) weights.put(kernels, first, count, scale);
        kernels.multiply(first, count, samples);
      }
      return kernels.product;
    },
    transposed(x, columns) {
      const result = new Float64Array(n * columns);
      for (let row = 0; row < n; row++) {
        const line = weights.row(row);
        for (let column = 0; column < n; column++) {
          const w = line[column] * scale;
          for (let p = 0; p < columns; p++) result[column * columns + p] += w * x[row * columns + p];
        }
      }
      x.set(result);
    },
  };
}

/** h ← W h + b, T ← W T with the W of a dense product. */
export function denseOperation(
  spec: NetworkSpec,
  layers: (layer: number) => NetworkSpec,
  matrix: number,
  weights: WeightSource,
): Operation {
  const { width: n, batch } = spec;
  const w = denseProduct(spec, layers, matrix, weights);
  let product = new Float64Array(0);
  let gain = 0;
  return {
    push(bundle: Bundle, layer: number): void {
      const { kernels } = bundle;
      const { columns, data } = perUnit(bundle, n);
      gain = w.select(layer);
      if (kernels === null) {
        if (product.length !== data.length) product = new Float64Array(data.length);
        w.multiply(data, columns, product);
        data.set(product);
      } else {
        w.multiplyBy(kernels, batch);
        kernels.take();
      }
      const here = layers(layer);
      addBiases(here, weights, layer, bundle);
      noteLinear(bundle, gain, biasVariance(here));
    },
    resize(sizes) {
      mix(sizes, gain);
    },
    pull(cotangents, state, exponent, layer, visit): void {
      visit?.(matrix, cotangents, state, exponent);
      const { columns, data } = perUnit(cotangents, n);
      w.select(layer);
      w.transposed(data, columns);
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

/** Adds the bias to the state, to every sample's the same, and the layer's own input; W and Haar alike. */
export function addBiases(
  { bias, input: { everyLayer = 0 }, batch }: NetworkSpec,
  weights: { bias(): Normals; drive(layer: number): Normals },
  layer: number,
  bundle: Bundle,
): void {
  if (bias.variance > 0) addBias(bias.variance, batch, weights.bias(), bundle);
  if (everyLayer > 0) addBias(everyLayer, batch, weights.drive(layer), bundle);
}

function addBias(
  variance: number,
  batch: number,
  bias: Normals,
  { rows, columns, data, exponent, kernels }: Bundle,
): void {
  const scale = biasScale(variance, exponent);
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
