// Sums without loss: 64-bit integers in units of 2^−24, exact, and the same whatever the order of float operations
// a compiler chooses. x: low, y: high word of Σ ln R; z, w: of Σ ln² R / layers of R.

const UNITS = 16777216.0;

fn add64(sum: vec2u, low: u32, high: u32) -> vec2u {
  let l = sum.x + low;
  return vec2u(l, sum.y + high + select(0u, 1u, l < sum.x));
}

fn accumulate(sums: vec4u, value: f32, layers: u32) -> vec4u {
  let fixed = i32(round(clamp(value, -127.0, 127.0) * UNITS));
  let first = add64(sums.xy, bitcast<u32>(fixed), select(0u, 0xffffffffu, fixed < 0));
  let square = value * value / f32(layers);
  let high = floor(square / 256.0);
  let second = add64(sums.zw, u32(round((square - 256.0 * high) * UNITS)), u32(high));
  return vec4u(first, second);
}
