// e^x − 1 without cancellation at small x.
fn expm1(x: f32) -> f32 {
  let series = x * (1.0 + x * (0.5 + x * (1.0 / 6.0 + x * (1.0 / 24.0 + x * (1.0 / 120.0 + x * (1.0 / 720.0 + x * (1.0 / 5040.0)))))));
  return select(exp(x) - 1.0, series, abs(x) < 0.35);
}
