// h ← Wᵀ h: every reflection is symmetric, so that Wᵀ is the same ones in the other order. Ends with a barrier.
fn pullHaar(layer: u32, matrix: u32, at: u32) {
  chooseMatrix(layer, matrix);
  for (var first = 0u; first < N; first += TILE) {
    let rows = min(TILE, N - first);
    makeTile(layer, matrix, first);
    for (var row = thread; row < rows; row += THREADS) { makeReflection(row, first + row); }
    workgroupBarrier();
    for (var row = 0u; row < rows; row++) { reflectState(row, first + row, reflection[row].x); }
    workgroupBarrier();
  }
  scaleState(weights.scale);
  workgroupBarrier();
}
