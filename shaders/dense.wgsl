// Twin of src/network/operations/dense.ts: h ← W h + b, T ← W T, sample by sample.
#include rescaling

fn dense(layer: u32, matrix: u32) {
  chooseMatrix(layer, matrix);
  rescaleMatrix(layer, matrix);
  for (var first = 0u; first < N; first += TILE) {
    makeTile(layer, matrix, first);
    let rows = min(TILE, N - first);
    for (var row = 0u; row < rows; row++) {
      for (var c = 0u; c < COLUMNS; c++) {
        for (var sample = 0u; sample < BATCH; sample++) {
          var sum = 0.0;
          for (var j = 0u; j < N; j++) { sum += tile[row * STRIDE + j] * x[c][j * BATCH + sample]; }
          product[c][(first + row) * BATCH + sample] = sum * weights.scale;
        }
      }
    }
    for (var i = thread; i < rows * BATCH; i += THREADS) {
      let row = i / BATCH;
      let sample = i % BATCH;
      var sum = 0.0;
      for (var j = 0u; j < N; j++) { sum += tile[row * STRIDE + j] * h[j * BATCH + sample]; }
      other[first * BATCH + i] = sum * weights.scale;
    }
    workgroupBarrier();
  }
  if (COLUMNS > 0u) { x = product; }
  for (var row = thread; row < M; row += THREADS) { h[row] = other[row]; }
  workgroupBarrier();
  addBias(layer, matrix);
  noteLinear();
  mixSizes();
}
