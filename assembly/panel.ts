// Gram–Schmidt between the columns of one panel: one sweep takes q_{j−1} out of the columns after q_j and sums their dot products
// with q_j. Columns keep their length until the end; a projection onto q is x − q (qᵀx / qᵀq).
import { PAIR, putTotals, putTwoTotals, total } from "./columns";

/** f[c] ← xᵀ_c u · inverse for columns 0 … count − 1 of a panel, count a multiple of 4. */
export function projections(panel: usize, bytes: usize, count: i32, u: usize, f: usize, inverse: f64): void {
  for (let c = 0; c < count; c += 4, f += 32) {
    let x: usize = panel + (<usize>c << 4);
    let a0 = f64x2.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let q = u;
    for (const end: usize = x + bytes; x < end; x += PAIR, q += PAIR) {
      const s = v128.load(q);
      a0 = f64x2.add(a0, f64x2.mul(s, v128.load(x)));
      a1 = f64x2.add(a1, f64x2.mul(s, v128.load(x, 16)));
      a2 = f64x2.add(a2, f64x2.mul(s, v128.load(x, 32)));
      a3 = f64x2.add(a3, f64x2.mul(s, v128.load(x, 48)));
    }
    putTotals(f, a0, a1, a2, a3, f64x2.splat(inverse));
  }
}

/**
 * Takes q_{j−1} out of columns j + 1 … count − 1 of a panel, f[c] of it, and writes their projections onto q_j to f. Fours begin
 * where those of the panel do: what is done to a column depends on no column behind it.
 */
export function sweep(panel: usize, bytes: usize, j: i32, count: i32, f: usize, inverse: f64): void {
  const q: usize = panel + (<usize>(j - 1) << 4);
  const alone = ~j & 3;
  if (alone === 3) some(q, q + 32, bytes, 3, f + (<usize>(j + 1) << 3), inverse);
  else if (alone === 2) some(q, q + 32, bytes, 2, f + (<usize>(j + 1) << 3), inverse);
  else if (alone === 1) some(q, q + 32, bytes, 1, f + (<usize>(j + 1) << 3), inverse);
  for (let c = j + 1 + alone; c < count; c += 4) {
    some(q, panel + (<usize>c << 4), bytes, 4, f + (<usize>c << 3), inverse);
  }
}

/** The same for `count` columns at x, 1 … 4, which the compiler knows. */
// @ts-ignore: decorator
@inline
function some(q: usize, x: usize, bytes: usize, count: i32, f: usize, inverse: f64): void {
  const f0 = v128.load64_splat(f);
  const f1 = v128.load64_splat(f, 8);
  const f2 = v128.load64_splat(f, 16);
  const f3 = v128.load64_splat(f, 24);
  let a0 = f64x2.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  for (const end: usize = x + bytes; x < end; x += PAIR, q += PAIR) {
    const s = v128.load(q);
    const t = v128.load(q, 16);
    const y0 = f64x2.sub(v128.load(x), f64x2.mul(s, f0));
    v128.store(x, y0);
    a0 = f64x2.add(a0, f64x2.mul(t, y0));
    if (count > 1) {
      const y1 = f64x2.sub(v128.load(x, 16), f64x2.mul(s, f1));
      v128.store(x, y1, 16);
      a1 = f64x2.add(a1, f64x2.mul(t, y1));
    }
    if (count > 2) {
      const y2 = f64x2.sub(v128.load(x, 32), f64x2.mul(s, f2));
      v128.store(x, y2, 32);
      a2 = f64x2.add(a2, f64x2.mul(t, y2));
    }
    if (count > 3) {
      const y3 = f64x2.sub(v128.load(x, 48), f64x2.mul(s, f3));
      v128.store(x, y3, 48);
      a3 = f64x2.add(a3, f64x2.mul(t, y3));
    }
  }
  const factor = f64x2.splat(inverse);
  if (count === 4) putTotals(f, a0, a1, a2, a3, factor);
  else {
    // What stands behind is still to be read.
    if (count > 1) putTwoTotals(f, a0, a1, factor);
    if (count !== 2) store<f64>(f + (<usize>(count - 1) << 3), inverse * total(count === 1 ? a0 : a2));
  }
}
