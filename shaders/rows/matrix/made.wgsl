// The matrix in hand where a product takes every weight once: made there.

fn openMatrix(layer: u32, matrix: u32) {
  weightKey = streamKey(cell.seed, network, layerOf(layer), STREAM_WEIGHTS + matrix);
}

fn matrixBlock(group: u32, across: u32) -> mat4x4f {
  return madeWeights(group, across);
}
