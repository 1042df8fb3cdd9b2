// Columns near 1, since squares of small numbers would underflow.
#include rows/notes

// Whether a column was not finite.
var<workgroup> infinite: u32;

// Brings columns start … end − 1, `length` groups long each, near 1 by powers of two, and notes what their squares are then.
// Ends with a barrier.
fn scaleColumns(start: u32, end: u32, length: u32) {
  if (thread == 0u) { infinite = 0u; }
  for (var first = start; first < end; first += 4u) {
    var own = vec4u(0u);
    for (var g = thread; g < length; g += THREADS) {
      let four = fourOf(first, end, length, g);
      own = max(own, vec4u(
        largestOf(sizeBits(four[0])),
        largestOf(sizeBits(four[1])),
        largestOf(sizeBits(four[2])),
        largestOf(sizeBits(four[3])),
      ));
    }
    let bits = maxOfAll(own);
    let e = scalesOf(bits);
    var square = vec4f(0.0);
    for (var g = thread; g < length; g += THREADS) {
      var four = fourOf(first, end, length, g);
      four[0] *= powerOfTwo(-e.x);
      four[1] *= powerOfTwo(-e.y);
      four[2] *= powerOfTwo(-e.z);
      four[3] *= powerOfTwo(-e.w);
      square += vec4f(dot(four[0], four[0]), dot(four[1], four[1]), dot(four[2], four[2]), dot(four[3], four[3]));
      putFourOf(first, end, length, g, four);
    }
    square = sumOfAll(square);
    if (thread == 0u) {
      for (var j = 0u; j < min(4u, end - first); j++) {
        noteShift(first + j, e[j]);
        noteSquare(first + j, square[j]);
      }
      if (any(bits >= vec4u(0x7f800000u))) { infinite = 1u; }
    }
  }
  workgroupBarrier();
  shareNotes();
}
