#include erfc
fn phi(x: f32) -> f32 { return erf(x); }
fn slopeOf(x: f32) -> f32 { return 1.1283791670955126 * exp(-x * x); }
