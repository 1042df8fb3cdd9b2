// Twin of src/network/operations/dense.ts: h ← W h + b, T ← W T, sample by sample.
#include rescaling
#include columns

fn dense(layer: u32, matrix: u32) {
  chooseMatrix(layer, matrix);
  rescaleMatrix(layer, matrix);
  for (var first = 0u; first < N; first += TILE) {
    makeTile(layer, matrix, first);
    let rows = min(TILE, N - first);
    if (thread < K) {
      for (var row = 0u; row < rows; row++) { multiplyRow(row, first + row); }
    }
    for (var i = thread; i < rows * BATCH; i += THREADS) {
      other[first * BATCH + i] = rowTimesState(i / BATCH, i % BATCH) * weights.scale;
    }
    workgroupBarrier();
  }
  //unroll
  for (var c = 0u; c < COLUMNS; c++) {
    //unroll
    for (var q = 0u; q < ROWS; q++) {
      x[c][q] = vec4f(product[c][4u * q], product[c][4u * q + 1u], product[c][4u * q + 2u], product[c][4u * q + 3u]);
    }
  }
  for (var row = thread; row < M; row += THREADS) { h[row] = other[row]; }
  workgroupBarrier();
  addBias(layer, matrix);
  noteLinear();
  mixSizes();
}
