// Columns near 1, since squares of small numbers would underflow.

// The column is 2^shift times what is there.
var<workgroup> shifts: array<i32, BUNDLE>;
// Whether a column was not finite.
var<workgroup> infinite: u32;

// Brings the columns from `start` on near 1 by powers of two. Ends with a barrier.
fn scaleColumns(start: u32) {
  if (thread == 0u) { infinite = 0u; }
  for (var first = start; first < BUNDLE; first += 4u) {
    var own = vec4u(0u);
    for (var g = thread; g < GROUPS; g += THREADS) {
      let y = fourColumns(first, g);
      own = max(
        own,
        vec4u(largestOf(sizeBits(y[0])), largestOf(sizeBits(y[1])), largestOf(sizeBits(y[2])), largestOf(sizeBits(y[3]))),
      );
    }
    let bits = maxOfAll(own);
    let e = scalesOf(bits);
    for (var g = thread; g < GROUPS; g += THREADS) {
      let y = fourColumns(first, g);
      putColumn(first, g, y[0] * powerOfTwo(-e.x));
      putColumn(first + 1u, g, y[1] * powerOfTwo(-e.y));
      putColumn(first + 2u, g, y[2] * powerOfTwo(-e.z));
      putColumn(first + 3u, g, y[3] * powerOfTwo(-e.w));
    }
    if (thread == 0u) {
      for (var j = 0u; j < 4u; j++) {
        if (first + j < BUNDLE) { shifts[first + j] = e[j]; }
      }
      if (any(bits >= vec4u(0x7f800000u))) { infinite = 1u; }
    }
  }
  workgroupBarrier();
}
