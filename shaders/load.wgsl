// The bundle from its start, or from where the last submit left it, where a thread owns columns.

// Q_0 of every seed, M × K, row-major.
@group(0) @binding(5) var<storage, read> frame: array<f32>;
// Per slot: the tangents, M × K, row-major, then the state, M.
@group(0) @binding(6) var<storage, read_write> states: array<f32>;

const STATE_SIZE = M * K + M;

fn loadBundle(slot: u32, start: bool) {
  let state = slot * STATE_SIZE;
  for (var c = 0u; c < COLUMNS; c++) {
    let column = columnIndex(c);
    if (column < K) {
      for (var row = 0u; row < M; row++) {
        x[c][row] = select(states[state + row * K + column], frame[(cell.frame * M + row) * K + column], start);
      }
    }
  }
  let key = streamKey(cell.seed, network, 0u, STREAM_INPUT);
  for (var row = thread; row < M; row += THREADS) {
    h[row] = select(states[state + M * K + row], cell.inputScale * gaussianEntry(key, row), start);
  }
}

fn storeBundle(slot: u32) {
  let state = slot * STATE_SIZE;
  for (var c = 0u; c < COLUMNS; c++) {
    let column = columnIndex(c);
    if (column < K) {
      for (var row = 0u; row < M; row++) { states[state + row * K + column] = x[c][row]; }
    }
  }
  for (var row = thread; row < M; row += THREADS) { states[state + M * K + row] = h[row]; }
}
