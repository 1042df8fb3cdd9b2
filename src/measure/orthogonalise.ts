import { type Bundle, normaliseColumn } from "../network/bundle.ts";

/** A column that lost more than this factor of its length to the columns before it is projected again. */
const LOST = 0.1;
/** Squares outside this range are computed on a column scaled by a power of two. */
const TINY = 1e-200;
const HUGE = 1e200;
/** A column scaled up by more than this, as a power of two, is below the smallest double: only rounding is left of it. */
const VANISHED = -1100;

/**
 * QR of the tangents, in place: T (columns 1 … k of the bundle) = Q R by modified Gram–Schmidt. A column that lost
 * most of its length is projected again until it loses no more (Daniel, Gragg, Kaufman, Stewart 1976: once more is
 * enough for one rounding's worth of cancellation; rows of very different size, as a saturated tanh makes them, can
 * need more). Rows over up to 40 decades lose nothing; beyond about 45 the last exponents do.
 *
 * Writes ln R_ii to `logs` (length k), −Infinity for i ≥ the returned rank. Columns beyond `rank`, the rank known
 * from structure, are set to zero; so are those from the first on of which only rounding is left, where `sizes` (n), what
 * rounding in each row is relative to, is given.
 */
export function orthogonalise(bundle: Bundle, rank: number, sizes: Float64Array | null, logs: Float64Array): number {
  const { rows, columns, data } = bundle;
  const k = columns - 1;
  const dots = new Float64Array(columns);
  const lengths = squaredLengths(bundle);
  for (let j = 1; j <= k; j++) {
    if (j > rank) {
      clear(bundle, j, logs);
      return rank;
    }
    let shift = 0;
    let before = lengths[j];
    let square = columnSquare(bundle, j);
    for (;;) {
      if (square < TINY || square > HUGE) {
        shift += normaliseColumn(bundle, j);
        // Rows that are exactly zero can leave no direction free, and every projection then returns smaller noise.
        square = shift < VANISHED ? 0 : columnSquare(bundle, j);
        before = Number.POSITIVE_INFINITY; // lengths at another scale do not compare: project to be sure
      }
      if (j === 1 || !(square > 0) || square >= LOST * LOST * before) break;
      before = square;
      project(bundle, j);
      square = columnSquare(bundle, j);
    }
    const length = Math.sqrt(square);
    const log = Math.log(length) + shift * Math.LN2;
    if (!(length > 0) || (sizes !== null && isRounding(bundle, j, sizes, shift))) {
      clear(bundle, j, logs);
      return j - 1;
    }
    logs[j - 1] = log;
    const inverse = 1 / length;
    dots.fill(0);
    for (let row = 0; row < rows; row++) {
      const at = row * columns;
      const q = data[at + j] * inverse;
      data[at + j] = q;
      for (let c = j + 1; c < columns; c++) dots[c] += q * data[at + c];
    }
    for (let row = 0; row < rows; row++) {
      const at = row * columns;
      const q = data[at + j];
      for (let c = j + 1; c < columns; c++) data[at + c] -= q * dots[c];
    }
  }
  return rank;
}

/**
 * Rounding, relative to the size of a row. What was seen of singular products of ±1 matrices up to n = 24 lay below 1e-14,
 * columns that do depend on nothing above 1e-4: a product's earlier layers magnify rounding by their condition.
 */
const ROUNDING = 1e-10;

/** Whether every entry of column j is small in its row. A row of small size, a saturated unit, is no rounding. */
function isRounding({ rows, columns, data }: Bundle, j: number, sizes: Float64Array, shift: number): boolean {
  for (let row = 0; row < rows; row++) {
    if (Math.abs(data[row * columns + j]) * 2 ** shift > ROUNDING * sizes[row]) return false;
  }
  return true;
}

/** Takes the columns before `j`, orthonormal already, out of column j. */
function project({ rows, columns, data }: Bundle, j: number): void {
  for (let q = 1; q < j; q++) {
    let dot = 0;
    for (let row = 0; row < rows; row++) dot += data[row * columns + q] * data[row * columns + j];
    for (let row = 0; row < rows; row++) data[row * columns + j] -= dot * data[row * columns + q];
  }
}

function squaredLengths({ rows, columns, data }: Bundle): Float64Array {
  const squares = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    for (let c = 1; c < columns; c++) squares[c] += data[row * columns + c] ** 2;
  }
  return squares;
}

function columnSquare({ rows, columns, data }: Bundle, j: number): number {
  let square = 0;
  for (let row = 0; row < rows; row++) square += data[row * columns + j] ** 2;
  return square;
}

function clear({ rows, columns, data }: Bundle, from: number, logs: Float64Array): void {
  for (let row = 0; row < rows; row++) data.fill(0, row * columns + from, row * columns + columns);
  logs.fill(Number.NEGATIVE_INFINITY, from - 1);
}
