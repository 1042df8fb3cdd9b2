// Householder reflections of a bundle, two at a time: what two do is taken out in the sweep that sums the dot products of the
// next two. Columns lie in slabs of four, the last one of two where that is enough, each n rows long: a slab stays in the fastest
// cache, and the arithmetic of a column is the same in every place.
import { dot } from "./product";

/** Numbers of room for a bundle in slabs, n × wide. */
export function slabsOf(n: i32, wide: i32): i32 {
  return n * ((wide + 1) & ~1);
}

/** Bundle, row-major, to slabs; columns of zeros fill the last. */
export function pack(to: usize, x: usize, n: i32, wide: i32): void {
  for (let c = 0; c < wide; c += 4) {
    const width = wide - c > 2 ? 4 : 2;
    const own = min(width, wide - c);
    let p: usize = x + (<usize>c << 3);
    for (let i = 0; i < n; i++, p += <usize>wide << 3) {
      for (let j = 0; j < width; j++, to += 8) store<f64>(to, j < own ? load<f64>(p + (<usize>j << 3)) : 0);
    }
  }
}

/** Slabs, times `factor`, to a bundle. */
export function unpack(x: usize, from: usize, n: i32, wide: i32, factor: f64): void {
  for (let c = 0; c < wide; c += 4) {
    const width = wide - c > 2 ? 4 : 2;
    const own = min(width, wide - c);
    let p: usize = x + (<usize>c << 3);
    for (let i = 0; i < n; i++, p += <usize>wide << 3, from += <usize>width << 3) {
      for (let j: usize = 0, end: usize = <usize>own << 3; j < end; j += 8) store<f64>(p + j, factor * load<f64>(from + j));
    }
  }
}

/**
 * X ← σ' B_first … B_{first + count − 1} (σ X) of a bundle in slabs, B_i = −s (I − 2 v vᵀ/‖v‖²) on rows i … n − 1 as in reflectRows of
 * src/network/operations/haar.ts: row i of w, `stride` numbers from row to row, holds g from its column i on, and v/(‖v‖/√2) after it.
 * Signs wait: `sign` is that of rows that were reflected before, and what comes back that of all rows from `first` on.
 * room: count + 8 numbers.
 */
export function reflect(
  x: usize,
  n: i32,
  wide: i32,
  w: usize,
  stride: i32,
  first: i32,
  count: i32,
  sign: f64,
  room: usize,
): f64 {
  const last = first + count - 1;
  const bytes: usize = <usize>stride << 3;
  for (let i = last; i >= first; i--) {
    if (sign < 0) turnRow(x, n, wide, i);
    const row: usize = w + <usize>(i - first) * bytes;
    sign *= -makeVector(row, i, n);
    // A sweep begins at the first row of the next two.
    for (let c = max(0, i - 3); c < i; c++) store<f64>(row + (<usize>c << 3), 0);
  }
  // v_aᵀ v_b of every two.
  for (let b = last - (count & 1) - 1; b >= first; b -= 2) {
    const v: usize = w + <usize>(b - first) * bytes + (<usize>b << 3);
    store<f64>(room + (<usize>(b - first) << 3), dot(v, v + bytes, n - b));
  }
  const d: usize = room + (<usize>count << 3);
  for (let c = 0; c < wide; c += 4) {
    const four = wide - c > 2;
    if (four) slab(true, x, n, w, bytes, first, count, room, d);
    else slab(false, x, n, w, bytes, first, count, room, d);
    x += <usize>n << 5;
  }
  return sign;
}

/** Replaces g, columns i … n − 1 of a row, by v of length √2; the sign of its first entry. */
function makeVector(row: usize, i: i32, n: i32): f64 {
  let p: usize = row + (<usize>i << 3);
  const end: usize = row + (<usize>n << 3);
  const square = dot(p, p, n - i);
  const length = Math.sqrt(square);
  const head = load<f64>(p);
  const sign: f64 = head < 0 ? -1 : 1;
  const inverse = 1.0 / Math.sqrt(square + Math.abs(head) * length);
  store<f64>(p, head + sign * length);
  const f = f64x2.splat(inverse);
  for (; p + 16 <= end; p += 16) v128.store(p, f64x2.mul(f, v128.load(p)));
  if (p < end) store<f64>(p, inverse * load<f64>(p));
  return sign;
}

