// Twin of triangularise in src/network/triangularise.ts: S of a thin QR by Householder reflections, columns contiguous. A column
// is met by all reflections before it, two columns and two reflections at a time, when its turn comes: what comes after it cannot matter.
import { dot } from "./product";

/** Squares between these have lost nothing to the ends of the numbers. */
const SMALL: f64 = 1.4996968138956309e-241; // 2^−800
const LARGE: f64 = 6.668014432879854e240; // 2^800
/** ROUNDING of the twin. */
const ROUNDING: f64 = 1.4210854715202004e-14; // 2^−46

/** Numbers from column to column: whole lines of the cache, and an odd number of them, so that columns do not meet in the same places. */
export function strideOf(n: i32): i32 {
  return (((n + 7) >> 3) | 1) << 3;
}

/** Numbers of room for `factor`, and for as many columns of weights, of which sixteen are made at a time. */
export function factorRoom(n: i32, columns: i32): i32 {
  return columns * (strideOf(n) + 1) + 16;
}

/** S, min(n, columns) × columns, of x, n × columns; both row-major, and S may lie where x does. */
export function factor(x: usize, n: i32, columns: i32, s: usize, room: usize): void {
  const m = min(n, columns);
  const bytes: usize = <usize>strideOf(n) << 3;
  const grams: usize = room + <usize>columns * bytes;
  transpose(room, x, n, columns, bytes);
  memory.fill(s, 0, (<usize>m * <usize>columns) << 3);
  const down: usize = <usize>(columns + 1) << 3;
  for (let c = 0; c < columns; c += 2) {
    const from: usize = <usize>c << 3;
    const y: usize = room + <usize>c * bytes;
    // An odd one is both: the same is done to it twice at once.
    const z: usize = c + 1 < columns ? y + bytes : y;
    const done = min(c, m);
    let i = 0;
    for (; i + 2 <= done; i += 2) {
      const v: usize = room + <usize>i * bytes;
      mirrorTwo(v, v + bytes, load<f64>(grams + (<usize>i << 3)), y, z, i, n);
    }
    if (i < done) {
      mirror(room + <usize>i * bytes, y, i, n);
      if (z !== y) mirror(room + <usize>i * bytes, z, i, n);
    }
    let along = note(s + from, room, bytes, columns, y, done);
    if (c < m) store<f64>(s + <usize>c * down, makeReflector(y, c, n, along));
    if (z === y) return;
    if (c < m) mirror(y, z, c, n);
    along = note(s + from + 8, room, bytes, columns, z, min(c + 1, m));
    if (c + 1 < m) {
      store<f64>(s + <usize>(c + 1) * down, makeReflector(z, c + 1, n, along));
      store<f64>(z + from, 0);
      store<f64>(grams + from, dot(y + from, z + from, n - c));
    }
  }
}

/** Columns one after another; a zero follows an odd number of rows. */
function transpose(to: usize, x: usize, n: i32, columns: i32, bytes: usize): void {
  for (let i = 0; i < n; i++, to += 8) {
    let p = to;
    for (let c = 0; c < columns; c++, x += 8, p += bytes) store<f64>(p, load<f64>(x));
  }
  if (n & 1) for (let c = 0; c < columns; c++, to += bytes) store<f64>(to, 0);
}

/** Writes what reflections have made final of a column into S: its first `count` entries, signed such that S_ii ≥ 0; the largest size. */
function note(s: usize, v: usize, bytes: usize, columns: i32, y: usize, count: i32): f64 {
  let largest: f64 = 0;
  for (let i: usize = 0, end: usize = <usize>count << 3; i < end; i += 8) {
    const entry = load<f64>(y + i);
    largest = Math.max(largest, Math.abs(entry));
    store<f64>(s, load<f64>(v + i) < 0 ? entry : -entry);
    v += bytes;
    s += <usize>columns << 3;
  }
  return largest;
}

/**
 * Replaces x, entries from … n − 1 of a column, by v with x ↦ (I − v vᵀ) x = ∓‖x‖ e_from; returns ‖x‖. Zeros, so
 * that nothing is reflected, where x is rounding: that of entries of size `along` before it.
 */
function makeReflector(column: usize, from: i32, n: i32, along: f64): f64 {
  const x: usize = column + (<usize>from << 3);
  const end: usize = column + (<usize>n << 3);
  let size: f64 = 1;
  let square = dot(x, x, n - from);
  if (!(square > SMALL && square < LARGE)) {
    size = 0;
    for (let p = x; p < end; p += 8) size = Math.max(size, Math.abs(load<f64>(p)));
    if (size === 0 || !(size < Infinity)) return size;
    for (let p = x; p < end; p += 8) store<f64>(p, load<f64>(p) / size);
    square = dot(x, x, n - from);
  }
  const length = Math.sqrt(square);
  if (size * length <= ROUNDING * along) {
    memory.fill(x, 0, end - x);
    return size * length;
  }
  const inverse = 1.0 / length;
  const entry = load<f64>(x) * inverse;
  const head = entry < 0 ? entry - 1 : entry + 1;
  const root = Math.sqrt(Math.abs(head));
  const factor = inverse / root;
  for (let p = x + 8; p < end; p += 8) store<f64>(p, factor * load<f64>(p));
  store<f64>(x, head / root);
  return size * length;
}

/** y ← (I − v vᵀ) y from row `from` on, an even one. */
function mirror(v: usize, y: usize, from: i32, n: i32): void {
  const start: usize = <usize>from << 3;
  const end: usize = <usize>n << 3;
  let a = f64x2.splat(0);
  for (let i = start; i < end; i += 16) a = f64x2.add(a, f64x2.mul(v128.load(v + i), v128.load(y + i)));
  a = both(a);
  for (let i = start; i < end; i += 16) v128.store(y + i, f64x2.sub(v128.load(y + i), f64x2.mul(a, v128.load(v + i))));
}

/** y and z ← (I − v vᵀ)(I − u uᵀ) y and z from row `from` on, an even one; `gram` is uᵀ v. */
function mirrorTwo(u: usize, v: usize, gram: f64, y: usize, z: usize, from: i32, n: i32): void {
  const start: usize = <usize>from << 3;
  const end: usize = <usize>n << 3;
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (let i = start; i < end; i += 16) {
    const s = v128.load(u + i);
    const t = v128.load(v + i);
    const f = v128.load(y + i);
    const g = v128.load(z + i);
    a = f64x2.add(a, f64x2.mul(s, f));
    b = f64x2.add(b, f64x2.mul(t, f));
    c = f64x2.add(c, f64x2.mul(s, g));
    d = f64x2.add(d, f64x2.mul(t, g));
  }
  a = both(a);
  c = both(c);
  b = f64x2.sub(both(b), f64x2.mul(f64x2.splat(gram), a));
  d = f64x2.sub(both(d), f64x2.mul(f64x2.splat(gram), c));
  for (let i = start; i < end; i += 16) {
    const s = v128.load(u + i);
    const t = v128.load(v + i);
    const f = v128.load(y + i);
    const g = v128.load(z + i);
    v128.store(y + i, f64x2.sub(f64x2.sub(f, f64x2.mul(s, a)), f64x2.mul(t, b)));
    v128.store(z + i, f64x2.sub(f64x2.sub(g, f64x2.mul(s, c)), f64x2.mul(t, d)));
  }
}

/** The sum of the lanes in both of them. */
// @ts-ignore: decorator
@inline
function both(a: v128): v128 {
  return f64x2.add(a, v128.shuffle<f64>(a, a, 1, 0));
}
