#include law/pull/batch/states

// In coordinates whose first axes are W U the rest of E lies below; there it is a random frame times its triangular factor.
fn pullHaarInLaw(layer: u32, matrix: u32, operation: u32) {
  let seen = streamKey(cell.seed, network, layer, IN_LAW + STREAM_WEIGHTS + matrix);
  let fresh = streamKey(cell.seed, network, layer, IN_LAW + STREAM_BACKWARD + matrix);
  chooseMatrix(layer, matrix);
  normalise();
  factoriseStates(layer, operation);
  for (var i = 0u; i < DIRECTIONS; i++) { reflect(seen, i, i, 0u); }
  for (var g = thread; g < LONG; g += THREADS) {
    let rest = between(DIRECTIONS, g, rows[at(0u, g)]);
    rows[at(TOP, g)] = weights.scale * (rows[at(0u, g)] - rest);
    rows[at(0u, g)] = rest;
  }
  triangularise();
  drawFrame(fresh, DIRECTIONS);
  turnBack();
}
