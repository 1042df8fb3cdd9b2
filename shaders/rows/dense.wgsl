// Twin of src/network/operations/dense.ts: X ← W X, then h += b. A thread makes four rows of the result: a block of W, and four
// neighbouring entries of a column that all threads read at the same time, give each of the four a term.
// Injected: CHUNK, columns whose sums are in registers at a time, and lists of statements for each of them; PRODUCT, where
// the result waits until nobody reads X any more.
#include rows/matrix
#include rescaling
#include rows/bias

fn dense(layer: u32, matrix: u32) {
  chooseMatrix(layer, matrix);
  openMatrix(layer, matrix);
  rescaleMatrix(layer, matrix);
  storageBarrier();
  for (var first = 0u; first < SHORT; first += CHUNK) {
    for (var g = thread; g < GROUPS; g += THREADS) {
//SUMS
      for (var j = 0u; j < GROUPS; j++) {
        let block = matrixBlock(g, j);
        let source = shortAt(first, j);
//ADD_TO_SUMS
      }
//PUT_SUMS
    }
  }
  takeProduct();
  addBias(layer, matrix);
  noteLinear();
  mixSizes();
}

fn putSum(column: u32, group: u32, sum: vec4f) {
  if (column < SHORT) { rows[productAt(column, group)] = between(0u, group, weights.scale * sum); }
}

fn productAt(column: u32, group: u32) -> u32 {
  return base + PRODUCT * LONG + column * GROUPS + group;
}

fn takeProduct() {
  storageBarrier();
  for (var column = 0u; column < SHORT; column++) {
    for (var g = thread; g < GROUPS; g += THREADS) { rows[shortAt(column, g)] = rows[productAt(column, g)]; }
  }
}
