// h ← Wᵀ h, a thread four entries of every sample.
fn pullDense(layer: u32, matrix: u32, operation: u32) {
  chooseMatrix(layer, matrix);
  openMatrix(layer, matrix);
  rescaleMatrix(layer, matrix);
  storageBarrier();
  for (var first = 0u; first < SHORT; first += CHUNK) {
    for (var g = thread; g < GROUPS; g += THREADS) {
//SUMS
      for (var j = 0u; j < GROUPS; j++) {
        let block = matrixBlock(j, g);
        let source = shortAt(first, j);
//ADD_TO_SUMS_BACK
      }
//PUT_SUMS
    }
  }
  takeProduct();
}
