// A matrix drawn in law: Gaussian columns times a triangular factor.

/**
 * x ← scale · G S: x is n × columns, row-major, with 8 numbers of room behind it; column i of G begins at g, `stride` ≥ n + 3 numbers from one to
 * the next; S, m × columns, is upper triangular, and multiplied by the scale. The sums of a column go over the rows of S in order, whatever is beside it.
 */
export function draw(x: usize, n: i32, columns: i32, g: usize, stride: i32, s: usize, m: i32, scale: f64): void {
  const wide: usize = <usize>columns << 3;
  const bytes: usize = <usize>stride << 3;
  for (let p = s, end: usize = s + <usize>m * wide; p < end; p += 8) store<f64>(p, scale * load<f64>(p));
  let c = 0;
  // Column 0 is a multiple of one.
  if (columns & 1) {
    const f = load<f64>(s);
    let p = x;
    for (let i = 0; i < n; i++, p += wide) store<f64>(p, f * load<f64>(g + (<usize>i << 3)));
    c = 1;
  }
  for (; c + 8 <= columns; c += 8) {
    for (let row = 0; row < n; row += 2) twoByEight(x, n, wide, g, bytes, s, min(m, c + 8), row, c);
  }
  for (; c < columns; c += 2) {
    for (let row = 0; row < n; row += 4) fourByTwo(x, n, wide, g, bytes, s, min(m, c + 2), row, c);
  }
}

// @ts-ignore: decorator
@inline
function twoByEight(x: usize, n: i32, wide: usize, g: usize, bytes: usize, s: usize, count: i32, row: i32, c: i32): void {
  let p: usize = s + (<usize>c << 3);
  let u: usize = g + (<usize>row << 3);
  let a0 = f64x2.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  for (let i = 0; i < count; i++, p += wide, u += bytes) {
    const s0 = v128.load(p);
    const s1 = v128.load(p, 16);
    const s2 = v128.load(p, 32);
    const s3 = v128.load(p, 48);
    const f = v128.load64_splat(u);
    const h = v128.load64_splat(u, 8);
    a0 = f64x2.add(a0, f64x2.mul(f, s0));
    a1 = f64x2.add(a1, f64x2.mul(f, s1));
    a2 = f64x2.add(a2, f64x2.mul(f, s2));
    a3 = f64x2.add(a3, f64x2.mul(f, s3));
    b0 = f64x2.add(b0, f64x2.mul(h, s0));
    b1 = f64x2.add(b1, f64x2.mul(h, s1));
    b2 = f64x2.add(b2, f64x2.mul(h, s2));
    b3 = f64x2.add(b3, f64x2.mul(h, s3));
  }
  const o: usize = x + <usize>row * wide + (<usize>c << 3);
  v128.store(o, a0);
  v128.store(o, a1, 16);
  v128.store(o, a2, 32);
  v128.store(o, a3, 48);
  if (row + 1 >= n) return;
  v128.store(o + wide, b0);
  v128.store(o + wide, b1, 16);
  v128.store(o + wide, b2, 32);
  v128.store(o + wide, b3, 48);
}

// @ts-ignore: decorator
@inline
function fourByTwo(x: usize, n: i32, wide: usize, g: usize, bytes: usize, s: usize, count: i32, row: i32, c: i32): void {
  let p: usize = s + (<usize>c << 3);
  let u: usize = g + (<usize>row << 3);
  let a0 = f64x2.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  for (let i = 0; i < count; i++, p += wide, u += bytes) {
    const f = v128.load(p);
    a0 = f64x2.add(a0, f64x2.mul(f, v128.load64_splat(u)));
    a1 = f64x2.add(a1, f64x2.mul(f, v128.load64_splat(u, 8)));
    a2 = f64x2.add(a2, f64x2.mul(f, v128.load64_splat(u, 16)));
    a3 = f64x2.add(a3, f64x2.mul(f, v128.load64_splat(u, 24)));
  }
  const o: usize = x + <usize>row * wide + (<usize>c << 3);
  v128.store(o, a0);
  if (row + 1 < n) v128.store(o + wide, a1);
  if (row + 2 < n) v128.store(o + 2 * wide, a2);
  if (row + 3 < n) v128.store(o + 3 * wide, a3);
}

/** Blocks of a × b numbers, row-major, to blocks of b × a. */
export function swap(to: usize, from: usize, blocks: i32, a: i32, b: i32): void {
  const wide: usize = <usize>b << 3;
  for (; blocks > 0; blocks--, from += <usize>a * wide) {
    for (let j = 0; j < b; j++) {
      let p: usize = from + (<usize>j << 3);
      for (let i = 0; i < a; i++, p += wide, to += 8) store<f64>(to, load<f64>(p));
    }
  }
}
