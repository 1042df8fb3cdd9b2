#include law/pull/batch/states

// Below (W U)ᵀE are fresh rows H S of a thin QR E = V S.
fn pullGaussianInLaw(layer: u32, matrix: u32, operation: u32) {
  let seen = streamKey(cell.seed, network, layer, IN_LAW + STREAM_WEIGHTS + matrix);
  let fresh = streamKey(cell.seed, network, layer, IN_LAW + STREAM_BACKWARD + matrix);
  chooseMatrix(layer, matrix);
  normalise();
  factoriseStates(layer, operation);
  for (var g = thread; g < LONG; g += THREADS) { rows[at(TOP, g)] = vec4f(0.0); }
  for (var i = 0u; i < DIRECTIONS; i++) {
    for (var first = 0u; first < BATCH; first += 4u) {
      let count = min(4u, BATCH - first);
      var own = vec4f(0.0);
      for (var g = thread; g < GROUPS; g += THREADS) {
        let y = between(0u, g, normals(seen, i, g));
        for (var j = 0u; j < count; j++) { own[j] += dot(y, rows[placeAt(0u, first + j, g)]); }
      }
      let dots = weights.scale * sumOfAll(own);
      for (var g = thread; g < GROUPS; g += THREADS) {
        if (g == i / 4u) {
          for (var j = 0u; j < count; j++) { rows[placeAt(TOP, first + j, g)][i % 4u] = dots[j]; }
        }
      }
    }
  }
  triangularise();
  drawGaussian(fresh, DIRECTIONS);
  turnBack();
}
