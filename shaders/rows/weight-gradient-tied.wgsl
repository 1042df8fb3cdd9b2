// Twin of src/measure/weight-gradient.ts where W is the same in every layer: ‖∂L/∂W‖_F of the sum so far, while h is the cotangent at
// the matrix's output. The sum is kept as 2^size times numbers of which none is larger than its terms were: nothing
// overflows, and what underflows is not seen anyway. Threads own rows of it.
// Injected: SUMS (where, in a network's room, the sums of the matrices start).

// The exponent of a sum that has no term yet.
const NOTHING = -0x100000;

fn weightGradient(layer: u32, matrix: u32, operation: u32) {
  normalise();
  let e = inputScale(layer, operation);
  var own = 0u;
  for (var g = thread; g < LONG; g += THREADS) { own = max(own, largestOf(sizeBits(inputOf(layer, operation, g)))); }
  let largest = maxOfAll(vec4u(own)).x;
  let cotangent = largestIn(0u);
  let isTerm = largest > 0u && cotangent > 0u;
  let start = base + SUMS + matrix * (1u + 4u * GROUPS * GROUPS);
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

// 2^e for e ≤ 0; zero where that is no normal number.
fn powerOrZero(e: i32) -> f32 {
  return select(powerOfTwo(e), 0.0, e < -126);
}
