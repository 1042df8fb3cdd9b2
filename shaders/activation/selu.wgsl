#include expm1
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;
fn phi(x: f32) -> f32 { return SELU_SCALE * select(SELU_ALPHA * expm1(min(x, 0.0)), x, x > 0.0); }
fn slopeOf(x: f32) -> f32 { return SELU_SCALE * select(SELU_ALPHA * exp(min(x, 0.0)), 1.0, x > 0.0); }
