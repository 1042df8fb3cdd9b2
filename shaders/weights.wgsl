// Twin of src/network/weights.ts: standardised weights, made where they are used.

#include standardised
#include zeros

fn layerOf(layer: u32) -> u32 {
  return select(layer, 0u, TIED);
}

// Rows first … first + TILE − 1 of a matrix into `tile`, from column 0 on. Ends with a barrier.
fn makeTile(layer: u32, matrix: u32, first: u32) {
  let key = streamKey(cell.seed, network, layerOf(layer), STREAM_WEIGHTS + matrix);
  for (var i = thread; i < TILE * GROUPS; i += THREADS) {
    let row = i / GROUPS;
    let group = i % GROUPS;
    if (first + row < N) {
      let four = words(key, first + row, group);
      var made = vec4f();
      //unroll
      for (var j = 0u; j < 4u; j++) {
        if (N % 4u == 0u || 4u * group + j < N) { made[j] = weight(four[j]); }
      }
      if (HAS_ZEROS) { made *= zerosOf(first + row, group); }
      tile[row][group] = made;
    }
  }
  workgroupBarrier();
  if (IS_SPARSE) { sparsify(streamKey(cell.seed, network, layerOf(layer), STREAM_MASK + matrix), first); }
}

// Rows whose words are at hand at a time.
const MASKED = 4u;

var<workgroup> mask: array<u32, MASKED * 4u * GROUPS>;

// Twin of src/network/sparsity.ts: a row keeps the columns with the smallest words, the first ones where words are equal.
// Ends with a barrier.
fn sparsify(key: vec4u, first: u32) {
  for (var start = 0u; start < TILE; start += MASKED) {
    for (var i = thread; i < MASKED * GROUPS; i += THREADS) {
      let four = words(key, first + start + i / GROUPS, i % GROUPS);
      for (var j = 0u; j < 4u; j++) { mask[4u * i + j] = four[j]; }
    }
    workgroupBarrier();
    for (var i = thread; i < MASKED * GROUPS; i += THREADS) {
      let row = i / GROUPS;
      let group = i % GROUPS;
      if (start + row < TILE) {
        // Threads must not write entries of the same four.
        var kept = tile[start + row][group];
        for (var k = 0u; k < 4u; k++) {
          let column = 4u * group + k;
          let own = mask[row * 4u * GROUPS + column];
          var before = 0u;
          for (var j = 0u; j < N; j++) {
            let other = mask[row * 4u * GROUPS + j];
            before += select(0u, 1u, other < own || (other == own && j < column));
          }
          if (before >= weights.fanIn) { kept[k] = 0.0; }
        }
        tile[start + row][group] = kept;
      }
    }
    workgroupBarrier();
  }
}

// h += b + x, x the layer's own input, every sample's the same, scaled as the state is. Ends with a barrier.
fn addBias(layer: u32, matrix: u32) {
  if (HAS_BIAS) {
    let key = streamKey(cell.seed, network, layerOf(layer), STREAM_BIAS + matrix);
    let factor = here.biasScale * powerOfTwo(-exponent);
    for (var row = thread; row < M; row += THREADS) { h[row] += factor * gaussianEntry(key, row / BATCH); }
  }
  if (HAS_DRIVE) {
    let key = streamKey(cell.seed, network, layer, STREAM_DRIVE + matrix);
    let factor = here.driveScale * powerOfTwo(-exponent);
    for (var row = thread; row < M; row += THREADS) { h[row] += factor * gaussianEntry(key, row / BATCH); }
  }
  workgroupBarrier();
}
