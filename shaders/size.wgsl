// Sizes without under- or overflow: (s, e) stands for ‖v‖² = s · 4^e, s as the bits of an f32; s = 0 is zero exactly.

#include scale-of

fn sizeOfState() -> vec2u {
  let e = scaleOf(stateSize());
  let factor = powerOfTwo(-e);
  var square = 0.0;
  for (var row = 0u; row < M; row++) { square += (h[row] * factor) * (h[row] * factor); }
  return vec2u(bitcast<u32>(square), bitcast<u32>(e + exponent));
}

fn reportSize(which: u32) {
  if (reported) { report(which, sizeOfState()); }
}

// Brings h near 1 by a power of two. Ends with a barrier.
fn normalise() {
  let e = scaleOf(stateSize());
  workgroupBarrier();
  for (var row = thread; row < M; row += THREADS) { h[row] *= powerOfTwo(-e); }
  exponent += e;
  workgroupBarrier();
}
