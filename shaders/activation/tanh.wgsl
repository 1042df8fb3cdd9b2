// φ′ from exp, never as 1 − tanh²: that loses every digit where it saturates.
fn phi(x: f32) -> f32 {
  let e = exp(-2.0 * abs(x));
  let t = select((1.0 - e) / (1.0 + e), tanhSmall(abs(x)), abs(x) < 0.25);
  return select(t, -t, x < 0.0);
}
// 1 − e cancels near zero: the odd series there.
fn tanhSmall(x: f32) -> f32 {
  let s = x * x;
  return x * (1.0 + s * (-1.0 / 3.0 + s * (2.0 / 15.0 + s * (-17.0 / 315.0 + s * (62.0 / 2835.0)))));
}
// The square of sech: e^−2|x| would underflow before 4 e^−2|x| does.
fn slopeOf(x: f32) -> f32 {
  let e = exp(-abs(x));
  let sech = 2.0 * e / (1.0 + e * e);
  return sech * sech;
}
