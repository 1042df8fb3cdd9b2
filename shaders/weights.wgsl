// Twin of src/network/weights.ts: standardised weights, made where they are used.

#include standardised

const GROUPS = (N + 3u) / 4u;

fn layerOf(layer: u32) -> u32 {
  return select(layer, 0u, TIED);
}

// Rows first … first + TILE − 1 of a matrix into `tile`, from column 0 on. Ends with a barrier.
fn makeTile(key: vec4u, first: u32) {
  for (var i = thread; i < TILE * GROUPS; i += THREADS) {
    let row = i / GROUPS;
    let group = i % GROUPS;
    if (first + row < N) {
      let four = words(key, first + row, group);
      for (var j = 0u; j < 4u; j++) {
        if (4u * group + j < N) { tile[row * STRIDE + 4u * group + j] = weight(four[j]); }
      }
    }
  }
  workgroupBarrier();
}

// h += b, every sample's the same, b scaled as the state is. Ends with a barrier.
fn addBias(layer: u32, matrix: u32) {
  if (HAS_BIAS) {
    let key = streamKey(cell.seed, network, layerOf(layer), STREAM_BIAS + matrix);
    let factor = here.biasScale * powerOfTwo(-exponent);
    for (var row = thread; row < M; row += THREADS) { h[row] += factor * gaussianEntry(key, row / BATCH); }
  }
  workgroupBarrier();
}
