// A φ that is not homogeneous meets a scaled state only where that is so small that φ(x) = φ′(±0) x.
const SMALL = 0x1p-100;

fn slopeAt(value: f32, scaled: bool) -> f32 {
  let slope = slopeOf(select(value, sign(value) * SMALL, scaled));
  // Subnormal slopes are zero by rule: what adapters make of them differs.
  return select(slope, 0.0, abs(slope) < 0x1p-126);
}
