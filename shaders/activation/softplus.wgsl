fn phi(x: f32) -> f32 {
  let e = exp(-abs(x));
  // log(1 + e) keeps its digits for small e through the quotient with what 1 + e rounds to.
  let u = 1.0 + e;
  let tail = select(log(u) * e / (u - 1.0), e, u == 1.0);
  return max(x, 0.0) + tail;
}
fn slopeOf(x: f32) -> f32 {
  let e = exp(-abs(x));
  return select(1.0, e, x < 0.0) / (1.0 + e);
}
