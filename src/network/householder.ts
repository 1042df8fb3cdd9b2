const SMALL = 2 ** -400;
const LARGE = 2 ** 400;

/**
 * Replaces x = column[at + from … at + n − 1] by the vector v of the Householder reflection I − v vᵀ/|v_from| that sends x
 * to −sign(v_from) ‖x‖ e_from: v = x/‖x‖ ± e_from, without cancellation. Returns ‖x‖; a zero x stays as it is.
 */
export function makeReflector(column: Float64Array, at: number, from: number, n: number): number {
  let size = 0;
  for (let i = at + from; i < at + n; i++) {
    const entry = Math.abs(column[i]);
    if (entry > size) size = entry;
  }
  if (size === 0) return 0;
  // Squares of sizes far from 1 would leave the range of the numbers.
  if (size > SMALL && size < LARGE) size = 1;
  else for (let i = at + from; i < at + n; i++) column[i] /= size;
  let square = 0;
  for (let i = at + from; i < at + n; i++) square += column[i] * column[i];
  const root = Math.sqrt(square);
  const inverse = 1 / root;
  for (let i = at + from; i < at + n; i++) column[i] *= inverse;
  column[at + from] += column[at + from] < 0 ? -1 : 1;
  return size * root;
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
