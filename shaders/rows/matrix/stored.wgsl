// The matrix in hand where products take its weights more than once: kept in storage, so that the 64 bytes of a block lie
// together, whichever way it is gone through.
// Injected: MATRIX (where, in a network's room, it starts).
#include rows/sparsity

// Where matrices are the same in all layers, whether one is there.
var<workgroup> isThere: array<u32, MATRICES>;
var<private> matrixAt: u32;

// Ends with a barrier.
fn openMatrix(layer: u32, matrix: u32) {
  matrixAt = base + MATRIX + select(0u, matrix * 4u * GROUPS * GROUPS, TIED);
  if (TIED) {
    if (workgroupUniformLoad(&isThere[matrix]) != 0u) { return; }
  }
  weightKey = streamKey(cell.seed, network, layerOf(layer), STREAM_WEIGHTS + matrix);
  let maskKey = streamKey(cell.seed, network, layerOf(layer), STREAM_MASK + matrix);
  for (var group = thread; group < GROUPS; group += THREADS) {
    var kept: Kept;
    if (IS_SPARSE) { kept = keptOf(maskKey, group); }
    for (var across = 0u; across < GROUPS; across++) {
      var block = madeWeights(group, across);
      if (IS_SPARSE) { block = masked(maskKey, group, across, block, &kept); }
      let to = matrixAt + 4u * (across * GROUPS + group);
      for (var r = 0u; r < 4u; r++) { rows[to + r] = block[r]; }
    }
  }
  if (TIED && thread == 0u) { isThere[matrix] = 1u; }
  storageBarrier();
}

fn matrixBlock(group: u32, across: u32) -> mat4x4f {
  let source = matrixAt + 4u * (across * GROUPS + group);
  return mat4x4f(rows[source], rows[source + 1u], rows[source + 2u], rows[source + 3u]);
}
