#include expm1
// x0 is the root of φ′, 1 + x + e^x = 0, in two parts; e^x0 = −1 − x0. Twin: silu in src/network/activations.
const SILU_ROOT_HIGH = -1.278464555740356;
const SILU_ROOT_LOW = 1.2979582e-8;
const SILU_ROOT_EXP = 0.27846454276107379;
fn phi(x: f32) -> f32 {
  let e = exp(-abs(x));
  return x * select(1.0, e, x < 0.0) / (1.0 + e);
}
fn slopeOf(x: f32) -> f32 {
  let e = exp(-abs(x));
  let square = (1.0 + e) * (1.0 + e);
  if (x > 0.0) { return (1.0 + e * (1.0 + x)) / square; }
  let d = (x - SILU_ROOT_HIGH) - SILU_ROOT_LOW;
  return e * (d + SILU_ROOT_EXP * expm1(d)) / square;
}
