// Twin of src/measure/weight-gradient.ts where W is used more than once, in every layer or several times in one: ‖∂L/∂W‖_F of the
// sum so far, while h is the cotangent at the matrix's output. The sum is kept as 2^size times numbers of which none is larger than its terms were: nothing
// overflows, and what underflows is not seen anyway. Threads own rows of it.
// Injected: SUMS (where, in a network's room, the sums of the matrices start).

#include rows/exponents

fn weightGradient(layer: u32, matrix: u32, operation: u32) {
  normaliseHand();
  let e = inputScale(layer, operation);
  var own = 0u;
  for (var g = thread; g < WIDE; g += THREADS) { own = max(own, largestOf(sizeBits(inputOf(layer, operation, g)))); }
  let largest = maxOfAll(vec4u(own)).x;
  let cotangent = largestInHand();
  let isTerm = largest > 0u && cotangent > 0u;
  let start = sumAt(matrix);
  // Kept as numbers, from NOTHING on, so that a buffer of zeros is an empty sum.
  let size = i32(rows[start].x) + NOTHING;
  let term = select(NOTHING, exponent + traceExponent(layer) + e, isTerm);
  let larger = max(size, term);
  let keep = powerOrZero(size - larger);
  let take = powerOrZero(term - larger) * powerOfTwo(-e);
  var square = 0.0;
  for (var g = thread; g < GROUPS; g += THREADS) {
    for (var across = 0u; across < GROUPS; across++) {
      let block = start + 1u + 4u * (across * GROUPS + g);
      var sum = keep * mat4x4f(rows[block], rows[block + 1u], rows[block + 2u], rows[block + 3u]);
      for (var sample = 0u; sample < BATCH; sample++) {
        sum += outer(rows[shortAt(sample, g)], take * inputOf(layer, operation, sample * GROUPS + across));
      }
      for (var j = 0u; j < 4u; j++) {
        rows[block + j] = sum[j];
        square += dot(sum[j], sum[j]);
      }
    }
  }
  square = sumOfAll(vec4f(square)).x;
  if (thread == 0u) { rows[start].x = f32(larger - NOTHING); }
  storageBarrier();
  if (reported) { report(OF_WEIGHTS + matrix, vec2u(bitcast<u32>(square), bitcast<u32>(larger))); }
}

fn sumAt(matrix: u32) -> u32 {
  return base + SUMS + matrix * (1u + 4u * GROUPS * GROUPS);
}

// Where layers do not share their matrices, each has a sum of its own.
fn openLayerSums() {
  if (!TIED && thread == 0u) {
    for (var matrix = 0u; matrix < MATRICES; matrix++) { rows[sumAt(matrix)].x = 0.0; }
  }
  storageBarrier();
}
