const SMALL = 2 ** -800;
const LARGE = 2 ** 800;

/** Σ x² of x = column[at + from … at + n − 1]. */
function squareOf(column: Float64Array, at: number, from: number, n: number): number {
  let a = 0;
  let b = 0;
  const end = at + n;
  let i = at + from;
  for (; i + 1 < end; i += 2) {
    a += column[i] * column[i];
    b += column[i + 1] * column[i + 1];
  }
  if (i < end) a += column[i] * column[i];
  return a + b;
}

/** ‖x‖ of x = column[at + from … at + n − 1]; where squares would leave the range of the numbers x is scaled by its size. */
export function lengthOf(column: Float64Array, at: number, from: number, n: number): number {
  const square = squareOf(column, at, from, n);
  if (square > SMALL && square < LARGE) return Math.sqrt(square);
  let size = 0;
  for (let i = at + from; i < at + n; i++) size = Math.max(size, Math.abs(column[i]));
  if (size === 0 || !Number.isFinite(size)) return size;
  for (let i = at + from; i < at + n; i++) column[i] /= size;
  const length = size * Math.sqrt(squareOf(column, at, from, n));
  for (let i = at + from; i < at + n; i++) column[i] *= size;
  return length;
}

/** Brings x to length 1 and returns the length that it had; a zero x, or one that is not finite, stays as it is. */
export function normalise(column: Float64Array, at: number, from: number, n: number): number {
  const length = lengthOf(column, at, from, n);
  if (length === 0 || !Number.isFinite(length)) return length;
  const inverse = 1 / length;
  if (Number.isFinite(inverse)) for (let i = at + from; i < at + n; i++) column[i] *= inverse;
  else for (let i = at + from; i < at + n; i++) column[i] /= length;
  return length;
}

/**
 * Replaces x = column[at + from … at + n − 1] by the vector v of the Householder reflection I − v vᵀ/|v_from| that sends x
 * to −sign(v_from) ‖x‖ e_from: v = x/‖x‖ ± e_from, without cancellation. Returns ‖x‖; a zero x stays as it is.
 */
export function makeReflector(column: Float64Array, at: number, from: number, n: number): number {
  const length = normalise(column, at, from, n);
  if (length > 0) column[at + from] += column[at + from] < 0 ? -1 : 1;
  return length;
}

/**
 * y ← (I − v vᵀ/half) y from row `from` on: v starts at v[at], y at y[to]. Four rows at a time, with a sum for each, since
 * an addition waits for the one before it: this is the innermost loop of every QR.
 */
export function mirror(
  v: Float64Array,
  at: number,
  half: number,
  y: Float64Array,
  to: number,
  from: number,
  n: number,
): void {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const whole = n - 3;
  let i = from;
  for (; i < whole; i += 4) {
    a += v[at + i] * y[to + i];
    b += v[at + i + 1] * y[to + i + 1];
    c += v[at + i + 2] * y[to + i + 2];
    d += v[at + i + 3] * y[to + i + 3];
  }
  for (; i < n; i++) a += v[at + i] * y[to + i];
  const factor = (a + b + (c + d)) / half;
  i = from;
  for (; i < whole; i += 4) {
    y[to + i] -= factor * v[at + i];
    y[to + i + 1] -= factor * v[at + i + 1];
    y[to + i + 2] -= factor * v[at + i + 2];
    y[to + i + 3] -= factor * v[at + i + 3];
  }
  for (; i < n; i++) y[to + i] -= factor * v[at + i];
}

/** The same reflection of every column of a row-major matrix; nothing where v is zero. `dots`: room for a number a column. */
export function mirrorRows(
  v: Float64Array,
  at: number,
  data: Float64Array,
  columns: number,
  from: number,
  n: number,
  dots: Float64Array,
): void {
  const half = Math.abs(v[at + from]);
  if (half === 0) return;
  dots.fill(0);
  for (let i = from; i < n; i++) {
    for (let c = 0; c < columns; c++) dots[c] += v[at + i] * data[i * columns + c];
  }
  for (let c = 0; c < columns; c++) dots[c] /= half;
  for (let i = from; i < n; i++) {
    for (let c = 0; c < columns; c++) data[i * columns + c] -= v[at + i] * dots[c];
  }
}
