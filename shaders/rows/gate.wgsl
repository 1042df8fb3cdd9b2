// Gates of four units: σ, and its slope from exp, never as σ(1 − σ). What is subnormal is zero by rule, as slopes are.
#include slope

fn gate(x: vec4f) -> vec4f {
  let e = exp(-abs(x));
  return normalOrZero(select(vec4f(1.0), e, x < vec4f(0.0)) / (1.0 + e));
}

fn gateSlope(x: vec4f) -> vec4f {
  let e = exp(-abs(x));
  return normalOrZero(e / ((1.0 + e) * (1.0 + e)));
}

fn phiOf(x: vec4f) -> vec4f {
  return vec4f(phi(x.x), phi(x.y), phi(x.z), phi(x.w));
}

fn phiSlope(x: vec4f) -> vec4f {
  return vec4f(slopeAt(x.x, false), slopeAt(x.y, false), slopeAt(x.z, false), slopeAt(x.w, false));
}

fn normalOrZero(x: vec4f) -> vec4f {
  return select(x, vec4f(0.0), abs(x) < vec4f(0x1p-126));
}

// How many are true.
fn countOf(these: vec4<bool>) -> f32 {
  return dot(select(vec4f(0.0), vec4f(1.0), these), vec4f(1.0));
}

// Of units, whether something comes to them through a matrix that stretches so far.
fn reaches(factors: vec4f, stretch: f32) -> vec4<bool> {
  return (factors != vec4f(0.0)) & vec4<bool>(stretch != 0.0);
}
