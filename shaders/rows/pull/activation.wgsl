// h ← diag(φ′) h, φ′ at the state that the operation was given.
fn pullActivation(layer: u32, operation: u32) {
  normalise();
  let scaled = !HOMOGENEOUS && traceExponent(layer) != 0;
  for (var g = thread; g < LONG; g += THREADS) {
    let value = inputOf(layer, operation, g);
    var slope: vec4f;
    for (var j = 0u; j < 4u; j++) { slope[j] = slopeAt(value[j], scaled); }
    rows[at(0u, g)] *= slope;
  }
}
