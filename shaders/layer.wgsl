// Twin of src/network/network.ts: h_{l+1} = after( skip · h_l + scale · branch(h_l) ).
// Injected: BRANCH and AFTER, the lists of operations as calls.

fn branchOperations(layer: u32) {
//BRANCH
}

fn afterOperations(layer: u32) {
//AFTER
}

// Rank of the product so far goes in and out through `rank`.
fn pushLayer(layer: u32) {
  let before = rank;
  if (SCALABLE && HAS_BIAS) { unscale(); }
  if (HAS_SKIP) {
    if (COLUMNS > 0u) { saved = x; }
    for (var row = thread; row < N; row += THREADS) { savedState[row] = h[row]; }
  }
  rank = cell.branchRank;
  if (MAY_BE_SINGULAR) {
    for (var row = thread; row < N; row += THREADS) { sizes[row] = 1.0; }
  }
  workgroupBarrier();
  // A branch of scale 0 is not computed: its overflow would be 0 · ∞.
  if (HAS_BRANCH) { branchOperations(layer); }
  if (MAY_BE_SINGULAR) {
    for (var row = thread; row < N; row += THREADS) { sizes[row] = abs(cell.skip) + abs(cell.scale) * sizes[row]; }
  }
  if (HAS_SKIP) {
    rank = N;
    for (var c = 0u; c < COLUMNS; c++) {
      for (var j = 0u; j < N; j++) { x[c][j] = cell.skip * saved[c][j] + cell.scale * x[c][j]; }
    }
    for (var row = thread; row < N; row += THREADS) { h[row] = cell.skip * savedState[row] + cell.scale * h[row]; }
  } else {
    for (var c = 0u; c < COLUMNS; c++) {
      for (var j = 0u; j < N; j++) { x[c][j] *= cell.scale; }
    }
    for (var row = thread; row < N; row += THREADS) { h[row] *= cell.scale; }
  }
  workgroupBarrier();
  afterOperations(layer);
  rank = min(rank, before);
  if (SCALABLE) { rescale(); }
}

// Sizes behind a matrix whose rows have length σ_w: every row is made of all. Ends with a barrier.
fn mixSizes() {
  if (MAY_BE_SINGULAR) {
    var largest = 0.0;
    for (var row = 0u; row < N; row++) { largest = max(largest, sizes[row]); }
    workgroupBarrier();
    for (var row = thread; row < N; row += THREADS) { sizes[row] = cell.weightGain * largest; }
  }
  workgroupBarrier();
}

fn stateSize() -> f32 {
  var size = 0.0;
  for (var row = 0u; row < N; row++) { size = max(size, abs(h[row])); }
  return size;
}

fn stateIsFinite() -> bool {
  var finite = true;
  for (var row = 0u; row < N; row++) { finite = finite && isFinite(h[row]); }
  return finite;
}

// Below this φ is linear to rounding, and stays so within a layer however much that grows the state. A state that comes
// back is written out a little above it.
const FAINT = 0x1p-60;
const BACK = -48;

// Brings a state that has grown or shrunk far back to size, by a power of two, so that no bit is lost: one of any size
// where the network is homogeneous, else a tiny one.
fn rescale() {
  let size = stateSize();
  workgroupBarrier();
  if (size == 0.0) { exponent = 0; }
  if (size > 0.0 && isFinite(size)) {
    let e = exponentOf(size);
    if (!HOMOGENEOUS && exponent != 0 && exponent + e > BACK) {
      for (var row = thread; row < N; row += THREADS) { h[row] = (h[row] * powerOfTwo(-e)) * powerOfTwo(exponent + e); }
      exponent = 0;
    } else if ((HOMOGENEOUS || exponent != 0 || size < FAINT) && (size > 0x1p40 || size < 0x1p-40)) {
      for (var row = thread; row < N; row += THREADS) { h[row] *= powerOfTwo(-e); }
      exponent += e;
    }
  }
  workgroupBarrier();
}

// A bias is added to the true state: one that has shrunk is written out first.
fn unscale() {
  if (exponent < 0) {
    for (var row = thread; row < N; row += THREADS) { h[row] *= powerOfTwo(exponent); }
    exponent = 0;
  }
  workgroupBarrier();
}
