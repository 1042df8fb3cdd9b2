import type { Bundle, Matrix } from "../bundle.ts";
import { IN_LAW, STREAMS, streamKey } from "../generator.ts";
import { fillStandardised, tableOf } from "../quantile.ts";
import type { NetworkSpec } from "../spec.ts";
import { triangularise } from "../triangularise.ts";
import { mix } from "./dense.ts";
import type { Operation } from "./operation.ts";

/**
 * h ← W h + b, T ← W T with fresh W, drawn from its exact conditional law without ever forming it: O(nk) random numbers and
 * O(nk²) arithmetic. With the thin QR [h | T] = U S, W U has the law of a Gaussian n × m matrix (entries of variance
 * σ_w²/n), or of σ_w times a Haar-random orthonormal frame, whatever U is: the law of W is invariant under
 * rotations, and W is independent of everything before it. The state is column 0, so that its path does not depend on k.
 *
 * Backward, W u = y of the state's direction u = h/‖h‖ is known, the rest of W is not: for Gaussian W and cotangents
 * E = V S (thin QR), Wᵀ E = u (yᵀ E) + (I − u uᵀ) H S with H fresh; for Haar W, with c = yᵀ E and E − y c = V S,
 * Wᵀ E = u c + Z S, Z a random orthonormal frame orthogonal to u. Derived for this project.
 */
export function inLawOperation(spec: NetworkSpec, seed: number, index: number, matrix: number): Operation {
  const n = spec.width;
  const isHaar = spec.weights.law === "orthogonal";
  const gain = Math.sqrt(spec.weights.variance);
  const scale = isHaar ? gain : gain / Math.sqrt(n);
  const table = tableOf("gaussian");
  const bias = new Float64Array(spec.bias.variance > 0 ? n : 0);

  /** Standard normal numbers, n × count row-major: column c is row c of a stream, so that no word is wasted. */
  function normals(stream: number, layer: number, count: number): Matrix {
    const key = streamKey(seed, index, layer, IN_LAW + stream + matrix);
    const column = new Float64Array(n);
    const data = new Float64Array(n * count);
    for (let c = 0; c < count; c++) {
      fillStandardised(column, n, table, key, c);
      for (let row = 0; row < n; row++) data[row * count + c] = column[row];
    }
    return { rows: n, columns: count, data };
  }

  /** W U for the first `count` directions seen, without σ_w: Gaussian, or the frame that Gram–Schmidt makes of it. */
  function image(layer: number, count: number): Matrix {
    const g = normals(STREAMS.weights, layer, count);
    if (isHaar) triangularise(g);
    return g;
  }

  return {
    push(bundle: Bundle, layer: number): number {
      const { columns, data } = bundle;
      const s = triangularise(bundle);
      const m = Math.min(n, columns);
      const g = image(layer, m).data;
      for (let row = 0; row < n; row++) {
        const at = row * columns;
        for (let c = 0; c < columns; c++) {
          const last = Math.min(c, m - 1);
          let sum = 0;
          for (let i = 0; i <= last; i++) sum += g[row * m + i] * s[i * columns + c];
          data[at + c] = scale * sum;
        }
      }
      if (bias.length > 0) {
        const size = Math.sqrt(spec.bias.variance) * 2 ** -bundle.exponent;
        fillStandardised(bias, n, table, streamKey(seed, index, layer, IN_LAW + STREAMS.bias + matrix), 0);
        for (let row = 0; row < n; row++) data[row * columns] += size * bias[row];
      }
      return spec.weights.variance > 0 ? n : 0;
    },
    resize(sizes) {
      mix(sizes, gain);
    },
    pull(cotangents: Matrix, state: Float64Array, _exponent: number, layer: number): void {
      const { columns, data } = cotangents;
      const u: Matrix = { rows: n, columns: 1, data: Float64Array.from(state) };
      const [size] = triangularise(u);
      // A state of 0 was pushed through W without telling anything of it.
      const y = size === 0 ? new Float64Array(n) : image(layer, 1).data;
      const seen = dotsWith(y, cotangents);
      if (isHaar) subtract(cotangents, y, seen);
      const s = triangularise(cotangents);
      const h = normals(STREAMS.backward, layer, Math.min(n, columns));
      subtract(h, u.data, dotsWith(u.data, h));
      if (isHaar) triangularise(h);
      for (let row = 0; row < n; row++) {
        for (let c = 0; c < columns; c++) {
          let sum = u.data[row] * seen[c];
          for (let i = 0; i <= Math.min(c, h.columns - 1); i++) sum += h.data[row * h.columns + i] * s[i * columns + c];
          data[row * columns + c] = scale * sum;
        }
      }
    },
  };
}

/** vᵀ M, one number a column. */
function dotsWith(v: Float64Array, { rows, columns, data }: Matrix): Float64Array {
  const dots = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) dots[c] += v[row] * data[row * columns + c];
  }
  return dots;
}

/** M ← M − v dots. */
function subtract({ rows, columns, data }: Matrix, v: Float64Array, dots: Float64Array): void {
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) data[row * columns + c] -= v[row] * dots[c];
  }
}
