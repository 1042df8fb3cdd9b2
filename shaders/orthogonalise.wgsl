// The QR of src/measure/orthogonalise.ts, where a thread owns a column: modified Gram–Schmidt, a column that lost most of
// its length projected again. Its twin takes Householder reflections, which hold over rows of any grading; f32 has not
// the range for those.
// A step: the owner of column j shows it to all as it is, with 1/‖column‖²; everyone takes it out of the columns after it.
// Lengths are divided out at the end, all at once. Of two places that columns are shown in one is still read while the
// other is written: a step has one barrier. Columns are brought near 1 by powers of two first, since squares of small ones
// would underflow.

#include scale-of

const LOST_SQUARE = 0.01;
const TINY = 1e-20;
const ACCEPT = 0u;
const AGAIN = 1u;
const END = 2u;
// A column smaller than 2^VANISHED is nothing but noise: rows that are exactly zero can leave no direction free, and
// every projection then returns smaller noise.
const VANISHED = -140;
// A column vanishes before that: every pass more takes at least nine tenths of it.
const MOST_PASSES = 64u;
// Rounding, relative to the size of a row: the twin's measurements, in f32.
const ROUNDING = 3e-5;
// Threads that own columns.
const OWNERS = min(K, THREADS);

var<workgroup> shown: array<array<vec4f, ROWS>, 2>;
// Of the columns that are shown; 0 where one does not stand as it is.
var<workgroup> inverseSquares: array<f32, 2>;
// The first column that does not stand (x), or K, and what is to be done about it (y).
var<workgroup> stop: vec2u;
// Of this thread's columns, binary exponents that were taken out, squared lengths as they came and before the pass that comes
// next, each at its own scale, and the final ones.
var<private> shift: array<i32, HELD>;
var<private> lengths: array<f32, HELD>;
var<private> before: array<f32, HELD>;
var<private> squares: array<f32, HELD>;
// ln R_jj of them.
var<private> logs: array<f32, HELD>;

fn orthogonalise() {
  bringNear1();
  var start = 0u;
  for (var turn = 0u; turn < MOST_PASSES * K; turn++) {
    sweep(start);
    let found = workgroupUniformLoad(&stop);
    start = found.x;
    if (found.y != AGAIN) { break; }
    projectAgain(start);
  }
  if (start < K) {
    // Where fewer stand than structure allowed, what it said of the state's place among them does not hold either.
    spans = spans && start >= rank;
    rank = min(rank, start);
  }
  // What is lost stays lost.
  //unroll
  for (var c = 0u; c < COLUMNS; c++) {
    logs[c] = 0.5 * log(squares[c]) + f32(shift[c]) * 0.6931471805599453;
    let factor = inverseSqrt(squares[c]);
    let stands = columnIndex(c) < min(rank, K);
    //unroll
    for (var q = 0u; q < ROWS; q++) { x[c][q] = select(vec4f(), factor * x[c][q], stands); }
  }
}

fn logOf(c: u32) -> f32 {
  return logs[c];
}

// A state can come back from ∞ through a bounded φ, its tangents cannot.
fn tangentsWereFinite() -> bool {
  var finite = true;
  //unroll
  for (var c = 0u; c < COLUMNS; c++) { finite = finite && isFinite(lengths[c]); }
  return finite;
}

fn bringNear1() {
  //unroll
  for (var c = 0u; c < COLUMNS; c++) {
    var largest = vec4f();
    //unroll
    for (var q = 0u; q < ROWS; q++) { largest = max(largest, abs(x[c][q])); }
    let e = scaleOf(max(max(largest.x, largest.y), max(largest.z, largest.w)));
    shift[c] = e;
    var square = vec4f();
    //unroll
    for (var q = 0u; q < ROWS; q++) {
      x[c][q] *= powerOfTwo(-e);
      square += x[c][q] * x[c][q];
    }
    lengths[c] = sumOf(square);
    before[c] = lengths[c];
  }
}

