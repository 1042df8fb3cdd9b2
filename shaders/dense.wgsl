// Twin of src/network/operations/dense.ts: h ← W h + b, T ← W T.
fn linearOperation(layer: u32, matrix: u32) {
  let key = streamKey(cell.seed, network, layerOf(layer), STREAM_WEIGHTS + matrix);
  for (var first = 0u; first < N; first += TILE) {
    makeTile(key, first);
    let rows = min(TILE, N - first);
    for (var row = 0u; row < rows; row++) {
      for (var c = 0u; c < COLUMNS; c++) {
        var sum = 0.0;
        for (var j = 0u; j < N; j++) { sum += tile[row * STRIDE + j] * x[c][j]; }
        product[c][first + row] = sum * cell.weightScale;
      }
    }
    for (var row = thread; row < rows; row += THREADS) {
      var sum = 0.0;
      for (var j = 0u; j < N; j++) { sum += tile[row * STRIDE + j] * h[j]; }
      other[first + row] = sum * cell.weightScale;
    }
    workgroupBarrier();
  }
  if (COLUMNS > 0u) { x = product; }
  for (var row = thread; row < N; row += THREADS) { h[row] = other[row]; }
  workgroupBarrier();
  addBias(layer, matrix);
  rank = min(rank, cell.weightRank);
  mixSizes();
}
