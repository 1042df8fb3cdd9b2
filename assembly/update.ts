// A finished panel is taken out of another: D = QᵀX, X ← X − Q D. Sums stay in registers, and the rows of both panels that are
// worked on in the fastest cache.
import { PAIR, PANEL, putTotals } from "./columns";

/** Rows that are worked on at a time, in bytes of a panel. */
const ROWS: usize = 32 * PAIR;

/** Numbers of room that `update` takes. */
export const UPDATE_ROOM: i32 = 3 * PANEL * PANEL;

/**
 * Takes all columns of the panel q, of squared lengths 1 / inverses, out of the first `count` columns of the panel x, a multiple
 * of 4. `bytes`: of a panel.
 */
export function update(x: usize, count: i32, q: usize, bytes: usize, inverses: usize, room: usize): void {
  const sums: usize = room + (<usize>(PANEL * PANEL) << 3);
  const wide: usize = <usize>count << 4;
  for (let from: usize = 0; from < bytes; from += ROWS) {
    const length = min<usize>(ROWS, bytes - from);
    let to = sums;
    for (let c: usize = 0; c < wide; c += 64) {
      for (let a: usize = 0; a < PAIR; a += 32, to += 128) addDots(to, x + from + c, q + from + a, length, from === 0);
    }
  }
  let to = room;
  let from = sums;
  for (let c: usize = 0; c < wide; c += 64) {
    for (let a: usize = 0; a < <usize>PANEL << 3; a += 8, to += 32, from += 64) {
      const factor = v128.load64_splat(inverses + a);
      putTotals(to, v128.load(from), v128.load(from, 16), v128.load(from, 32), v128.load(from, 48), factor);
    }
  }
  for (const end: usize = x + bytes; x < end; x += 2 * PAIR, q += 2 * PAIR) {
    let d = room;
    for (let c: usize = 0; c < wide; c += 64, d += <usize>(4 * PANEL) << 3) takeTile(x + c, q, d);
  }
}

/** Adds the dot products of two columns at q with four at x to eight vectors at `to`, which are zero at first. */
// @ts-ignore: decorator
@inline
function addDots(to: usize, x: usize, q: usize, length: usize, first: bool): void {
  let a0 = f64x2.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  if (!first) {
    a0 = v128.load(to);
    a1 = v128.load(to, 16);
    a2 = v128.load(to, 32);
    a3 = v128.load(to, 48);
    b0 = v128.load(to, 64);
    b1 = v128.load(to, 80);
    b2 = v128.load(to, 96);
    b3 = v128.load(to, 112);
  }
  for (const end: usize = x + length; x < end; x += 1 * PAIR, q += 1 * PAIR) {
    const s0 = v128.load(q);
    const t0 = v128.load(q, 16);
    const y00 = v128.load(x);
    a0 = f64x2.add(a0, f64x2.mul(s0, y00));
    b0 = f64x2.add(b0, f64x2.mul(t0, y00));
    const y01 = v128.load(x, 16);
    a1 = f64x2.add(a1, f64x2.mul(s0, y01));
    b1 = f64x2.add(b1, f64x2.mul(t0, y01));
    const y02 = v128.load(x, 32);
    a2 = f64x2.add(a2, f64x2.mul(s0, y02));
    b2 = f64x2.add(b2, f64x2.mul(t0, y02));
    const y03 = v128.load(x, 48);
    a3 = f64x2.add(a3, f64x2.mul(s0, y03));
    b3 = f64x2.add(b3, f64x2.mul(t0, y03));
  }
  v128.store(to, a0);
  v128.store(to, a1, 16);
  v128.store(to, a2, 32);
  v128.store(to, a3, 48);
  v128.store(to, b0, 64);
  v128.store(to, b1, 80);
  v128.store(to, b2, 96);
  v128.store(to, b3, 112);
}

/** Four rows of four columns, less Q D: d has four numbers a column of Q. */
// @ts-ignore: decorator
@inline
function takeTile(x: usize, q: usize, d: usize): void {
  let a0 = v128.load(x);
  let a1 = v128.load(x, 16);
  let a2 = v128.load(x, 32);
  let a3 = v128.load(x, 48);
  let b0 = v128.load(x, PAIR);
  let b1 = v128.load(x, PAIR + 16);
  let b2 = v128.load(x, PAIR + 32);
  let b3 = v128.load(x, PAIR + 48);
  for (const end: usize = q + PAIR; q < end; q += 16, d += 32) {
    const s0 = v128.load(q);
    const t0 = v128.load(q, PAIR);
    const d00 = v128.load64_splat(d, 0);
    a0 = f64x2.sub(a0, f64x2.mul(s0, d00));
    b0 = f64x2.sub(b0, f64x2.mul(t0, d00));
    const d01 = v128.load64_splat(d, 8);
    a1 = f64x2.sub(a1, f64x2.mul(s0, d01));
    b1 = f64x2.sub(b1, f64x2.mul(t0, d01));
    const d02 = v128.load64_splat(d, 16);
    a2 = f64x2.sub(a2, f64x2.mul(s0, d02));
    b2 = f64x2.sub(b2, f64x2.mul(t0, d02));
    const d03 = v128.load64_splat(d, 24);
    a3 = f64x2.sub(a3, f64x2.mul(s0, d03));
    b3 = f64x2.sub(b3, f64x2.mul(t0, d03));
  }
  v128.store(x, a0);
  v128.store(x, a1, 16);
  v128.store(x, a2, 32);
  v128.store(x, a3, 48);
  v128.store(x, b0, PAIR);
  v128.store(x, b1, PAIR + 16);
  v128.store(x, b2, PAIR + 32);
  v128.store(x, b3, PAIR + 48);
}
