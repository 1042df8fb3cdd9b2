import { type Bundle, perUnit } from "../bundle.ts";
import type { Normals } from "../draws.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { reflectBundle } from "../kernels/reflections.ts";
import { biasVariance, gainOf, type NetworkSpec, weightsOf } from "../spec.ts";
import type { WeightSource } from "../weights.ts";
import { addBiases, mix, noteLinear } from "./dense.ts";
import type { Operation } from "./operation.ts";
import type { MatrixProduct } from "./product.ts";

/**
 * W = σ_w, or the spectral norm that is given, times a Haar-random orthogonal matrix. Stewart (1980): if g_i ∈ R^{n−i} are
 * independent Gaussian vectors, W = B_0 B_1 … B_{n−1} is Haar, where B_i acts on the last n − i coordinates as
 * −s_i (I − 2 v vᵀ/‖v‖²), v = g_i + s_i ‖g_i‖ e_1, s_i the sign of the first entry of g_i (its first column is
 * g_i/‖g_i‖). g_i is row i of the Gaussian matrix behind W, from the diagonal on. Neither W nor a QR is needed:
 * the reflections act on the bundle, O(n²) a column, orthogonal to rounding.
 */
export function haarProduct(
  { width: n }: NetworkSpec,
  layers: (layer: number) => NetworkSpec,
  matrix: number,
  weights: WeightSource,
): MatrixProduct {
  let scale = 0;
  let dots = new Float64Array(0);
  const room = (columns: number): Float64Array => {
    if (dots.length !== columns) dots = new Float64Array(columns);
    return dots;
  };
  return {
    select(layer) {
      weights.select(layer);
      scale = gainOf(weightsOf(layers(layer), matrix));
      return scale;
    },
    multiply(x, columns, out) {
      if (out !== x) out.set(x.subarray(0, n * columns));
      for (let i = n - 1; i >= 0; i--) {
        reflectRows(out, columns, weights.row(i, i), i, i === 0 ? scale : 1, room(columns));
      }
    },
    multiplyBy(kernels, samples) {
      // Reflections act in place.
      const { product } = kernels;
      const x = kernels.bundle.slice(0, n * samples * kernels.shape.columns);
      reflectBy(kernels, matrix, weights, n, scale, samples);
      product.set(kernels.bundle.subarray(0, x.length));
      kernels.bundle.set(x);
      return product;
    },
    transposed(x, columns) {
      for (let i = 0; i < n; i++) reflectRows(x, columns, weights.row(i, i), i, i === 0 ? scale : 1, room(columns));
    },
  };
}

/** h ← W h + b, T ← W T with the W of a Haar product. */
export function haarOperation(
  spec: NetworkSpec,
  layers: (layer: number) => NetworkSpec,
  matrix: number,
  weights: WeightSource,
): Operation {
  const { width: n } = spec;
  const w = haarProduct(spec, layers, matrix, weights);
  let gain = 0;
  return {
    push(bundle: Bundle, layer: number): void {
      const { columns, data } = perUnit(bundle, n);
      const { kernels } = bundle;
      gain = w.select(layer);
      if (kernels === null) w.multiply(data, columns, data);
      else reflectBy(kernels, matrix, weights, n, gain);
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

function reflectBy(
  kernels: Kernels,
  matrix: number,
  weights: WeightSource,
  n: number,
  scale: number,
  samples?: number,
): void {
  // Nothing stays: reflections are written over the rows.
  kernels.hold(matrix, weights, Number.NaN);
  reflectBundle(kernels, n, (first, count) => weights.put(kernels, first, count, 1, true), scale, samples);
}

/**
 * X[first …] ← factor · B X[first …] of a row-major X with B = −s (I − 2 v vᵀ/‖v‖²), v = g + s ‖g‖ e_1, s the sign of g_1:
 * symmetric, so that Wᵀ is the same steps in the other order. `dots`: room for a number a column.
 */
export function reflectRows(
  data: Float64Array,
  columns: number,
  g: Normals,
  first: number,
  factor: number,
  dots: Float64Array,
): void {
  let square = 0;
  for (let r = 0; r < g.length; r++) square += g[r] * g[r];
  const sign = g[0] < 0 ? -1 : 1;
  const head = g[0] + sign * Math.sqrt(square);
  const halfNorm = square + Math.abs(g[0]) * Math.sqrt(square); // ‖v‖² / 2
  dots.fill(0);
  for (let r = 0; r < g.length; r++) {
    const v = r === 0 ? head : g[r];
    const at = (first + r) * columns;
    for (let c = 0; c < columns; c++) dots[c] += v * data[at + c];
  }
  const outer = -sign * factor;
  for (let c = 0; c < columns; c++) dots[c] /= halfNorm;
  for (let r = 0; r < g.length; r++) {
    const v = r === 0 ? head : g[r];
    const at = (first + r) * columns;
    for (let c = 0; c < columns; c++) data[at + c] = outer * (data[at + c] - v * dots[c]);
  }
}
