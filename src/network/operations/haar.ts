import { type Bundle, type Matrix, perUnit } from "../bundle.ts";
import { reflectBundle } from "../kernels/reflections.ts";
import { biasVariance, gainOf, type NetworkSpec, weightsOf } from "../spec.ts";
import type { WeightSource } from "../weights.ts";
import { addBiases, mix, noteLinear } from "./dense.ts";
import type { Operation } from "./operation.ts";

/**
 * h ← W h + b, T ← W T with W = σ_w, or the spectral norm that is given, times a Haar-random orthogonal matrix. Stewart (1980): if g_i ∈ R^{n−i} are
 * independent Gaussian vectors, W = B_0 B_1 … B_{n−1} is Haar, where B_i acts on the last n − i coordinates as
 * −s_i (I − 2 v vᵀ/‖v‖²), v = g_i + s_i ‖g_i‖ e_1, s_i the sign of the first entry of g_i (its first column is
 * g_i/‖g_i‖). g_i is row i of the Gaussian matrix behind W, from the diagonal on. Neither W nor a QR is needed:
 * the reflections act on the bundle, O(n²) a column, orthogonal to rounding.
 */
export function haarOperation(
  { width: n }: NetworkSpec,
  layers: (layer: number) => NetworkSpec,
  matrix: number,
  weights: WeightSource,
): Operation {
  let scale = 0;
  let dots = new Float64Array(0);

  return {
    push(bundle: Bundle, layer: number): void {
      const { columns, data } = perUnit(bundle, n);
      const { kernels } = bundle;
      const spec = layers(layer);
      scale = gainOf(weightsOf(spec, matrix));
      weights.select(layer);
      if (kernels === null) {
        dots = dots.length === columns ? dots : new Float64Array(columns);
        for (let i = n - 1; i >= 0; i--) reflectRows(data, columns, weights.row(i, i), i, i === 0 ? scale : 1, dots);
      } else reflectBundle(kernels, n, (first, count) => weights.put(kernels, first, count, 1, true), scale);
      addBiases(spec, weights, layer, bundle);
      noteLinear(bundle, scale, biasVariance(spec));
    },
    resize(sizes) {
      mix(sizes, scale);
    },
    pull(cotangents: Matrix, _state: Float64Array, _exponent: number, layer: number): void {
      const { columns, data } = perUnit(cotangents, n);
      const gain = gainOf(weightsOf(layers(layer), matrix));
      dots = dots.length === columns ? dots : new Float64Array(columns);
      weights.select(layer);
      for (let i = 0; i < n; i++) reflectRows(data, columns, weights.row(i, i), i, i === 0 ? gain : 1, dots);
    },
  };
}

/**
 * X[first …] ← factor · B X[first …] of a row-major X with B = −s (I − 2 v vᵀ/‖v‖²), v = g + s ‖g‖ e_1, s the sign of g_1:
 * symmetric, so that Wᵀ is the same steps in the other order. `dots`: room for a number a column.
 */
export function reflectRows(
  data: Float64Array,
  columns: number,
  g: Float64Array,
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
