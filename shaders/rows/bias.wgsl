// h += b, every sample's the same, b scaled as the state is.
fn addBias(layer: u32, matrix: u32) {
  if (HAS_BIAS) {
    let key = streamKey(cell.seed, network, layerOf(layer), SAMPLED + STREAM_BIAS + matrix);
    let factor = here.biasScale * powerOfTwo(-exponent);
    for (var first = thread; first < GROUPS; first += THREADS) {
      let bias = between(0u, first, factor * normals(key, 0u, first));
      for (var g = first; g < LONG; g += GROUPS) { rows[at(0u, g)] += bias; }
    }
  }
}
