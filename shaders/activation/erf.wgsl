#include erfc
fn phi(x: f32) -> f32 { return erf(x); }
// Half the exponent twice: e^−x² would underflow before 2/√π e^−x² does.
fn slopeOf(x: f32) -> f32 {
  let e = exp(-0.5 * x * x);
  return 1.1283791670955126 * e * e;
}
