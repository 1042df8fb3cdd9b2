// Twin of src/network/operations/activation.ts: h ← φ(h), T ← diag(φ′(h)) T; the rank is the number of φ′ ≠ 0.
fn activationOperation() {
  for (var row = thread; row < N; row += THREADS) {
    let value = h[row];
    let slope = slopeOf(value);
    // Subnormal slopes are zero by rule: what adapters make of them differs.
    other[row] = select(slope, 0.0, abs(slope) < 0x1p-126);
    h[row] = phi(value);
  }
  // The same thread wrote this row.
  if (MAY_BE_SINGULAR) {
    for (var row = thread; row < N; row += THREADS) { sizes[row] *= abs(other[row]); }
  }
  workgroupBarrier();
  var alive = 0u;
  for (var row = 0u; row < N; row++) {
    let slope = other[row];
    alive += select(0u, 1u, slope != 0.0);
    for (var c = 0u; c < COLUMNS; c++) { x[c][row] *= slope; }
  }
  workgroupBarrier();
  rank = min(rank, alive);
}
