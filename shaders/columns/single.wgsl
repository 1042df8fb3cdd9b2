// Matrices and columns, where the network has one input: four entries of a row of W serve four rows of a column.

// Row `at` of W x, which is row `row` of the tile.
fn multiplyRow(row: u32, at: u32) {
  var sums = array<vec4f, HELD>();
  //unroll
  for (var q = 0u; q < ROWS; q++) {
    let w = tile[row][q];
    //unroll
    for (var c = 0u; c < COLUMNS; c++) { sums[c] += w * x[c][q]; }
  }
  //unroll
  for (var c = 0u; c < COLUMNS; c++) { product[c][at] = sumOf(sums[c]) * weights.scale; }
}

// x ← D (x − v vᵀx / half), v row `row` of the tile, zero before entry i; D is `outer` from there on, else 1.
fn reflectColumns(row: u32, i: u32, outer: f32, half: f32) {
  var dots = array<vec4f, HELD>();
  //unroll
  for (var q = 0u; q < ROWS; q++) {
    let v = tile[row][q];
    //unroll
    for (var c = 0u; c < COLUMNS; c++) { dots[c] += v * x[c][q]; }
  }
  //unroll
  for (var c = 0u; c < COLUMNS; c++) { dots[c] = vec4f(sumOf(dots[c]) / half); }
  //unroll
  for (var q = 0u; q < ROWS; q++) {
    let v = tile[row][q];
    let signs = select(vec4f(1.0), vec4f(outer), 4u * q + vec4u(0u, 1u, 2u, 3u) >= vec4u(i));
    //unroll
    for (var c = 0u; c < COLUMNS; c++) { x[c][q] = signs * (x[c][q] - v * dots[c]); }
  }
}
