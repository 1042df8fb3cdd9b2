#include law/pull/in-law

// Wᵀe = u (yᵀe) + (I − u uᵀ) ‖e‖ g.
fn pullGaussianInLaw(layer: u32, matrix: u32, operation: u32) {
  let seen = whatWasSeen(layer, matrix, operation);
  var own = 0.0;
  for (var g = thread; g < GROUPS; g += THREADS) {
    let drawn = seen.size * between(0u, g, normals(seen.fresh, 0u, g));
    rows[at(DRAWN, g)] = drawn;
    own += dot(seen.inverse * inputOf(layer, operation, g), drawn);
  }
  let along = seen.along - sumOfAll(vec4f(own)).x;
  for (var g = thread; g < GROUPS; g += THREADS) {
    let u = seen.inverse * inputOf(layer, operation, g);
    rows[at(0u, g)] = weights.scale * (rows[at(DRAWN, g)] + along * u);
  }
}
