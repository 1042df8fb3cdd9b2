import type { Matrix } from "./bundle.ts";
import { lengthOf, makeReflector, mirror } from "./householder.ts";

const SMALL = 2 ** -400;
const LARGE = 2 ** 400;

/** Kept from one call to the next, which mostly has the same shape. */
let work = new Float64Array(0);

/**
 * The factor S of a thin QR X = U S: upper triangular with S_ii ≥ 0, m × columns row-major, m = min(rows, columns); X stays.
 * By Householder reflections, since U must be orthonormal whatever X is: its columns may depend on each other
 * anywhere (a homogeneous network turns its state into the leading tangent), and then the last ones need
 * all n directions. Right relative to the length of each column. Column c does not depend on those after it.
 */
export function triangularise({ rows: n, columns, data }: Matrix): Float64Array {
  const m = Math.min(n, columns);
  if (columns === 2 && n > 1) {
    const pair = ofPair(data, n);
    if (pair !== null) return pair;
  }
  const s = new Float64Array(m * columns);
  if (work.length !== n * columns) work = new Float64Array(n * columns);
  // Columns one after another: loops run over neighbours.
  for (let c = 0; c < columns; c++) for (let i = 0, at = c; i < n; i++, at += columns) work[c * n + i] = data[at];
  for (let i = 0; i < m; i++) {
    const at = i * n;
    if (i === columns - 1) {
      // Nothing comes after it.
      s[i * columns + i] = lengthOf(work, at, i, n);
      break;
    }
    const length = makeReflector(work, at, i, n);
    const head = work[at + i];
    s[i * columns + i] = length;
    for (let c = i + 1; c < columns; c++) {
      if (length > 0) mirror(work, at, Math.abs(head), work, c * n, i, n);
      s[i * columns + c] = head < 0 ? work[c * n + i] : -work[c * n + i];
    }
  }
  return s;
}

/** Of a state and one tangent, the commonest bundle, without a copy; null where squares leave the range of the numbers. */
function ofPair(data: Float64Array, n: number): Float64Array | null {
  let square = 0;
  let dot = 0;
  for (let at = 0; at < 2 * n; at += 2) {
    square += data[at] * data[at];
    dot += data[at] * data[at + 1];
  }
  const length = Math.sqrt(square);
  if (!(length > SMALL && length < LARGE)) return null;
  // The rest of the tangent is formed and measured, not reckoned from lengths: those cancel where it is along the state.
  const along = dot / square;
  let rest = 0;
  for (let at = 0; at < 2 * n; at += 2) {
    const across = data[at + 1] - along * data[at];
    rest += across * across;
  }
  return rest > SMALL && rest < LARGE ? Float64Array.of(length, dot / length, 0, Math.sqrt(rest)) : null;
}
