// e^x² erfc(x) for x ≥ 0, relative error 1.2e-7 (Press et al., Numerical Recipes, §6.2).
fn erfcScaled(x: f32) -> f32 {
  let t = 1.0 / (1.0 + 0.5 * x);
  let p = -1.26551223 + t * (1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806
    + t * (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))));
  return t * exp(p);
}
fn erfc(x: f32) -> f32 {
  let tail = erfcScaled(abs(x)) * exp(-x * x);
  return select(tail, 2.0 - tail, x < 0.0);
}
// 1 − erfc cancels near zero: the Maclaurin series there.
fn erf(x: f32) -> f32 {
  let s = x * x;
  let series = 1.1283791670955126 * x * (1.0 - s * (1.0 / 3.0 - s * (1.0 / 10.0 - s * (1.0 / 42.0 - s * (1.0 / 216.0
    - s * (1.0 / 1320.0 - s * (1.0 / 9360.0)))))));
  return select(1.0 - erfc(x), series, abs(x) < 0.6);
}