// Steps from column `from` on, up to the first that does not stand. Registers of later columns alone are worked on: their
// numbers are constants where the loop over `mine` is written out.
fn sweep(start: u32) {
  var stands = true;
  //unroll
  for (var mine = 0u; mine < COLUMNS; mine++) {
    for (var lane = max(start, mine * THREADS) - mine * THREADS; lane < min(THREADS, K - mine * THREADS); lane++) {
      let j = mine * THREADS + lane;
      let side = j & 1u;
      if (thread == lane && stands) {
        var square = vec4f();
        //unroll
        for (var q = 0u; q < ROWS; q++) {
          shown[side][q] = x[mine][q];
          square += x[mine][q] * x[mine][q];
        }
        squares[mine] = sumOf(square);
        let verdict = judge(j, squares[mine], before[mine], shift[mine]);
        inverseSquares[side] = select(0.0, 1.0 / squares[mine], verdict == ACCEPT);
        if (verdict != ACCEPT) { stop = vec2u(j, verdict); } else if (j + 1u == K) { stop = vec2u(K, END); }
      }
      workgroupBarrier();
      let inverse = inverseSquares[side];
      stands = stands && inverse != 0.0;
      if (stands && thread < K && columnIndex(COLUMNS - 1u) > j) {
        // Zeros in so many words: SwiftShader was seen to clear a variable of a loop that has none but once.
        var dots = array<vec4f, HELD>();
        //unroll
        for (var q = 0u; q < ROWS; q++) {
          let entries = shown[side][q];
          //unroll
          for (var c = mine; c < COLUMNS; c++) { dots[c] += entries * x[c][q]; }
        }
        //unroll
        for (var c = mine; c < COLUMNS; c++) { dots[c] = vec4f(select(0.0, sumOf(dots[c]) * inverse, columnIndex(c) > j)); }
        //unroll
        for (var q = 0u; q < ROWS; q++) {
          let entries = shown[side][q];
          //unroll
          for (var c = mine; c < COLUMNS; c++) { x[c][q] -= dots[c] * entries; }
        }
      }
    }
  }
}

// Whether column j, which is shown, stands, must be projected again, or ends the spectrum.
fn judge(j: u32, square: f32, earlier: f32, e: i32) -> u32 {
  if (j >= rank || e < VANISHED || !isFinite(square)) { return END; }
  if (square < max(TINY, LOST_SQUARE * earlier)) { return AGAIN; }
  if (MAY_BE_SINGULAR) { return select(ACCEPT, END, isRounding(j & 1u, powerOfTwo(e))); }
  return ACCEPT;
}

// Whether every entry of a column is small in its row.
fn isRounding(side: u32, factor: f32) -> bool {
  for (var i = 0u; i < M; i++) {
    if (abs(shown[side][i / 4u][i % 4u]) * factor > ROUNDING * sizes[i]) { return false; }
  }
  return true;
}

// Brings column j, which is shown, near 1 and takes the columns before it out once more, all at the same time: what they are
// taken out of is small along them already. Threads add up in the tile what theirs are to take.
fn projectAgain(j: u32) {
  let side = j & 1u;
  if (thread == j % THREADS) { enlarge(j, side); }
  workgroupBarrier();
  var dots = array<vec4f, HELD>();
  //unroll
  for (var q = 0u; q < ROWS; q++) {
    let entries = shown[side][q];
    //unroll
    for (var c = 0u; c < COLUMNS; c++) { dots[c] += entries * x[c][q]; }
  }
  //unroll
  for (var c = 0u; c < COLUMNS; c++) { dots[c] = vec4f(select(0.0, sumOf(dots[c]) / squares[c], columnIndex(c) < j)); }
  for (var first = 0u; first < OWNERS; first += TILE) {
    if (thread >= first && thread < min(first + TILE, OWNERS)) {
      //unroll
      for (var q = 0u; q < ROWS; q++) {
        var part = vec4f();
        //unroll
        for (var c = 0u; c < COLUMNS; c++) { part += dots[c] * x[c][q]; }
        tile[thread - first][q] = part;
      }
    }
    workgroupBarrier();
    for (var q = thread; q < ROWS; q += THREADS) {
      var rest = shown[side][q];
      for (var row = 0u; row < min(TILE, OWNERS - first); row++) { rest -= tile[row][q]; }
      shown[side][q] = rest;
    }
    workgroupBarrier();
  }
  //unroll
  for (var c = 0u; c < COLUMNS; c++) {
    if (columnIndex(c) == j) {
      //unroll
      for (var q = 0u; q < ROWS; q++) { x[c][q] = shown[side][q]; }
    }
  }
}

// The column itself waits in its registers for what comes out of that. One of which nothing is left has vanished.
fn enlarge(j: u32, side: u32) {
  var largest = vec4f();
  for (var q = 0u; q < ROWS; q++) { largest = max(largest, abs(shown[side][q])); }
  let size = max(max(largest.x, largest.y), max(largest.z, largest.w));
  let e = select(scaleOf(size), VANISHED - 1, size == 0.0);
  var square = vec4f();
  for (var q = 0u; q < ROWS; q++) {
    shown[side][q] *= powerOfTwo(-e);
    square += shown[side][q] * shown[side][q];
  }
  //unroll
  for (var c = 0u; c < COLUMNS; c++) {
    if (columnIndex(c) == j) {
      shift[c] += e;
      before[c] = sumOf(square);
    }
  }
}
