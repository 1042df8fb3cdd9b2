import type { Bundle, Matrix } from "../bundle.ts";
import { IN_LAW, STREAMS, streamKey } from "../generator.ts";
import { fillStandardised, tableOf } from "../quantile.ts";
import type { NetworkSpec } from "../spec.ts";
import { type Strided, triangularise } from "../triangularise.ts";
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
  let drawn = new Float64Array(0);

  /** An n × count matrix of standard normal numbers, column after column: each is a row of the stream. */
  function normals(stream: number, layer: number, count: number): Strided {
    if (drawn.length !== n * count) drawn = new Float64Array(n * count);
    const key = streamKey(seed, index, layer, IN_LAW + stream + matrix);
    for (let c = 0; c < count; c++) fillStandardised(drawn.subarray(c * n), n, table, key, c);
    return { rows: n, columns: count, data: drawn, rowStride: 1, columnStride: n };
  }

  /** W U of `count` directions U, without the factor `scale`: Gaussian, or the frame that Gram–Schmidt makes of it. */
  function image(layer: number, count: number): Strided {
    const g = normals(STREAMS.weights, layer, count);
    if (isHaar) triangularise(g);
    return g;
  }

  return {
    push(bundle: Bundle, layer: number): number {
      const { columns, data } = bundle;
      const s = triangularise(strided(bundle));
      const g = image(layer, Math.min(n, columns));
      data.fill(0);
      addProduct(data, columns, g, s, scale);
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
      const u = Float64Array.from(state);
      const [size] = triangularise({ rows: n, columns: 1, data: u, rowStride: 1, columnStride: n });
      // A state of 0 was pushed through W without telling anything of it.
      const y = size === 0 ? new Float64Array(n) : image(layer, 1).data.slice();
      const e = strided(cotangents);
      const seen = dotsWith(y, e);
      if (isHaar) subtract(e, y, seen);
      const s = triangularise(e);
      const h = normals(STREAMS.backward, layer, Math.min(n, columns));
      subtract(h, u, dotsWith(u, h));
      if (isHaar) triangularise(h);
      for (let row = 0; row < n; row++) {
        for (let c = 0; c < columns; c++) data[row * columns + c] = scale * u[row] * seen[c];
      }
      addProduct(data, columns, h, s, scale);
    },
  };
}

/** A row-major matrix. */
function strided({ rows, columns, data }: Matrix): Strided {
  return { rows, columns, data, rowStride: columns, columnStride: 1 };
}

/** out (row-major, `columns` of them) += scale · G S, S upper triangular, columns of G after one another. */
function addProduct(out: Float64Array, columns: number, g: Strided, s: Float64Array, scale: number): void {
  for (let i = 0; i < g.columns; i++) {
    for (let c = i; c < columns; c++) {
      const factor = scale * s[i * columns + c];
      for (let row = 0, at = i * g.rows; row < g.rows; row++, at++) out[row * columns + c] += g.data[at] * factor;
    }
  }
}

/** vᵀ M, one number a column. */
function dotsWith(v: Float64Array, { rows, columns, data, rowStride, columnStride }: Strided): Float64Array {
  return Float64Array.from({ length: columns }, (_, c) => {
    let dot = 0;
    for (let row = 0; row < rows; row++) dot += v[row] * data[row * rowStride + c * columnStride];
    return dot;
  });
}

/** M ← M − v dots. */
function subtract(
  { rows, columns, data, rowStride, columnStride }: Strided,
  v: Float64Array,
  dots: Float64Array,
): void {
  for (let c = 0; c < columns; c++) {
    for (let row = 0; row < rows; row++) data[row * rowStride + c * columnStride] -= v[row] * dots[c];
  }
}
