#include erfc
// The f32 next to the root of φ′; near it φ′ is its Taylor series there, so that no digit cancels. The root in two
// parts would not do: compilers may add two constants that are subtracted one after the other.
const GELU_ROOT = -0.7517915368080139;
const GELU_SLOPE_AT_ROOT = -5.2273121e-09;
// Half the exponent of the density twice: it would underflow before x times it does. Beyond 40 all is at its limit,
// and x² would overflow.
fn phi(x: f32) -> f32 {
  let z = min(abs(x), 40.0);
  let e = exp(-0.25 * z * z);
  let tail = 0.5 * erfcScaled(z * 0.70710678118654752) * e;
  return select(x * (1.0 - tail * e), (x * tail) * e, x < 0.0);
}
fn slopeOf(x: f32) -> f32 {
  let d = x - GELU_ROOT;
  if (abs(d) < 0.125) {
    return GELU_SLOPE_AT_ROOT + d * (0.43149399 + d * (0.38828498 + d * (-0.018199676 + d * (-0.11400823 + d * -0.014771522))));
  }
  let z = min(abs(x), 40.0);
  let e = exp(-0.25 * z * z);
  // Φ(−z) − z p(z), p the normal density.
  let left = ((0.5 * erfcScaled(z * 0.70710678118654752) - 0.3989422804014327 * z) * e) * e;
  return select(1.0 - left, left, x < 0.0);
}
