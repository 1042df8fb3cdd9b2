// h += b + x, x the layer's own input, every sample's the same, scaled as the state is.
fn addBias(layer: u32, matrix: u32) {
  if (IS_BIASED) {
    let key = streamKey(cell.seed, network, layerOf(layer), SAMPLED + STREAM_BIAS + matrix);
    let own = streamKey(cell.seed, network, layer, SAMPLED + STREAM_DRIVE + matrix);
    for (var first = thread; first < GROUPS; first += THREADS) {
      var bias = vec4f(0.0);
      if (HAS_MEAN) { bias += weights.mean; }
      if (HAS_BIAS) { bias += here.biasScale * normals(key, 0u, first); }
      if (HAS_DRIVE) { bias += here.driveScale * normals(own, 0u, first); }
      bias = between(0u, first, powerOfTwo(-exponent) * bias);
      for (var g = first; g < WIDE; g += GROUPS) { rows[inHand(0u, g)] += bias; }
    }
  }
}
