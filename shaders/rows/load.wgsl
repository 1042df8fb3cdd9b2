// The bundle at its start; from one submit to the next it stays where it is.

// Q_0 of every seed, column after column, padded as the rows are.
@group(0) @binding(5) var<storage, read> frame: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> rows: array<vec4f>;

fn loadBundle(slot: u32, start: bool) {
  base = slot * ROOM;
  openSums();
  if (!start) { return; }
  let key = streamKey(cell.seed, network, 0u, SAMPLED + STREAM_INPUT);
  for (var g = thread; g < LONG; g += THREADS) {
    rows[at(0u, g)] = between(0u, g, cell.inputScale * stateNormals(key, g));
    for (var c = 0u; c < K; c++) { rows[at(1u + c, g)] = frame[(cell.frame * K + c) * LONG + g]; }
  }
}

fn storeBundle(slot: u32) {
}
