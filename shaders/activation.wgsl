// Twin of src/network/operations/activation.ts: h ← φ(h), T ← diag(φ′(h)) T. The rank is the number of φ′ ≠ 0, no more than
// `most` of any unit; the state stays in the range of the tangents where both have all entries that live.
#include slope

fn activationOperation(most: u32) {
  let scaled = !HOMOGENEOUS && exponent != 0;
  for (var row = thread; row < M; row += THREADS) {
    let value = h[row];
    let slope = slopeAt(value, scaled);
    other[row] = slope;
    h[row] = select(phi(value), slope * value, scaled);
  }
  // The same thread wrote this row.
  if (MAY_BE_SINGULAR) {
    for (var row = thread; row < M; row += THREADS) { sizes[row] *= abs(other[row]); }
  }
  workgroupBarrier();
  if (COLUMNS > 0u) {
    var alive = 0u;
    var left = 0u;
    var dead = true;
    for (var unit = 0u; unit < N; unit++) {
      var own = 0u;
      for (var row = unit * BATCH; row < (unit + 1u) * BATCH; row++) {
        let slope = other[row];
        own += select(0u, 1u, slope != 0.0);
        dead = dead && (slope != 0.0 || h[row] == 0.0);
      }
      alive += own;
      left += min(own, most);
    }
    rank = min(rank, left);
    spans = dead && rank == alive;
    //unroll
    for (var q = 0u; q < ROWS; q++) {
      let slopes = fourOfOther(q);
      //unroll
      for (var c = 0u; c < COLUMNS; c++) { x[c][q] *= slopes; }
    }
    workgroupBarrier();
  }
}
