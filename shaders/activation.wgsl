// Twin of src/network/operations/activation.ts: h ← φ(h), T ← diag(φ′(h)) T; the rank is the number of φ′ ≠ 0.
#include slope

fn activationOperation() {
  let scaled = !HOMOGENEOUS && exponent != 0;
  for (var row = thread; row < N; row += THREADS) {
    let value = h[row];
    let slope = slopeAt(value, scaled);
    other[row] = slope;
    h[row] = select(phi(value), slope * value, scaled);
  }
  // The same thread wrote this row.
  if (MAY_BE_SINGULAR) {
    for (var row = thread; row < N; row += THREADS) { sizes[row] *= abs(other[row]); }
  }
  workgroupBarrier();
  if (COLUMNS > 0u) {
    var alive = 0u;
    for (var row = 0u; row < N; row++) {
      let slope = other[row];
      alive += select(0u, 1u, slope != 0.0);
      for (var c = 0u; c < COLUMNS; c++) { x[c][row] *= slope; }
    }
    rank = min(rank, alive);
    workgroupBarrier();
  }
}
