// Twin of tanh in src/network/activations/sigmoids.ts, two rows at a time: the same steps, so that there too nothing is lost in the tails
// and for small x.

/** Beyond this e^y comes near the end of the numbers, or the derivative to 0. */
const END: f64 = 700;
/** Added and taken away it leaves a number rounded to a whole one. */
const TO_WHOLE: f64 = 6755399441055744;
const LOG2E: f64 = 1.4426950408889634;
/** ln 2 in two parts, the first short enough that k times it is exact (Cody & Waite 1980). */
const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
const SMALLEST_NORMAL: f64 = 2.2250738585072014e-308;

/** The same of x, rows × 2, and column 1 times the derivatives. */
export function tanhPairs(x: usize, from: i32, rows: i32, slopes: usize): i32 {
  let p: usize = x + (<usize>from << 4);
  let q: usize = slopes + (<usize>from << 3);
  let row = from;
  for (; row + 4 <= rows; row += 4) {
    const a = twice(p, p + 16);
    const b = twice(p + 32, p + 48);
    if (!inRange(a) || !inRange(b)) return row;
    const e = exponent(a);
    const f = exponent(b);
    const u = risen(a, e);
    const v = risen(b, f);
    putPairs(p, p + 16, q, e, u);
    putPairs(p + 32, p + 48, q + 16, f, v);
    p += 64;
    q += 32;
  }
  for (; row < rows; row++) {
    const a = twice(p, p);
    if (!inRange(a)) return row;
    const e = exponent(a);
    putPairs(p, p, q, e, risen(a, e));
    p += 16;
    q += 8;
  }
  return rows;
}

/**
 * Column 0 of x, rows × columns, becomes tanh of it, and `slopes` the derivatives. Rows up to the first four with a number beyond
 * END are done; returns how many.
 */
export function tanhRows(x: usize, from: i32, rows: i32, columns: i32, slopes: usize): i32 {
  const wide: usize = <usize>columns << 3;
  const four: usize = wide << 2;
  let p: usize = x + <usize>from * wide;
  let q: usize = slopes + (<usize>from << 3);
  let row = from;
  // Four rows at a time: what is constant is fetched once for all of them.
  for (; row + 4 <= rows; row += 4) {
    const a = twice(p, p + wide);
    const b = twice(p + 2 * wide, p + 3 * wide);
    if (!inRange(a) || !inRange(b)) return row;
    const e = exponent(a);
    const f = exponent(b);
    const u = risen(a, e);
    const v = risen(b, f);
    put(p, p + wide, q, e, u);
    put(p + 2 * wide, p + 3 * wide, q + 16, f, v);
    p += four;
    q += 32;
  }
  for (; row < rows; row++) {
    const a = twice(p, p);
    if (!inRange(a)) return row;
    const e = exponent(a);
    // Both lanes are this row: the slope next to it is written later, or is room.
    put(p, p, q, e, risen(a, e));
    p += wide;
    q += 8;
  }
  return rows;
}

/** y = 2x of two rows. */
// @ts-ignore: decorator
@inline
function twice(p: usize, next: usize): v128 {
  const h = f64x2.replace_lane(v128.load64_splat(p), 1, load<f64>(next));
  return f64x2.add(h, h);
}

// @ts-ignore: decorator
@inline
function inRange(y: v128): bool {
  return i64x2.all_true(f64x2.le(f64x2.abs(y), f64x2.splat(END)));
}

/** k of y = k ln 2 + r. */
// @ts-ignore: decorator
@inline
function exponent(y: v128): v128 {
  return f64x2.sub(f64x2.add(f64x2.mul(y, f64x2.splat(LOG2E)), f64x2.splat(TO_WHOLE)), f64x2.splat(TO_WHOLE));
}

/** e^r − 1 of r = y − k ln 2. */
// @ts-ignore: decorator
@inline
function risen(y: v128, k: v128): v128 {
  const r = f64x2.sub(f64x2.sub(y, f64x2.mul(k, f64x2.splat(LN2_HIGH))), f64x2.mul(k, f64x2.splat(LN2_LOW)));
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const low = cubic(r, r2, 1.0 / 2.0, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0);
  const middle = cubic(r, r2, 1.0 / 720.0, 1.0 / 5040.0, 1.0 / 40320.0, 1.0 / 362880.0);
  const high = cubic(r, r2, 1.0 / 3628800.0, 1.0 / 39916800.0, 1.0 / 479001600.0, 1.0 / 6227020800.0);
  const series = f64x2.add(low, f64x2.mul(r4, f64x2.add(middle, f64x2.mul(r4, high))));
  return f64x2.add(r, f64x2.mul(r2, series));
}

// @ts-ignore: decorator
@inline
function put(p: usize, next: usize, q: usize, k: v128, e: v128): void {
  const slope = slopeOf(k, e);
  const result = valueOf(k, e);
  v128.store(q, slope);
  v128.store64_lane(p, result, 0);
  v128.store64_lane(next, result, 1);
}

/** Column 1 as it was is read first: both rows may be one. */
// @ts-ignore: decorator
@inline
function putPairs(p: usize, next: usize, q: usize, k: v128, e: v128): void {
  const slope = slopeOf(k, e);
  const result = valueOf(k, e);
  const tangents = f64x2.mul(slope, f64x2.replace_lane(v128.load64_splat(p, 8), 1, load<f64>(next, 8)));
  v128.store(q, slope);
  v128.store(p, v128.shuffle<f64>(result, tangents, 0, 2));
  if (next !== p) v128.store(next, v128.shuffle<f64>(result, tangents, 1, 3));
}

/** 4 e^y/(e^y + 1)² of e^y = 2^k (1 + e). */
// @ts-ignore: decorator
@inline
function slopeOf(k: v128, e: v128): v128 {
  const power = powerOf(k);
  const sum = f64x2.add(power, f64x2.mul(power, e));
  const inverse = f64x2.div(f64x2.splat(1), f64x2.add(sum, f64x2.splat(1)));
  const slope = f64x2.mul(f64x2.mul(f64x2.splat(4), f64x2.mul(sum, inverse)), inverse);
  // What is left of a subnormal derivative has no relative accuracy.
  return v128.and(slope, f64x2.ge(slope, f64x2.splat(SMALLEST_NORMAL)));
}

/** (e^y − 1)/(e^y + 1). */
// @ts-ignore: decorator
@inline
function valueOf(k: v128, e: v128): v128 {
  const power = powerOf(k);
  const above = f64x2.mul(power, e);
  const inverse = f64x2.div(f64x2.splat(1), f64x2.add(f64x2.add(power, above), f64x2.splat(1)));
  return f64x2.mul(f64x2.add(f64x2.sub(power, f64x2.splat(1)), above), inverse);
}

/** 2^k from its bits. */
// @ts-ignore: decorator
@inline
function powerOf(k: v128): v128 {
  return i64x2.shl(i64x2.add(i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(k)), i64x2.splat(1023)), 52);
}

// @ts-ignore: decorator
@inline
function cubic(r: v128, r2: v128, a: f64, b: f64, c: f64, d: f64): v128 {
  return f64x2.add(
    f64x2.add(f64x2.splat(a), f64x2.mul(r, f64x2.splat(b))),
    f64x2.mul(r2, f64x2.add(f64x2.splat(c), f64x2.mul(r, f64x2.splat(d)))),
  );
}
