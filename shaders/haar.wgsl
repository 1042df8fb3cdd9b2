// Twin of src/network/operations/haar.ts: h ← W h + b, T ← W T, W = σ_w times n reflections (Stewart 1980), sample by sample.
#include columns

// Of each row of the tile: −s_i, and ‖v‖² / 2.
var<workgroup> reflection: array<vec2f, TILE>;
// vᵀh / (‖v‖² / 2) of every sample of the state.
var<workgroup> along: array<f32, BATCH>;

fn haar(layer: u32, matrix: u32) {
  chooseMatrix(layer, matrix);
  let tiles = (N + TILE - 1u) / TILE;
  for (var t = tiles; t > 0u; t--) {
    let first = (t - 1u) * TILE;
    let rows = min(TILE, N - first);
    makeTile(layer, matrix, first);
    for (var row = thread; row < rows; row += THREADS) { makeReflection(row, first + row); }
    workgroupBarrier();
    for (var r = rows; r > 0u; r--) {
      let row = r - 1u;
      let i = first + row;
      let outer = reflection[row].x;
      if (thread < K) { reflectColumns(row, i, outer, reflection[row].y); }
      reflectState(row, i, outer);
    }
    workgroupBarrier();
  }
  scaleColumns(weights.scale);
  scaleState(weights.scale);
  workgroupBarrier();
  addBias(layer, matrix);
  noteLinear();
  mixSizes();
}

// Turns row `row` of the tile, g from entry i on, into v = g + s ‖g‖ e_i, with zeros before i.
fn makeReflection(row: u32, i: u32) {
  var square = 0.0;
  for (var j = i; j < N; j++) { square += entryOfTile(row, j) * entryOfTile(row, j); }
  for (var j = 0u; j < i; j++) { tile[row][j / 4u][j % 4u] = 0.0; }
  let head = entryOfTile(row, i);
  let sign = select(1.0, -1.0, head < 0.0);
  tile[row][i / 4u][i % 4u] = head + sign * sqrt(square);
  reflection[row] = vec2f(-sign, square + abs(head) * sqrt(square));
}

// The same for the state, every thread its own entries of it.
fn reflectState(row: u32, i: u32, outer: f32) {
  for (var sample = thread; sample < BATCH; sample += THREADS) {
    along[sample] = rowTimesState(row, sample) / reflection[row].y;
  }
  workgroupBarrier();
  for (var at = thread; at < M; at += THREADS) {
    let j = at / BATCH;
    if (j >= i) { h[at] = outer * (h[at] - entryOfTile(row, j) * along[at % BATCH]); }
  }
  workgroupBarrier();
}