function turnRow(x: usize, n: i32, wide: i32, i: i32): void {
  for (let c = 0; c < wide; c += 4) {
    const width = wide - c > 2 ? 4 : 2;
    const p: usize = x + ((<usize>i * <usize>width) << 3);
    for (let j: usize = 0, end: usize = <usize>width << 3; j < end; j += 8) store<f64>(p + j, -load<f64>(p + j));
    x += <usize>n << 5;
  }
}

/** All reflections of a block on one slab, of four columns or of two. d: 8 numbers, dot products of two vectors with the slab. */
// @ts-ignore: decorator
@inline
function slab(
  four: bool,
  x: usize,
  n: i32,
  w: usize,
  bytes: usize,
  first: i32,
  count: i32,
  grams: usize,
  d: usize,
): void {
  const single = count & 1;
  // Of an odd number the first one is alone: a second that takes nothing out.
  let b = first + count - 2 + single;
  let v: usize = w + <usize>(b - first) * bytes;
  let u: usize = single ? v : v + bytes;
  sweep(four, false, true, x, n, b, v, v, u, v, d);
  if (single) {
    v128.store(d, f64x2.splat(0));
    if (four) v128.store(d, f64x2.splat(0), 16);
  } else settle(four, d, load<f64>(grams + (<usize>(b - first) << 3)));
  while (b - 2 >= first) {
    b -= 2;
    const next: usize = w + <usize>(b - first) * bytes;
    sweep(four, true, true, x, n, b, u, v, next + bytes, next, d);
    v = next;
    u = next + bytes;
    settle(four, d, load<f64>(grams + (<usize>(b - first) << 3)));
  }
  sweep(four, true, false, x, n, b, u, v, u, v, d);
}

/** v_bᵀ X of a bundle from which the part along v_a is taken: v_bᵀ X − (v_bᵀ v_a)(v_aᵀ X). */
// @ts-ignore: decorator
@inline
function settle(four: bool, d: usize, gram: f64): void {
  const g = f64x2.splat(gram);
  v128.store(d, f64x2.sub(v128.load(d, 32), f64x2.mul(g, v128.load(d))), 32);
  if (four) v128.store(d, f64x2.sub(v128.load(d, 48), f64x2.mul(g, v128.load(d, 16))), 48);
}

/**
 * Rows b … n − 1 of a slab: takes u and v, whose dot products are d, out where `out` says so, and sums the dot products with
 * t and s into d where `sum` does.
 */
// @ts-ignore: decorator
@inline
function sweep(
  four: bool,
  out: bool,
  sum: bool,
  x: usize,
  n: i32,
  b: i32,
  u: usize,
  v: usize,
  t: usize,
  s: usize,
  d: usize,
): void {
  const d0 = v128.load(d);
  const d1 = v128.load(d, 16);
  const e0 = v128.load(d, 32);
  const e1 = v128.load(d, 48);
  let a0 = f64x2.splat(0);
  let a1 = a0;
  let c0 = a0;
  let c1 = a0;
  let p: usize = x + (<usize>b << (four ? 5 : 4));
  for (let i: usize = <usize>b << 3, end: usize = <usize>n << 3; i < end; i += 8) {
    let y0 = v128.load(p);
    let y1 = y0;
    if (four) y1 = v128.load(p, 16);
    if (out) {
      const f = v128.load64_splat(u + i);
      const g = v128.load64_splat(v + i);
      y0 = f64x2.sub(f64x2.sub(y0, f64x2.mul(f, d0)), f64x2.mul(g, e0));
      v128.store(p, y0);
      if (four) {
        y1 = f64x2.sub(f64x2.sub(y1, f64x2.mul(f, d1)), f64x2.mul(g, e1));
        v128.store(p, y1, 16);
      }
    }
    if (sum) {
      const f = v128.load64_splat(t + i);
      const g = v128.load64_splat(s + i);
      a0 = f64x2.add(a0, f64x2.mul(f, y0));
      c0 = f64x2.add(c0, f64x2.mul(g, y0));
      if (four) {
        a1 = f64x2.add(a1, f64x2.mul(f, y1));
        c1 = f64x2.add(c1, f64x2.mul(g, y1));
      }
    }
    p += four ? 32 : 16;
  }
  if (sum) {
    v128.store(d, a0);
    v128.store(d, c0, 32);
    if (four) {
      v128.store(d, a1, 16);
      v128.store(d, c1, 48);
    }
  }
}
