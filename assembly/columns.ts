// Panels, as Gram–Schmidt wants the tangents: a vector holds two rows of a column, and the vectors of PANEL columns stand side by
// side, so that sums over rows fill the lanes and one pointer reaches all columns. Rows are filled up with zeros to fours, and so
// are columns, which leaves no loop a rest.

/** Columns of a panel. */
export const PANEL: i32 = 16;
/** Bytes from one pair of rows to the next. */
export const PAIR: usize = 16 * <usize>PANEL;

/** Bytes of a panel of n rows. */
// @ts-ignore: decorator
@inline
export function panelOf(n: i32): usize {
  return <usize>((n + 3) & ~3) * (PAIR >> 1);
}

/** Columns 0 … count − 1 at t, rows `wide` bytes apart, go to the panel; columns up to the next four become zero. */
export function pack(panel: usize, t: usize, n: i32, wide: usize, count: i32): void {
  const end: usize = panel + panelOf(n);
  const filled: usize = <usize>((count + 3) & ~3) << 4;
  const odd = count & 1;
  const whole: usize = <usize>(count - odd) << 4;
  const zero = f64x2.splat(0);
  let q = panel;
  for (let i = 0; i < n; i += 2, t += wide + wide, q += PAIR) {
    let p = t;
    let o = q;
    if (i + 1 < n) {
      for (const stop: usize = q + whole; o < stop; o += 32, p += 16) {
        const u = v128.load(p);
        const v = v128.load(p + wide);
        v128.store(o, v128.shuffle<f64>(u, v, 0, 2));
        v128.store(o, v128.shuffle<f64>(u, v, 1, 3), 16);
      }
      if (odd) {
        v128.store(o, f64x2.replace_lane(v128.load64_zero(p), 1, load<f64>(p + wide)));
        o += 16;
      }
    } else {
      for (const stop: usize = q + (<usize>count << 4); o < stop; o += 16, p += 8) v128.store(o, v128.load64_zero(p));
    }
    for (const stop: usize = q + filled; o < stop; o += 16) v128.store(o, zero);
  }
  for (; q < end; q += PAIR) {
    for (let c: usize = 0; c < filled; c += 16) v128.store(q + c, zero);
  }
}

/** The first `count` columns, each times its factor, go back. */
export function unpack(t: usize, panel: usize, n: i32, wide: usize, count: i32, factors: usize): void {
  const odd = count & 1;
  const whole: usize = <usize>(count - odd) << 4;
  let q = panel;
  for (let i = 0; i < n; i += 2, t += wide + wide, q += PAIR) {
    const two = i + 1 < n;
    let p = t;
    let o = q;
    let f = factors;
    for (const stop: usize = q + whole; o < stop; o += 32, p += 16, f += 16) {
      const s = v128.load(f);
      const u = v128.load(o);
      const v = v128.load(o, 16);
      v128.store(p, f64x2.mul(s, v128.shuffle<f64>(u, v, 0, 2)));
      if (two) v128.store(p + wide, f64x2.mul(s, v128.shuffle<f64>(u, v, 1, 3)));
    }
    if (odd) {
      store<f64>(p, load<f64>(f) * load<f64>(o));
      if (two) store<f64>(p + wide, load<f64>(f) * load<f64>(o, 8));
    }
  }
}

/** Σ x² of a column. */
export function squareOf(x: usize, bytes: usize): f64 {
  let a = f64x2.splat(0);
  let b = a;
  for (const end: usize = x + bytes; x < end; x += 2 * PAIR) {
    const u = v128.load(x);
    const w = v128.load(x, PAIR);
    a = f64x2.add(a, f64x2.mul(u, u));
    b = f64x2.add(b, f64x2.mul(w, w));
  }
  return total(f64x2.add(a, b));
}

/** x ← x − f q; returns Σ x² of what is left. */
export function takeOut(x: usize, q: usize, bytes: usize, f: f64): f64 {
  const s = f64x2.splat(f);
  let a = f64x2.splat(0);
  let b = a;
  for (const end: usize = x + bytes; x < end; x += 2 * PAIR, q += 2 * PAIR) {
    const u = f64x2.sub(v128.load(x), f64x2.mul(s, v128.load(q)));
    const w = f64x2.sub(v128.load(x, PAIR), f64x2.mul(s, v128.load(q, PAIR)));
    v128.store(x, u);
    v128.store(x, w, PAIR);
    a = f64x2.add(a, f64x2.mul(u, u));
    b = f64x2.add(b, f64x2.mul(w, w));
  }
  return total(f64x2.add(a, b));
}

/** x ← x − Σ f_c q_c over the first `count` columns of the panel q. */
export function takeOutAll(x: usize, q: usize, bytes: usize, count: i32, f: usize): void {
  const wide: usize = <usize>count << 4;
  for (const end: usize = x + bytes; x < end; x += 2 * PAIR, q += 2 * PAIR) {
    let u = v128.load(x);
    let w = v128.load(x, PAIR);
    let g = f;
    for (let p = q, stop: usize = q + wide; p < stop; p += 16, g += 8) {
      const s = v128.load64_splat(g);
      u = f64x2.sub(u, f64x2.mul(s, v128.load(p)));
      w = f64x2.sub(w, f64x2.mul(s, v128.load(p, PAIR)));
    }
    v128.store(x, u);
    v128.store(x, w, PAIR);
  }
}

// @ts-ignore: decorator
@inline
export function total(a: v128): f64 {
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}

/** Sums of the lanes of two vectors, each times `factor`, side by side at `to`. */
// @ts-ignore: decorator
@inline
export function putTwoTotals(to: usize, a: v128, b: v128, factor: v128): void {
  v128.store(to, f64x2.mul(factor, f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3))));
}

/** The same of four. */
// @ts-ignore: decorator
@inline
export function putTotals(to: usize, a: v128, b: v128, c: v128, d: v128, factor: v128): void {
  putTwoTotals(to, a, b, factor);
  putTwoTotals(to + 16, c, d, factor);
}
