// h ← diag(φ′) h, φ′ at the state that the operation was given.
fn pullActivation(layer: u32, operation: u32) {
  normaliseHand();
  let scaled = !HOMOGENEOUS && traceExponent(layer) != 0;
  for (var g = thread; g < WIDE; g += THREADS) {
    let value = inputOf(layer, operation, g);
    var slope: vec4f;
    for (var j = 0u; j < 4u; j++) { slope[j] = slopeAt(value[j], scaled); }
    rows[inHand(0u, g)] *= slope;
  }
}
