import { type Bundle, type Matrix, perUnit } from "../bundle.ts";
import { drawsOf } from "../draws.ts";
import { STREAMS } from "../generator.ts";
import { gainOf, type NetworkSpec, weightsOf } from "../spec.ts";
import { triangularise } from "../triangularise.ts";
import { addBias, mix, noteLinear } from "./dense.ts";
import { reflectRows } from "./haar.ts";
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
export function inLawOperation(
  spec: NetworkSpec,
  layers: (layer: number) => NetworkSpec,
  seed: number,
  index: number,
  matrix: number,
): Operation {
  const { width: n, batch } = spec;
  const isHaar = weightsOf(spec, matrix).law === "orthogonal";
  // Of the layer in hand.
  let gain = 0;
  let scale = 0;
  const select = (layer: number): NetworkSpec => {
    const here = layers(layer);
    gain = gainOf(weightsOf(here, matrix));
    scale = isHaar ? gain : gain / Math.sqrt(n);
    return here;
  };
  const { normals } = drawsOf(seed, index, matrix, n);

  /** X (n × columns, row-major) ← σ G S: column i of G is row i of a stream, so that no word is wasted. */
  function multiply({ columns, data }: Matrix, s: Float64Array, stream: number, layer: number): void {
    data.fill(0);
    for (let i = 0; i < s.length / columns; i++) {
      const g = normals(stream, layer, i);
      // Two columns at a time, which halves the walks over the rows; the last one may be walked alone.
      for (let c = i; c < columns; c += 2) {
        const factor = scale * s[i * columns + c];
        const next = c + 1 < columns ? scale * s[i * columns + c + 1] : 0;
        if (next === 0) for (let row = 0, at = c; row < n; row++, at += columns) data[at] += factor * g[row];
        else {
          for (let row = 0, at = c; row < n; row++, at += columns) {
            const entry = g[row];
            data[at] += factor * entry;
            data[at + 1] += next * entry;
          }
        }
      }
    }
  }

  /** X ← σ F S, F a Haar frame of rows `top` … n − 1 (the first ones stay 0) by reflections as in haar.ts. */
  function turn({ columns, data }: Matrix, s: Float64Array, stream: number, layer: number, top: number): void {
    const dots = new Float64Array(columns);
    const most = Math.min(s.length / columns, n - top);
    data.fill(0);
    data.set(s.subarray(0, most * columns), top * columns);
    for (let i = most - 1; i >= 0; i--) {
      // Every row is scaled in the reflection that takes it last.
      reflectRows(data, columns, normals(stream, layer, i, top + i), top + i, i === 0 ? scale : 1, dots);
    }
  }

  return {
    push(bundle: Bundle, layer: number): void {
      const { bias } = select(layer);
      const view = perUnit(bundle, n);
      const s = triangularise(view);
      if (isHaar) turn(view, s, STREAMS.weights, layer, 0);
      else multiply(view, s, STREAMS.weights, layer);
      addBias(bias.variance, batch, { bias: () => normals(STREAMS.bias, layer, 0) }, bundle);
      noteLinear(bundle, gain, bias.variance);
    },
    resize(sizes) {
      mix(sizes, gain);
    },
    pull(cotangents: Matrix, state: Float64Array, _exponent: number, layer: number): void {
      select(layer);
      const { columns, data } = cotangents;
      const [length] = triangularise({ rows: n, columns: 1, data: state });
      const known = length > 0;
      const u = state.map((x) => (known ? x / length : 0));
      // A state of 0 was pushed through W without telling anything of it.
      const y = known ? Float64Array.from(normals(STREAMS.weights, layer, 0)) : new Float64Array(n);
      if (isHaar && known) {
        const [size] = triangularise({ rows: n, columns: 1, data: y });
        y.forEach((x, row) => {
          y[row] = x / size;
        });
      }
      const seen = dotsWith(y, cotangents);
      if (isHaar) subtract(cotangents, y, seen);
      const s = triangularise(cotangents);
      if (!isHaar) {
        multiply(cotangents, s, STREAMS.backward, layer);
        subtract(cotangents, u, dotsWith(u, cotangents));
      } else if (known) {
        // A frame orthogonal to e_1, and the reflection that sends e_1 to ±u.
        turn(cotangents, s, STREAMS.backward, layer, 1);
        reflectRows(data, columns, u, 0, 1, new Float64Array(columns));
      } else {
        turn(cotangents, s, STREAMS.backward, layer, 0);
      }
      for (let row = 0; row < n; row++) {
        for (let c = 0; c < columns; c++) {
          data[row * columns + c] += scale * u[row] * seen[c];
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
