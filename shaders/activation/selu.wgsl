#include expm1
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;
fn phi(x: f32) -> f32 { return SELU_SCALE * select(SELU_ALPHA * expm1(min(x, 0.0)), x, x > 0.0); }
// Half the exponent twice: e^x would underflow before 1.758 e^x does.
fn slopeOf(x: f32) -> f32 {
  let e = exp(0.5 * min(x, 0.0));
  return select(SELU_SCALE * SELU_ALPHA * e * e, SELU_SCALE, x > 0.0);
}
