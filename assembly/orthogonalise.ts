// QR of the tangents by modified Gram–Schmidt, a column that lost most of its length projected again: for tangents whose rows are
// of like size, which rounding treats alike. What it does not stand for it gives back untouched, for the Householder twin
// in src/measure/orthogonalise.ts. Row-major: one sweep takes q_j out of eight columns and sums their dot products with q_{j+1}.

/** Rows that differ in size by more than this are left to the twin. */
const GRADED: f64 = 1e6;
/** Sizes whose squares are far inside the range of the numbers. */
const LARGEST: f64 = 1e120;
const SMALLEST: f64 = 1e-120;
/** A square that fell by so much has lost most of its digits. */
const LOST: f64 = 0.01;

/** Numbers of room that `orthogonalise` takes. */
export function roomOf(n: i32, columns: i32): i32 {
  return n * columns + 3 * n + 3 * (columns + 8);
}

/**
 * x: n × columns, the tangents from column 1 on, 8 numbers of room behind it. Makes the first `limit` tangents orthonormal, zeros
 * of the others, and writes R_jj² to `squares`. Returns false, x as it was, where rows are graded or sizes out of range.
 */
export function orthogonalise(x: usize, n: i32, columns: i32, limit: i32, room: usize, squares: usize): bool {
  const k = columns - 1;
  const wide: usize = <usize>columns << 3;
  const bytes: usize = <usize>n << 3;
  const line: usize = <usize>(columns + 8) << 3;
  const copy = room;
  let q: usize = copy + <usize>n * wide;
  let r: usize = q + bytes;
  let d: usize = r + bytes + bytes;
  let e: usize = d + line;
  const before: usize = e + line;
  const t = x + 8;
  if (!alike(t, n, k, wide)) return false;
  memory.copy(copy, x, <usize>n * wide);
  lengths(t, n, limit, wide, before);
  for (let j = 0; j < limit; j++) {
    const at = t + (<usize>j << 3);
    let p = at;
    if (j === 0) {
      for (let i: usize = 0; i < bytes; i += 8, p += wide) store<f64>(r + i, load<f64>(p));
    } else {
      const f = load<f64>(d + (<usize>j << 3));
      for (let i: usize = 0; i < bytes; i += 8, p += wide) store<f64>(r + i, load<f64>(p) - f * load<f64>(q + i));
    }
    let was = load<f64>(before + (<usize>j << 3));
    let square = squareOf(r, n);
    while (square > SMALLEST * SMALLEST && square < LOST * was) {
      was = square;
      again(t, n, j, wide, r, e);
      square = squareOf(r, n);
    }
    // Nothing is left of it: the twin knows what to do.
    if (!(square > SMALLEST * SMALLEST)) {
      memory.copy(x, copy, <usize>n * wide);
      return false;
    }
    store<f64>(squares + (<usize>j << 3), square);
    const inverse = 1.0 / Math.sqrt(square);
    p = at;
    for (let i: usize = 0; i < bytes; i += 8, p += wide) {
      const entry = load<f64>(r + i) * inverse;
      store<f64>(r + i, entry);
      store<f64>(p, entry);
    }
    if (j === 0) dots(t, n, limit, wide, r, e);
    else sweep(t, n, j + 1, limit, wide, q, r, d, e);
    let swap = q;
    q = r;
    r = swap;
    swap = d;
    d = e;
    e = swap;
  }
  for (let p = t, end: usize = t + <usize>n * wide; p < end; p += wide) {
    for (let c = limit; c < k; c++) store<f64>(p + (<usize>c << 3), 0);
  }
  return true;
}

/** Whether rows are of like size, and that is one whose square is a normal number. */
function alike(t: usize, n: i32, k: i32, wide: usize): bool {
  let largest: f64 = 0;
  let smallest: f64 = Infinity;
  for (let i = 0; i < n; i++, t += wide) {
    let a = f64x2.splat(0);
    let p = t;
    const whole: usize = t + (<usize>(k & ~1) << 3);
    for (; p < whole; p += 16) a = f64x2.max(a, f64x2.abs(v128.load(p)));
    let size = Math.max(f64x2.extract_lane(a, 0), f64x2.extract_lane(a, 1));
    if (k & 1) size = Math.max(size, Math.abs(load<f64>(p)));
    largest = Math.max(largest, size);
    smallest = Math.min(smallest, size);
  }
  return smallest > SMALLEST && largest < LARGEST && largest <= GRADED * smallest;
}

function squareOf(v: usize, n: i32): f64 {
  let a = f64x2.splat(0);
  let b = a;
  let p = v;
  const whole: usize = v + (<usize>(n & ~3) << 3);
  const end: usize = v + (<usize>n << 3);
  for (; p < whole; p += 32) {
    const u = v128.load(p);
    const w = v128.load(p, 16);
    a = f64x2.add(a, f64x2.mul(u, u));
    b = f64x2.add(b, f64x2.mul(w, w));
  }
  a = f64x2.add(a, b);
  let sum = f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
  for (; p < end; p += 8) sum += load<f64>(p) * load<f64>(p);
  return sum;
}

