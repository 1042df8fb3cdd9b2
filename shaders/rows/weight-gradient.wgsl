// Twin of src/measure/weight-gradient.ts: ‖∂L/∂W‖_F, an outer product, while h is the cotangent at the matrix's output.
fn weightGradient(layer: u32, matrix: u32, operation: u32) {
  normaliseHand();
  let e = inputScale(layer, operation);
  var own = vec4f(0.0);
  for (var g = thread; g < WIDE; g += THREADS) {
    let given = inputOf(layer, operation, g) * powerOfTwo(-e);
    let out = rows[inHand(0u, g)];
    own += vec4f(dot(given, given), dot(out, out), 0.0, 0.0);
  }
  let squares = sumOfAll(own);
  if (reported) {
    let term = exponent + traceExponent(layer) + e;
    report(OF_WEIGHTS + matrix, vec2u(bitcast<u32>(squares.x * squares.y), bitcast<u32>(term)));
  }
}
