// Twin of src/network/operations/haar.ts: h ← W h + b, T ← W T, W = σ_w times n reflections (Stewart 1980).

// Of each row of the tile: −s_i, and ‖v‖² / 2.
var<workgroup> reflection: array<vec2f, TILE>;

fn linearOperation(layer: u32, matrix: u32) {
  let key = streamKey(cell.seed, network, layerOf(layer), STREAM_WEIGHTS + matrix);
  let tiles = (N + TILE - 1u) / TILE;
  for (var t = tiles; t > 0u; t--) {
    let first = (t - 1u) * TILE;
    let rows = min(TILE, N - first);
    makeTile(key, first);
    for (var row = thread; row < rows; row += THREADS) { makeReflection(row, first + row); }
    workgroupBarrier();
    for (var r = rows; r > 0u; r--) {
      let row = r - 1u;
      let i = first + row;
      let outer = reflection[row].x;
      for (var c = 0u; c < COLUMNS; c++) {
        var dot = 0.0;
        for (var j = 0u; j < N; j++) { dot += tile[row * STRIDE + j] * x[c][j]; }
        dot /= reflection[row].y;
        for (var j = 0u; j < N; j++) {
          let moved = outer * (x[c][j] - tile[row * STRIDE + j] * dot);
          x[c][j] = select(x[c][j], moved, j >= i);
        }
      }
      reflectState(row, i, outer);
    }
    workgroupBarrier();
  }
  for (var c = 0u; c < COLUMNS; c++) {
    for (var j = 0u; j < N; j++) { x[c][j] *= cell.weightScale; }
  }
  for (var j = thread; j < N; j += THREADS) { h[j] *= cell.weightScale; }
  workgroupBarrier();
  addBias(layer, matrix);
  rank = min(rank, cell.weightRank);
  mixSizes();
}

// Turns row `row` of the tile, g from entry i on, into v = g + s ‖g‖ e_i, with zeros before i.
fn makeReflection(row: u32, i: u32) {
  var square = 0.0;
  for (var j = i; j < N; j++) { square += tile[row * STRIDE + j] * tile[row * STRIDE + j]; }
  for (var j = 0u; j < i; j++) { tile[row * STRIDE + j] = 0.0; }
  let head = tile[row * STRIDE + i];
  let sign = select(1.0, -1.0, head < 0.0);
  tile[row * STRIDE + i] = head + sign * sqrt(square);
  reflection[row] = vec2f(-sign, square + abs(head) * sqrt(square));
}

// The same for the state, every thread its own entries of it.
fn reflectState(row: u32, i: u32, outer: f32) {
  var dot = 0.0;
  for (var j = 0u; j < N; j++) { dot += tile[row * STRIDE + j] * h[j]; }
  dot /= reflection[row].y;
  workgroupBarrier();
  for (var j = thread; j < N; j += THREADS) {
    if (j >= i) { h[j] = outer * (h[j] - tile[row * STRIDE + j] * dot); }
  }
  workgroupBarrier();
}
