#include expm1
// The f32 next to the root x0 of φ′, that is of 1 + x + e^x, what that sum is there, and e^x0 = −1 − x0. Compilers may
// add two constants that are subtracted one after the other, so that the root in two parts would not do.
const SILU_ROOT = -1.278464555740356;
const SILU_SUM_AT_ROOT = -1.6593553e-08;
const SILU_ROOT_EXP = 0.27846454276107379;
// Left of 0 half the exponent twice: e^x would underflow before x e^x does.
fn phi(x: f32) -> f32 {
  let half = exp(-0.5 * abs(x));
  let e = half * half;
  return select(x / (1.0 + e), (x * half / (1.0 + e)) * half, x < 0.0);
}
fn slopeOf(x: f32) -> f32 {
  let half = exp(-0.5 * abs(x));
  let e = half * half;
  let square = (1.0 + e) * (1.0 + e);
  if (x > 0.0) { return (1.0 + e * (1.0 + x)) / square; }
  let d = x - SILU_ROOT;
  return (half * (d + (SILU_ROOT_EXP * expm1(d) + SILU_SUM_AT_ROOT)) / square) * half;
}
