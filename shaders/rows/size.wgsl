// Sizes as in shaders/size.wgsl, where rows are spread over the threads.

fn sizeOfState() -> vec2u {
  let e = scalesOf(vec4u(largestIn(0u))).x;
  var square = 0.0;
  for (var g = thread; g < LONG; g += THREADS) {
    let scaled = rows[at(0u, g)] * powerOfTwo(-e);
    square += dot(scaled, scaled);
  }
  square = sumOfAll(vec4f(square)).x;
  return vec2u(bitcast<u32>(square), bitcast<u32>(e + exponent));
}

// All threads measure, since only all together can.
fn reportSize(which: u32) {
  let size = sizeOfState();
  if (reported) { report(which, size); }
}

// Brings h near 1 by a power of two.
fn normalise() {
  let e = scalesOf(vec4u(largestIn(0u))).x;
  scaleState(powerOfTwo(-e));
  exponent += e;
}

fn largestInHand() -> u32 {
  if (HAND_IS_STATE) {
    return largestIn(0u);
  } else {
    var largest = vec4u(0u);
    for (var g = thread; g < WIDE; g += THREADS) { largest = max(largest, sizeBits(rows[inHand(0u, g)])); }
    return maxOfAll(vec4u(largestOf(largest))).x;
  }
}

// The same of the column in hand.
fn normaliseHand() {
  let e = scalesOf(vec4u(largestInHand())).x;
  scaleHand(powerOfTwo(-e));
  exponent += e;
}

fn scaleHand(factor: f32) {
  for (var g = thread; g < WIDE; g += THREADS) { rows[inHand(0u, g)] *= factor; }
}
