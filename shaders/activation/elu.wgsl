#include expm1
fn phi(x: f32) -> f32 { return select(expm1(min(x, 0.0)), x, x > 0.0); }
fn slopeOf(x: f32) -> f32 { return select(exp(min(x, 0.0)), 1.0, x > 0.0); }
