import type { Matrix } from "../bundle.ts";
import type { Normals } from "../draws.ts";
import { factorise, triangularise } from "../triangularise.ts";
import { reflectRows } from "./haar.ts";
import { drawFrame, drawGaussian, type Rows } from "./in-law-draws.ts";

/** A matrix that is drawn as it is needed: what its states drew of it, and numbers for the rest. */
export interface Drawn {
  isHaar: boolean;
  /** σ_w/√n; σ_w of Haar matrices. */
  scale: number;
  /** Of the columns of W U, as the push drew them. */
  seen: Rows;
  fresh: Rows;
}

/**
 * Cotangents E (n × p) ← Wᵀ E given W u = y of the state's direction u = h/‖h‖, y the first column drawn. Gaussian W and
 * E = V S (thin QR): Wᵀ E = u (yᵀ E) + (I − u uᵀ) H S with H fresh; Haar W, with c = yᵀ E and E − y c = V S:
 * Wᵀ E = u c + Z S, Z a random orthonormal frame orthogonal to u.
 */
export function pullOne(cotangents: Matrix, state: Float64Array, { isHaar, scale, seen, fresh }: Drawn): void {
  const { rows: n, columns, data } = cotangents;
  const [length] = triangularise({ rows: n, columns: 1, data: state });
  const known = length > 0;
  const u = state.map((x) => (known ? x / length : 0));
  // A state of 0 was pushed through W without telling anything of it.
  const y = known ? Float64Array.from(seen(0, 0)) : new Float64Array(n);
  if (isHaar && known) {
    const [size] = triangularise({ rows: n, columns: 1, data: y });
    y.forEach((x, row) => {
      y[row] = x / size;
    });
  }
  const along = dotsWith(y, cotangents);
  if (isHaar) subtract(cotangents, y, along);
  const s = triangularise(cotangents);
  if (!isHaar) {
    drawGaussian(cotangents, s, fresh, scale);
    subtract(cotangents, u, dotsWith(u, cotangents));
  } else if (known) {
    // A frame orthogonal to e_1, and the reflection that sends e_1 to ±u.
    drawFrame(cotangents, s, fresh, scale, 1);
    reflectRows(data, columns, u, 0, 1, new Float64Array(columns));
  } else {
    drawFrame(cotangents, s, fresh, scale);
  }
  for (let row = 0; row < n; row++) {
    for (let c = 0; c < columns; c++) data[row * columns + c] += scale * u[row] * along[c];
  }
}

/**
 * The same where a batch of states X = U S was pushed, U orthonormal n × m, m = min(n, B): W U = σ G, all of it drawn, also
 * what a dependent state (zero, equal to another, one of more than n) has added to U. In coordinates whose first m axes
 * are U, Wᵀ E has (W U)ᵀ E on top. Below it is H S of a thin QR E = V S for Gaussian W; for Haar W a random frame times S
 * of the rest of E, taken in coordinates whose first axes are W U: no rank is judged anywhere.
 */
export function pullBatch(cotangents: Matrix, states: Matrix, { isHaar, scale, seen, fresh }: Drawn): void {
  const { rows: n, columns, data } = cotangents;
  const { turn } = factorise(states);
  const m = Math.min(n, states.columns);
  if (isHaar) {
    const dots = new Float64Array(columns);
    for (let i = 0; i < m; i++) reflectRows(data, columns, seen(i, i), i, 1, dots);
    for (let at = 0; at < m * columns; at++) data[at] *= scale;
    const rest = { rows: n - m, columns, data: data.subarray(m * columns) };
    if (m < n) drawFrame(rest, triangularise(rest), (i, first) => fresh(i, m + first), scale);
  } else {
    const top = new Float64Array(m * columns);
    for (let i = 0; i < m; i++) {
      dotsWith(seen(i, 0), cotangents).forEach((dot, c) => {
        top[i * columns + c] = scale * dot;
      });
    }
    if (m < n) drawGaussian(cotangents, triangularise(cotangents), fresh, scale, m);
    data.set(top);
  }
  turn(cotangents);
}

/** vᵀ M, one number a column. */
function dotsWith(v: Normals, { rows, columns, data }: Matrix): Float64Array {
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
