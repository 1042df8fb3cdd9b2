fn phi(x: f32) -> f32 { return select(0.01 * x, x, x > 0.0); }
fn slopeOf(x: f32) -> f32 { return select(0.01, 1.0, x > 0.0); }
