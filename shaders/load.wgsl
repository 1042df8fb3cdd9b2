// The bundle from its start, or from where the last submit left it, where a thread owns columns.

// Q_0 of every seed, M × K, row-major.
@group(0) @binding(5) var<storage, read> frame: array<f32>;
// Per slot: the tangents, M × K, row-major, then the state, M.
@group(0) @binding(6) var<storage, read_write> states: array<f32>;

const STATE_SIZE = M * K + M;

fn loadBundle(slot: u32, start: bool) {
  let state = slot * STATE_SIZE;
  //unroll
  for (var c = 0u; c < COLUMNS; c++) {
    let column = columnIndex(c);
    if (column < K) {
      //unroll
      for (var q = 0u; q < ROWS; q++) {
        x[c][q] = vec4f(
          loadEntry(state, 4u * q, column, start),
          loadEntry(state, 4u * q + 1u, column, start),
          loadEntry(state, 4u * q + 2u, column, start),
          loadEntry(state, 4u * q + 3u, column, start),
        );
      }
    }
  }
  let key = streamKey(cell.seed, network, 0u, STREAM_INPUT);
  for (var row = thread; row < M; row += THREADS) {
    h[row] = select(states[state + M * K + row], cell.inputScale * gaussianEntry(key, row), start);
  }
}

fn loadEntry(state: u32, row: u32, column: u32, start: bool) -> f32 {
  if (row >= M) { return 0.0; }
  if (start) { return frame[(cell.frame * M + row) * K + column]; }
  return states[state + row * K + column];
}

fn storeBundle(slot: u32) {
  let state = slot * STATE_SIZE;
  //unroll
  for (var c = 0u; c < COLUMNS; c++) {
    let column = columnIndex(c);
    if (column < K) {
      //unroll
      for (var q = 0u; q < ROWS; q++) {
        //unroll
        for (var i = 0u; i < 4u; i++) {
          if (4u * q + i < M) { states[state + (4u * q + i) * K + column] = x[c][q][i]; }
        }
      }
    }
  }
  for (var row = thread; row < M; row += THREADS) { states[state + M * K + row] = h[row]; }
}
