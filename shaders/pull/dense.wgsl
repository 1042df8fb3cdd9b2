// h ← Wᵀ h by tiles of rows of W, every thread its own columns. Ends with a barrier.
fn pullLinear(layer: u32, matrix: u32, at: u32) {
  let key = streamKey(cell.seed, network, layerOf(layer), STREAM_WEIGHTS + matrix);
  for (var column = thread; column < N; column += THREADS) { other[column] = 0.0; }
  for (var first = 0u; first < N; first += TILE) {
    makeTile(key, first);
    let rows = min(TILE, N - first);
    for (var column = thread; column < N; column += THREADS) {
      var sum = other[column];
      for (var row = 0u; row < rows; row++) { sum += tile[row * STRIDE + column] * h[first + row]; }
      other[column] = sum;
    }
    workgroupBarrier();
  }
  for (var column = thread; column < N; column += THREADS) { h[column] = other[column] * cell.weightScale; }
  workgroupBarrier();
}
