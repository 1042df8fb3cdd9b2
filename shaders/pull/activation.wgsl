// h ← diag(φ′) h, φ′ at the state that operation number `at` was given. Ends with a barrier.
fn pullActivation(layer: u32, at: u32) {
  normalise();
  let scaled = !HOMOGENEOUS && traceExponent(layer) != 0;
  for (var row = thread; row < M; row += THREADS) { h[row] *= slopeAt(inputOf(layer, at, row), scaled); }
  workgroupBarrier();
}
