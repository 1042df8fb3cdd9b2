// The builtins promise 2⁻¹¹ only: reduced to [−π/4, π/4] and summed here.
fn quadrant(x: f32) -> vec2f {
  let turns = round(x * 0.636619772367581);
  // π/2 in three parts, the first two short, so that their products with `turns` are exact.
  let r = ((x - turns * 1.5703125) - turns * 4.837512969970703e-4) - turns * 7.549790126404332e-8;
  // Beyond 1e5 the phase is lost; the value stays one of sine.
  return vec2f(clamp(r, -0.8, 0.8), turns);
}
fn sineSeries(r: f32) -> f32 {
  let s = r * r;
  return r * (1.0 + s * (-1.0 / 6.0 + s * (1.0 / 120.0 + s * (-1.0 / 5040.0 + s * (1.0 / 362880.0)))));
}
fn cosineSeries(r: f32) -> f32 {
  let s = r * r;
  return 1.0 + s * (-0.5 + s * (1.0 / 24.0 + s * (-1.0 / 720.0 + s * (1.0 / 40320.0))));
}
fn phi(x: f32) -> f32 {
  let q = quadrant(x);
  let turn = u32(i32(q.y) & 3);
  let value = select(sineSeries(q.x), cosineSeries(q.x), (turn & 1u) == 1u);
  return select(value, -value, turn >= 2u);
}
fn slopeOf(x: f32) -> f32 {
  let q = quadrant(x);
  let turn = u32((i32(q.y) + 1) & 3);
  let value = select(sineSeries(q.x), cosineSeries(q.x), (turn & 1u) == 1u);
  return select(value, -value, turn >= 2u);
}
