// Of WᵀW in the basis of Lanczos vectors, a tridiagonal matrix: entryOf(i) gives entry i of its diagonal, and what is beside that.
// Injected: HALVINGS (rounds of a search that halve an interval 26 times or more).

var<workgroup> votes: array<atomic<u32>, HALVINGS>;

// Largest eigenvalue of the leading `count` × `count` part, which is no less than `least`: the threads try points of the interval
// that it must lie in, all at once, and the interval between two of them is the next one.
fn largestEigenvalue(count: u32, least: f32) -> f32 {
  for (var round = thread; round < HALVINGS; round += THREADS) { atomicStore(&votes[round], 0u); }
  // Gershgorin's bound.
  var high = 0.0;
  var beside = 0.0;
  for (var i = 0u; i < count; i++) {
    let next = select(0.0, entryOf(i).y, i + 1u < count);
    high = max(high, entryOf(i).x + beside + next);
    beside = next;
  }
  var low = least;
  workgroupBarrier();
  for (var round = 0u; round < HALVINGS; round++) {
    let part = (high - low) / f32(THREADS + 1u);
    if (!isAbove(low + part * f32(thread + 1u), count)) { atomicAdd(&votes[round], 1u); }
    workgroupBarrier();
    let below = atomicLoad(&votes[round]);
    high = select(low + part * f32(below + 1u), high, below == THREADS);
    low += part * f32(below);
  }
  return high;
}

// Whether all eigenvalues are below x: all pivots of x − T are positive (Sylvester's law).
fn isAbove(x: f32, count: u32) -> bool {
  var pivot = 1.0;
  var square = 0.0;
  for (var i = 0u; i < count && pivot > 0.0; i++) {
    pivot = x - entryOf(i).x - square / pivot;
    square = entryOf(i).y * entryOf(i).y;
  }
  return pivot > 0.0;
}

// Twin of `ends`, times what is beside the last diagonal entry: of the unit eigenvector of the largest eigenvalue, given from
// above, |first · last| entry. From the last entry on, each is the next one of a continued fraction, and all are positive.
fn ends(value: f32, count: u32) -> f32 {
  var pivot = value - entryOf(count - 1u).x;
  // What is beside the last entry times that entry, and the sum of squares from entry i on, relative to entry i.
  var product = entryOf(count - 1u).y;
  var square = 1.0;
  for (var i = count - 1u; i > 0u; i--) {
    let beside = entryOf(i - 1u).y;
    let ratio = beside / pivot;
    product *= ratio;
    square = 1.0 + ratio * ratio * square;
    pivot = value - entryOf(i - 1u).x - beside * ratio;
  }
  return abs(product) / square;
}
