#include erfc
// x0 is the root of φ′ in two parts; near it φ′ is its Taylor series, so that no digit cancels.
const GELU_ROOT_HIGH = -0.7517915368080139;
const GELU_ROOT_LOW = 1.2114448e-8;
fn normalTail(x: f32) -> f32 { return 0.5 * erfc(-x * 0.70710678118654752); }
fn density(x: f32) -> f32 { return 0.3989422804014327 * exp(-0.5 * x * x); }
fn phi(x: f32) -> f32 { return x * normalTail(x); }
fn slopeOf(x: f32) -> f32 {
  let d = (x - GELU_ROOT_HIGH) - GELU_ROOT_LOW;
  if (abs(d) < 0.125) {
    return d * (0.43149399 + d * (0.38828498 + d * (-0.018199676 + d * (-0.11400823 + d * -0.014771522))));
  }
  return normalTail(x) + x * density(x);
}
