// Matrices and columns, sample by sample: entry j of a row of W serves rows j · BATCH … of a column.

// Rows `at` · BATCH … of W x, by row `row` of the tile.
fn multiplyRow(row: u32, at: u32) {
  var sums = array<array<f32, BATCH>, HELD>();
  //unroll
  for (var j = 0u; j < N; j++) {
    let w = tile[row][j / 4u][j % 4u];
    //unroll
    for (var c = 0u; c < COLUMNS; c++) {
      //unroll
      for (var sample = 0u; sample < BATCH; sample++) { sums[c][sample] += w * x[c][(j * BATCH + sample) / 4u][(j * BATCH + sample) % 4u]; }
    }
  }
  //unroll
  for (var c = 0u; c < COLUMNS; c++) {
    //unroll
    for (var sample = 0u; sample < BATCH; sample++) { product[c][at * BATCH + sample] = sums[c][sample] * weights.scale; }
  }
}

// x ← D (x − v vᵀx / half) of every sample, v row `row` of the tile, zero before entry i; D is `outer` from there on, else 1.
fn reflectColumns(row: u32, i: u32, outer: f32, half: f32) {
  //unroll
  for (var c = 0u; c < COLUMNS; c++) {
    //unroll
    for (var sample = 0u; sample < BATCH; sample++) {
      var dot = 0.0;
      //unroll
      for (var j = 0u; j < N; j++) { dot += tile[row][j / 4u][j % 4u] * x[c][(j * BATCH + sample) / 4u][(j * BATCH + sample) % 4u]; }
      dot /= half;
      //unroll
      for (var j = 0u; j < N; j++) {
        let entry = x[c][(j * BATCH + sample) / 4u][(j * BATCH + sample) % 4u] - tile[row][j / 4u][j % 4u] * dot;
        x[c][(j * BATCH + sample) / 4u][(j * BATCH + sample) % 4u] = select(1.0, outer, j >= i) * entry;
      }
    }
  }
}
