// Twin of src/network/operations/activation.ts: h ← φ(h), T ← diag(φ′(h)) T; the rank is the number of φ′ ≠ 0.
// A φ that is not homogeneous meets a scaled state only where that is so small that φ(x) = φ′(±0) x.
const SMALL = 0x1p-100;

fn slopeAt(value: f32, scaled: bool) -> f32 {
  let slope = slopeOf(select(value, sign(value) * SMALL, scaled));
  // Subnormal slopes are zero by rule: what adapters make of them differs.
  return select(slope, 0.0, abs(slope) < 0x1p-126);
}

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
