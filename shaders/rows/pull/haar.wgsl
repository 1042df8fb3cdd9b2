// h ← Wᵀ h: every B_i is symmetric, so that Wᵀ is the same ones in the other order.
fn pullHaar(layer: u32, matrix: u32, operation: u32) {
  chooseMatrix(layer, matrix);
  weightKey = streamKey(cell.seed, network, layerOf(layer), STREAM_WEIGHTS + matrix);
  for (var a = 0u; a < N; a += PANEL) { reflectPanel(a, a + PANEL >= N, true); }
}
