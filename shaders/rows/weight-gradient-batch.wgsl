// Twin of src/measure/weight-gradient.ts: ‖∂L/∂W‖_F of a batch, while h is the cotangent at the matrix's output. ∂L/∂W = Δ Hᵀ,
// whose square is the sum over pairs of samples of the products of both Gram matrices.
fn weightGradient(layer: u32, matrix: u32, operation: u32) {
  normalise();
  let e = inputScale(layer, operation);
  var square = 0.0;
  for (var s = 0u; s < BATCH; s++) {
    for (var first = 0u; first < BATCH; first += 4u) {
      let count = min(4u, BATCH - first);
      var into = vec4f(0.0);
      var out = vec4f(0.0);
      for (var g = thread; g < GROUPS; g += THREADS) {
        let given = inputOf(layer, operation, s * GROUPS + g) * powerOfTwo(-e);
        let cotangent = rows[at(0u, s * GROUPS + g)];
        for (var j = 0u; j < count; j++) {
          let other = (first + j) * GROUPS + g;
          into[j] += dot(given, inputOf(layer, operation, other) * powerOfTwo(-e));
          out[j] += dot(cotangent, rows[at(0u, other)]);
        }
      }
      square += dot(sumOfAll(into), sumOfAll(out));
    }
  }
  if (reported) {
    let term = exponent + traceExponent(layer) + e;
    report(OF_WEIGHTS + matrix, vec2u(bitcast<u32>(max(square, 0.0)), bitcast<u32>(term)));
  }
}
