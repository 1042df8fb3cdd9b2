// h ← Wᵀ h by tiles of rows of W, every thread its own entries. Ends with a barrier.
fn pullDense(layer: u32, matrix: u32, at: u32) {
  chooseMatrix(layer, matrix);
  rescaleMatrix(layer, matrix);
  for (var entry = thread; entry < M; entry += THREADS) { other[entry] = 0.0; }
  for (var first = 0u; first < N; first += TILE) {
    makeTile(layer, matrix, first);
    let rows = min(TILE, N - first);
    for (var entry = thread; entry < M; entry += THREADS) {
      let column = entry / BATCH;
      let sample = entry % BATCH;
      var sum = other[entry];
      for (var row = 0u; row < rows; row++) { sum += entryOfTile(row, column) * h[(first + row) * BATCH + sample]; }
      other[entry] = sum;
    }
    workgroupBarrier();
  }
  for (var entry = thread; entry < M; entry += THREADS) { h[entry] = other[entry] * weights.scale; }
  workgroupBarrier();
}
