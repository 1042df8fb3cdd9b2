// Rows of W times a bundle. Sums stay in registers: two rows of W and eight columns at a time. Rows of a wide bundle lie pages apart,
// and their places in a cache coincide: its columns are first laid out in strips of eight.

/**
 * Lays the columns of x, n × columns, that are taken eight at a time, behind one another: for every eight of them n × 8 numbers. They
 * are what `product` takes as `strips`.
 */
export function layStrips(strips: usize, x: usize, n: i32, columns: i32): void {
  const wide: usize = <usize>columns << 3;
  const size: usize = <usize>n << 6;
  for (let i = 0; i < n; i++, x += wide, strips += 64) {
    let to = strips;
    let p: usize = x + (<usize>(columns & 1) << 3);
    for (const end: usize = x + wide; p + 64 <= end; p += 64, to += size) {
      v128.store(to, v128.load(p));
      v128.store(to, v128.load(p, 16), 16);
      v128.store(to, v128.load(p, 32), 32);
      v128.store(to, v128.load(p, 48), 48);
    }
  }
}

/**
 * out (rows × columns) = w · x: w has rows × n numbers, `stride` from row to row, x has n × columns, row after row.
 * `column`: room for n numbers. `strips`: see layStrips; 0 where there are none. They change no bit.
 */
export function product(
  out: usize,
  w: usize,
  stride: i32,
  x: usize,
  rows: i32,
  n: i32,
  columns: i32,
  column: usize,
  strips: usize,
): void {
  const wide: usize = <usize>columns << 3;
  // Columns that fill no vector come first, so that the state, which is one of them, is done once and for all.
  const single = columns & 1;
  if (single) {
    gather(column, x, n, wide);
    for (let r = 0; r < rows; r++) {
      store<f64>(out + <usize>r * wide, dot(w + ((<usize>r * <usize>stride) << 3), column, n));
    }
  }
  let c = single;
  const bytes: usize = <usize>n << 3;
  const line: usize = <usize>stride << 3;
  for (; c + 8 <= columns; c += 8) {
    let o: usize = out + (<usize>c << 3);
    let u = w;
    let r = 0;
    const eight: usize = strips + ((<usize>(c - single) * <usize>n) << 3);
    for (; r + 2 <= rows; r += 2, o += wide + wide, u += line + line) {
      if (strips === 0) twoByEight(o, wide, u, u + line, bytes, x + (<usize>c << 3), wide);
      else twoByEight(o, wide, u, u + line, bytes, eight, 64);
    }
    if (r < rows) oneByEight(out, w, stride, x, r, n, c, wide);
  }
  for (; c < columns; c += 2) {
    for (let r = 0; r < rows; r++) oneByTwo(out, w, stride, x, r, n, c, wide);
  }
}

/** Two rows of eight columns: x has eight numbers a row, rows `step` bytes apart. */
// @ts-ignore: decorator
@inline
function twoByEight(out: usize, wide: usize, u: usize, v: usize, bytes: usize, x: usize, step: usize): void {
  let a0 = f64x2.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  for (const end: usize = u + bytes; u < end; u += 8, v += 8, x += step) {
    const x0 = v128.load(x);
    const x1 = v128.load(x, 16);
    const x2 = v128.load(x, 32);
    const x3 = v128.load(x, 48);
    const s = v128.load64_splat(u);
    const t = v128.load64_splat(v);
    a0 = f64x2.add(a0, f64x2.mul(s, x0));
    a1 = f64x2.add(a1, f64x2.mul(s, x1));
    a2 = f64x2.add(a2, f64x2.mul(s, x2));
    a3 = f64x2.add(a3, f64x2.mul(s, x3));
    b0 = f64x2.add(b0, f64x2.mul(t, x0));
    b1 = f64x2.add(b1, f64x2.mul(t, x1));
    b2 = f64x2.add(b2, f64x2.mul(t, x2));
    b3 = f64x2.add(b3, f64x2.mul(t, x3));
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, a3, 48);
  v128.store(out + wide, b0);
  v128.store(out + wide, b1, 16);
  v128.store(out + wide, b2, 32);
  v128.store(out + wide, b3, 48);
}

function oneByEight(out: usize, w: usize, stride: i32, x: usize, r: i32, n: i32, c: i32, wide: usize): void {
  for (let k = c; k < c + 8; k += 2) oneByTwo(out, w, stride, x, r, n, k, wide);
}

// @ts-ignore: decorator
@inline
function oneByTwo(out: usize, w: usize, stride: i32, x: usize, r: i32, n: i32, c: i32, wide: usize): void {
  let u: usize = w + ((<usize>r * <usize>stride) << 3);
  const whole: usize = u + (<usize>(n & ~1) << 3);
  const end: usize = u + (<usize>n << 3);
  let p: usize = x + (<usize>c << 3);
  let a = f64x2.splat(0);
  let b = a;
  while (u < whole) {
    a = f64x2.add(a, f64x2.mul(v128.load64_splat(u), v128.load(p)));
    b = f64x2.add(b, f64x2.mul(v128.load64_splat(u, 8), v128.load(p + wide)));
    p += wide + wide;
    u += 16;
  }
  if (u < end) a = f64x2.add(a, f64x2.mul(v128.load64_splat(u), v128.load(p)));
  v128.store(out + <usize>r * wide + (<usize>c << 3), f64x2.add(a, b));
}

// @ts-ignore: decorator
@inline
function gather(to: usize, from: usize, n: i32, wide: usize): void {
  for (let i = 0; i < n; i++, from += wide, to += 8) store<f64>(to, load<f64>(from));
}

/** Σ u v of n numbers. */
export function dot(u: usize, v: usize, n: i32): f64 {
  let a = f64x2.splat(0);
  let b = a;
  let i: usize = 0;
  const whole: usize = <usize>(n & ~3) << 3;
  const end: usize = <usize>n << 3;
  for (; i < whole; i += 32) {
    a = f64x2.add(a, f64x2.mul(v128.load(u + i), v128.load(v + i)));
    b = f64x2.add(b, f64x2.mul(v128.load(u + i, 16), v128.load(v + i, 16)));
  }
  a = f64x2.add(a, b);
  let sum = f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
  for (; i < end; i += 8) sum += load<f64>(u + i) * load<f64>(v + i);
  return sum;
}
