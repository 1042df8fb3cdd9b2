// Columns near 1, since squares of small numbers would underflow.

// The column is 2^shift times what is there.
var<workgroup> shifts: array<i32, BATCH * BUNDLE>;
// Whether a column was not finite.
var<workgroup> infinite: u32;

// Brings columns start … end − 1, `length` groups long each, near 1 by powers of two. Ends with a barrier.
fn scaleColumns(start: u32, end: u32, length: u32) {
  if (thread == 0u) { infinite = 0u; }
  for (var first = start; first < end; first += 4u) {
    var own = vec4u(0u);
    let count = min(4u, end - first);
    for (var g = thread; g < length; g += THREADS) {
      for (var j = 0u; j < count; j++) { own[j] = max(own[j], largestOf(sizeBits(rows[base + (first + j) * length + g]))); }
    }
    let bits = maxOfAll(own);
    let e = scalesOf(bits);
    for (var g = thread; g < length; g += THREADS) {
      for (var j = 0u; j < count; j++) { rows[base + (first + j) * length + g] *= powerOfTwo(-e[j]); }
    }
    if (thread == 0u) {
      for (var j = 0u; j < count; j++) { shifts[first + j] = e[j]; }
      if (any(bits >= vec4u(0x7f800000u))) { infinite = 1u; }
    }
  }
  workgroupBarrier();
}
