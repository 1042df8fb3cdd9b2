import type { Matrix } from "./bundle.ts";
import { lengthOf, makeReflector, mirror, mirrorRows } from "./householder.ts";

const SMALL = 2 ** -400;
const LARGE = 2 ** 400;
/** What is left of a column beside those before it is rounding where it is less than this of what lies along them. */
const ROUNDING = 2 ** -46;

/** Kept from one call to the next, which mostly has the same shape. */
let work = new Float64Array(0);

/**
 * The factor S of a thin QR X = U S: upper triangular with S_ii ≥ 0, m × columns row-major, m = min(rows, columns); X stays.
 * By Householder reflections, since U must be orthonormal whatever X is: its columns may depend on each other
 * anywhere (a homogeneous network turns its state into the leading tangent), and then the last ones need
 * all n directions. Right relative to the length of each column. Column c does not depend on those after it.
 */
export function triangularise({ rows: n, columns, data }: Matrix): Float64Array {
  if (columns === 2 && n > 1) {
    const pair = ofPair(data, n);
    if (pair !== null) return pair;
  }
  if (work.length !== n * columns) work = new Float64Array(n * columns);
  return reduce({ rows: n, columns, data }, work, false);
}

/** A thin QR X = U S with U known by its reflections: orthonormal to rounding, whatever X is. */
export interface Factors {
  /** m × columns, as `triangularise` gives it. */
  s: Float64Array;
  /** Z ← [U | U⊥] Z of a row-major matrix of as many rows: U takes the first m of them. */
  turn(z: Matrix): void;
}

/** The same S, bit for bit of any number of columns, and the U behind it. */
export function factorise(x: Matrix): Factors {
  const { rows: n, columns } = x;
  const m = Math.min(n, columns);
  const reflections = new Float64Array(n * columns);
  const s = reduce(x, reflections, true);
  return {
    s,
    turn({ columns: wide, data }) {
      // A column that depends on those before it has no reflection, but S has its sign turned.
      for (let i = 0; i < m; i++) {
        if (reflections[i * n + i] >= 0) for (let at = i * wide; at < (i + 1) * wide; at++) data[at] = -data[at];
      }
      const dots = new Float64Array(wide);
      for (let i = m - 1; i >= 0; i--) mirrorRows(reflections, i * n, data, wide, i, n, dots);
    },
  };
}

/**
 * S of X by Householder reflections; column i of `x` (one after another) then holds the vector of reflection i from row i
 * on. `all`: that of the last column too, which S does not take.
 */
function reduce({ rows: n, columns, data }: Matrix, x: Float64Array, all: boolean): Float64Array {
  const m = Math.min(n, columns);
  const s = new Float64Array(m * columns);
  // Columns one after another: loops run over neighbours.
  for (let c = 0; c < columns; c++) for (let i = 0, at = c; i < n; i++, at += columns) x[c * n + i] = data[at];
  for (let i = 0; i < m; i++) {
    const at = i * n;
    if (i === columns - 1 && !all) {
      // Nothing comes after it.
      s[i * columns + i] = lengthOf(x, at, i, n);
      break;
    }
    const length = makeReflector(x, at, i, n);
    let along = 0;
    for (let r = 0; r < i; r++) along = Math.max(along, Math.abs(s[r * columns + i]));
    const stands = length > ROUNDING * along;
    // Rounding has a length, but no direction: those of what follows would hang on it.
    if (!stands) x.fill(0, at + i, at + n);
    const head = x[at + i];
    s[i * columns + i] = length;
    for (let c = i + 1; c < columns; c++) {
      if (stands) mirror(x, at, Math.abs(head), x, c * n, i, n);
      s[i * columns + c] = head < 0 ? x[c * n + i] : -x[c * n + i];
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
