#include law/pull/in-law

// Wᵀe = u c + ‖e − ŷ c‖ z with ŷ = y/‖y‖, c = ŷᵀe, z a random direction orthogonal to u: one orthogonal to e_1, and the
// reflection −s (I − v vᵀ/(1 + |u_1|)), v = u + s e_1, that sends e_1 to u.
fn pullHaarInLaw(layer: u32, matrix: u32, operation: u32) {
  let seen = whatWasSeen(layer, matrix, operation);
  let known = seen.inverse > 0.0;
  let first = select(0u, 1u, known);
  let c = seen.along / seen.sizeOfY;
  var own = vec4f(0.0);
  for (var g = thread; g < GROUPS; g += THREADS) {
    let y = between(0u, g, normals(seen.key, 0u, g));
    let rest = rows[at(0u, g)] - select(vec4f(0.0), y * (c / seen.sizeOfY), known);
    let drawn = between(first, g, normals(seen.fresh, 0u, g));
    let u = seen.inverse * inputOf(layer, operation, g);
    rows[at(DRAWN, g)] = drawn;
    own += vec4f(dot(rest, rest), dot(drawn, drawn), dot(u, drawn), dot(u, unitVector(0u, g)));
  }
  let sums = sumOfAll(own);
  let factor = select(0.0, sqrt(sums.x) / sqrt(sums.y), sums.y > 0.0);
  let sign = select(1.0, -1.0, sums.w < 0.0);
  let dots = sums.z / (1.0 + abs(sums.w));
  for (var g = thread; g < GROUPS; g += THREADS) {
    let u = seen.inverse * inputOf(layer, operation, g);
    let drawn = rows[at(DRAWN, g)];
    let turned = select(drawn, -sign * (drawn - dots * (u + sign * unitVector(0u, g))), known);
    rows[at(0u, g)] = weights.scale * (factor * turned + c * u);
  }
}
