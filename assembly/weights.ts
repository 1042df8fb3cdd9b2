// Twin of fillStandardised in src/network/quantile.ts: the same bits. Sixteen columns at a time: four calls of the generator in
// the lanes of vectors, then every word through the table.

/**
 * Writes `scale` times the standardised weights of rows row … row + rows − 1, columns 0 … n − 1, `stride` numbers from row to
 * row; the stride is a multiple of 16, and what lies beyond n is overwritten. `table`: (base, slope) of every segment.
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
      four(p, i32x4.extract_lane(x, 0), i32x4.extract_lane(y, 0), i32x4.extract_lane(z, 0), i32x4.extract_lane(w, 0), table, scale);
      four(p + 32, i32x4.extract_lane(x, 1), i32x4.extract_lane(y, 1), i32x4.extract_lane(z, 1), i32x4.extract_lane(w, 1), table, scale);
      four(p + 64, i32x4.extract_lane(x, 2), i32x4.extract_lane(y, 2), i32x4.extract_lane(z, 2), i32x4.extract_lane(w, 2), table, scale);
      four(p + 96, i32x4.extract_lane(x, 3), i32x4.extract_lane(y, 3), i32x4.extract_lane(z, 3), i32x4.extract_lane(w, 3), table, scale);
      p += 128;
      group = i32x4.add(group, i32x4.splat(4));
    }
  }
}

// @ts-ignore: decorator
@inline
function four(p: usize, x: i32, y: i32, z: i32, w: i32, table: usize, scale: f64): void {
  store<f64>(p, <f64>oddInteger(x, table) * scale);
  store<f64>(p + 8, <f64>oddInteger(y, table) * scale);
  store<f64>(p + 16, <f64>oddInteger(z, table) * scale);
  store<f64>(p + 24, <f64>oddInteger(w, table) * scale);
}

// @ts-ignore: decorator
@inline
function oddInteger(word: i32, table: usize): i32 {
  const u: u32 = ((<u32>word) << 1) | 1;
  const octave: u32 = clz<u32>(u);
  const m: u32 = u << octave;
  const at: usize = table + (<usize>((octave << 4) | ((m >> 27) & 15)) << 3);
  const descent: u32 = (load<u32>(at, 4) * ((m >> 12) & 0x7fff)) >> 15;
  const odd: i32 = <i32>(((load<u32>(at) - descent) << 1) | 1);
  const sign = word >> 31;
  return (odd ^ sign) - sign;
}
