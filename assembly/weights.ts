// Twin of fillStandardised in src/network/quantile.ts: the same bits. Sixteen columns at a time: four calls of the generator in
// the lanes of vectors, then the words, four neighbours at a time, through the table.

/** The upper half of 1 as an f64, its exponent's last bit at bit 0 of the place of a segment: see `four`. */
const ONE: usize = 0x3ff00000 >> 16;

/**
 * Writes `scale` times the standardised weights of rows row … row + rows − 1, columns 0 … n − 1, `stride` numbers from row to
 * row; the stride is a multiple of 16, and what lies beyond n is overwritten. `table`: (base, slope) of every segment, the
 * octaves from that of the smallest U on.
 */
export function fill(
  out: usize,
  rows: i32,
  n: i32,
  stride: i32,
  k0: i32,
  k1: i32,
  k2: i32,
  k3: i32,
  row: i32,
  table: usize,
  scale: f64,
): void {
  const multiplier = i32x4.splat(1664525);
  const increment = i32x4.splat(1013904223);
  const z0 = i32x4.add(i32x4.mul(i32x4.splat(k2), multiplier), increment);
  const w0 = i32x4.add(i32x4.mul(i32x4.splat(k3), multiplier), increment);
  const place = i32x4.splat(table - (ONE << 3));
  const factor = f64x2.splat(scale);
  for (let r = 0; r < rows; r++) {
    const x0 = i32x4.add(i32x4.mul(i32x4.splat(k0 + row + r), multiplier), increment);
    let p: usize = out + ((<usize>r * <usize>stride) << 3);
    let group = i32x4.add(i32x4.splat(k1), i32x4(0, 1, 2, 3));
    for (let c = 0; c < n; c += 16) {
      let y = i32x4.add(i32x4.mul(group, multiplier), increment);
      let x = i32x4.add(x0, i32x4.mul(y, w0));
      y = i32x4.add(y, i32x4.mul(z0, x));
      let z = i32x4.add(z0, i32x4.mul(x, y));
      let w = i32x4.add(w0, i32x4.mul(y, z));
      x = v128.xor(x, i32x4.shr_u(x, 16));
      y = v128.xor(y, i32x4.shr_u(y, 16));
      z = v128.xor(z, i32x4.shr_u(z, 16));
      w = v128.xor(w, i32x4.shr_u(w, 16));
      x = i32x4.add(x, i32x4.mul(y, w));
      y = i32x4.add(y, i32x4.mul(z, x));
      z = i32x4.add(z, i32x4.mul(x, y));
      w = i32x4.add(w, i32x4.mul(y, z));
      x = v128.xor(x, i32x4.shr_u(x, 16));
      y = v128.xor(y, i32x4.shr_u(y, 16));
      z = v128.xor(z, i32x4.shr_u(z, 16));
      w = v128.xor(w, i32x4.shr_u(w, 16));
      // Four words of one call are neighbours.
      const xy0 = v128.shuffle<i32>(x, y, 0, 4, 1, 5);
      const xy2 = v128.shuffle<i32>(x, y, 2, 6, 3, 7);
      const zw0 = v128.shuffle<i32>(z, w, 0, 4, 1, 5);
      const zw2 = v128.shuffle<i32>(z, w, 2, 6, 3, 7);
      four(p, v128.shuffle<i64>(xy0, zw0, 0, 2), place, factor);
      four(p + 32, v128.shuffle<i64>(xy0, zw0, 1, 3), place, factor);
      four(p + 64, v128.shuffle<i64>(xy2, zw2, 0, 2), place, factor);
      four(p + 96, v128.shuffle<i64>(xy2, zw2, 1, 3), place, factor);
      p += 128;
      group = i32x4.add(group, i32x4.splat(4));
    }
  }
}

/**
 * Four weights. U as an f64, which is exact, shows in its upper half what the table takes: the octave in the exponent, then
 * four bits of the segment and fifteen of the place in it.
 */
// @ts-ignore: decorator
@inline
function four(p: usize, word: v128, place: v128, factor: v128): void {
  const u = v128.or(i32x4.shl(word, 1), i32x4.splat(1));
  const upper = v128.shuffle<i32>(
    f64x2.convert_low_i32x4_u(u),
    f64x2.convert_low_i32x4_u(v128.shuffle<i32>(u, u, 2, 3, 2, 3)),
    1,
    3,
    5,
    7,
  );
  const at = i32x4.add(v128.and(i32x4.shr_u(upper, 13), i32x4.splat(-8)), place);
  const a = v128.load_lane<u64>(i32x4.extract_lane(at, 1), v128.load_zero<u64>(i32x4.extract_lane(at, 0)), 1);
  const b = v128.load_lane<u64>(i32x4.extract_lane(at, 3), v128.load_zero<u64>(i32x4.extract_lane(at, 2)), 1);
  const base = v128.shuffle<i32>(a, b, 0, 2, 4, 6);
  const slope = v128.shuffle<i32>(a, b, 1, 3, 5, 7);
  const part = v128.and(i32x4.shr_u(upper, 1), i32x4.splat(0x7fff));
  const descent = i32x4.shr_u(i32x4.mul(slope, part), 15);
  const odd = v128.or(i32x4.shl(i32x4.sub(base, descent), 1), i32x4.splat(1));
  const sign = i32x4.shr_s(word, 31);
  const signed = i32x4.sub(v128.xor(odd, sign), sign);
  v128.store(p, f64x2.mul(f64x2.convert_low_i32x4_s(signed), factor));
  const rest = v128.shuffle<i32>(signed, signed, 2, 3, 2, 3);
  v128.store(p, f64x2.mul(f64x2.convert_low_i32x4_s(rest), factor), 16);
}
