// ln(1 + e) = 2 artanh(e / (2 + e)) by its series for 0 ≤ e ≤ 1: the builtin log promises no digits near 1.
fn log1pUnit(e: f32) -> f32 {
  let twice = e / (1.0 + 0.5 * e);
  let s = 0.25 * twice * twice;
  return twice * (1.0 + s * (1.0 / 3.0 + s * (1.0 / 5.0 + s * (1.0 / 7.0 + s * (1.0 / 9.0 + s * (1.0 / 11.0 + s * (1.0 / 13.0)))))));
}
fn phi(x: f32) -> f32 { return max(x, 0.0) + log1pUnit(exp(-abs(x))); }
fn slopeOf(x: f32) -> f32 {
  let e = exp(-abs(x));
  return select(1.0, e, x < 0.0) / (1.0 + e);
}