/** Squared lengths of the columns. */
function lengths(t: usize, n: i32, limit: i32, wide: usize, out: usize): void {
  for (let c = 0; c < limit; c += 8) {
    let a0 = f64x2.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let p: usize = t + (<usize>c << 3);
    for (let i = 0; i < n; i++, p += wide) {
      const x0 = v128.load(p);
      const x1 = v128.load(p, 16);
      const x2 = v128.load(p, 32);
      const x3 = v128.load(p, 48);
      a0 = f64x2.add(a0, f64x2.mul(x0, x0));
      a1 = f64x2.add(a1, f64x2.mul(x1, x1));
      a2 = f64x2.add(a2, f64x2.mul(x2, x2));
      a3 = f64x2.add(a3, f64x2.mul(x3, x3));
    }
    put(out + (<usize>c << 3), a0, a1, a2, a3);
  }
}

// @ts-ignore: decorator
@inline
function put(out: usize, a0: v128, a1: v128, a2: v128, a3: v128): void {
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, a3, 48);
}

/** Dot products of q with the columns. */
function dots(t: usize, n: i32, limit: i32, wide: usize, q: usize, out: usize): void {
  for (let c = 0; c < limit; c += 8) {
    let a0 = f64x2.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let p: usize = t + (<usize>c << 3);
    for (let i: usize = 0, end: usize = <usize>n << 3; i < end; i += 8, p += wide) {
      const s = v128.load64_splat(q + i);
      a0 = f64x2.add(a0, f64x2.mul(s, v128.load(p)));
      a1 = f64x2.add(a1, f64x2.mul(s, v128.load(p, 16)));
      a2 = f64x2.add(a2, f64x2.mul(s, v128.load(p, 32)));
      a3 = f64x2.add(a3, f64x2.mul(s, v128.load(p, 48)));
    }
    put(out + (<usize>c << 3), a0, a1, a2, a3);
  }
}

/** Takes q, whose dot products are d, out of columns first … limit − 1, and sums their dot products with r into e. */
function sweep(t: usize, n: i32, first: i32, limit: i32, wide: usize, q: usize, r: usize, d: usize, e: usize): void {
  let c = first;
  // An odd one takes the column before it along, which is done and stays as it is.
  if ((limit - c) & 1) {
    c--;
    store<f64>(d + (<usize>c << 3), 0);
  }
  if ((limit - c) & 2) {
    sweepTwo(t, n, c, wide, q, r, d, e);
    c += 2;
  }
  if ((limit - c) & 4) {
    sweepTwo(t, n, c, wide, q, r, d, e);
    sweepTwo(t, n, c + 2, wide, q, r, d, e);
    c += 4;
  }
  for (; c < limit; c += 8) {
    const m: usize = d + (<usize>c << 3);
    const d0 = v128.load(m);
    const d1 = v128.load(m, 16);
    const d2 = v128.load(m, 32);
    const d3 = v128.load(m, 48);
    let a0 = f64x2.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let p: usize = t + (<usize>c << 3);
    for (let i: usize = 0, end: usize = <usize>n << 3; i < end; i += 8, p += wide) {
      const s = v128.load64_splat(q + i);
      const u = v128.load64_splat(r + i);
      const y0 = f64x2.sub(v128.load(p), f64x2.mul(s, d0));
      const y1 = f64x2.sub(v128.load(p, 16), f64x2.mul(s, d1));
      const y2 = f64x2.sub(v128.load(p, 32), f64x2.mul(s, d2));
      const y3 = f64x2.sub(v128.load(p, 48), f64x2.mul(s, d3));
      put(p, y0, y1, y2, y3);
      a0 = f64x2.add(a0, f64x2.mul(u, y0));
      a1 = f64x2.add(a1, f64x2.mul(u, y1));
      a2 = f64x2.add(a2, f64x2.mul(u, y2));
      a3 = f64x2.add(a3, f64x2.mul(u, y3));
    }
    put(e + (<usize>c << 3), a0, a1, a2, a3);
  }
}

function sweepTwo(t: usize, n: i32, c: i32, wide: usize, q: usize, r: usize, d: usize, e: usize): void {
  const d0 = v128.load(d + (<usize>c << 3));
  let a0 = f64x2.splat(0);
  let p: usize = t + (<usize>c << 3);
  for (let i: usize = 0, end: usize = <usize>n << 3; i < end; i += 8, p += wide) {
    const y0 = f64x2.sub(v128.load(p), f64x2.mul(v128.load64_splat(q + i), d0));
    v128.store(p, y0);
    a0 = f64x2.add(a0, f64x2.mul(v128.load64_splat(r + i), y0));
  }
  v128.store(e + (<usize>c << 3), a0);
}

/** Takes the columns before j out of v once more. */
function again(t: usize, n: i32, j: i32, wide: usize, v: usize, d: usize): void {
  dots(t, n, j, wide, v, d);
  let p = t;
  for (let i = 0; i < n; i++, p += wide, v += 8) {
    let sum = load<f64>(v);
    for (let c: usize = 0, end: usize = <usize>j << 3; c < end; c += 8) sum -= load<f64>(p + c) * load<f64>(d + c);
    store<f64>(v, sum);
  }
}
