// What a layer does with the bundle beside its operations, where a thread owns columns. No barriers but where it says so:
// every thread works on its own columns, and on its own rows of the state.

fn save() {
  //unroll
  for (var c = 0u; c < COLUMNS; c++) {
    //unroll
    for (var q = 0u; q < ROWS; q++) { saved[c][q] = x[c][q]; }
  }
  for (var row = thread; row < M; row += THREADS) { savedState[row] = h[row]; }
}

// x ← skip · saved + scale · x
fn join(skip: f32, scale: f32) {
  if (HAS_SKIP) {
    //unroll
    for (var c = 0u; c < COLUMNS; c++) {
      //unroll
      for (var q = 0u; q < ROWS; q++) { x[c][q] = skip * saved[c][q] + scale * x[c][q]; }
    }
    for (var row = thread; row < M; row += THREADS) { h[row] = skip * savedState[row] + scale * h[row]; }
  } else {
    scaleColumns(scale);
    scaleState(scale);
  }
}

// What a branch of scale 0 gives, were it computed or not.
fn dropBranch() {
  //unroll
  for (var c = 0u; c < COLUMNS; c++) {
    //unroll
    for (var q = 0u; q < ROWS; q++) { x[c][q] = vec4f(); }
  }
  for (var row = thread; row < M; row += THREADS) {
    h[row] = 0.0;
    if (MAY_BE_SINGULAR) { sizes[row] = 0.0; }
  }
}

fn startSizes() {
  for (var row = thread; row < M; row += THREADS) { sizes[row] = 1.0; }
}

fn joinSizes() {
  for (var row = thread; row < M; row += THREADS) { sizes[row] = abs(here.skip) + abs(here.scale) * sizes[row]; }
}

// Sizes behind a matrix whose rows have length σ_w: every row is made of all. Ends with a barrier.
fn mixSizes() {
  if (MAY_BE_SINGULAR) {
    var largest = 0.0;
    for (var row = 0u; row < M; row++) { largest = max(largest, sizes[row]); }
    workgroupBarrier();
    for (var row = thread; row < M; row += THREADS) { sizes[row] = weights.gain * largest; }
  }
  workgroupBarrier();
}

fn stateSize() -> f32 {
  var size = 0.0;
  for (var row = 0u; row < M; row++) { size = max(size, abs(h[row])); }
  return size;
}

fn stateIsFinite() -> bool {
  var finite = true;
  for (var row = 0u; row < M; row++) { finite = finite && isFinite(h[row]); }
  return finite;
}

fn scaleColumns(factor: f32) {
  //unroll
  for (var c = 0u; c < COLUMNS; c++) {
    //unroll
    for (var q = 0u; q < ROWS; q++) { x[c][q] *= factor; }
  }
}

fn scaleState(factor: f32) {
  for (var row = thread; row < M; row += THREADS) { h[row] *= factor; }
}
