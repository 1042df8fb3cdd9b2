// The QR of shaders/orthogonalise.wgsl where rows are spread over the threads: modified Gram–Schmidt, a column that lost
// most of its length projected again. Thread 0 judges, the others hear of it.
#include rows/scale

const LOST_SQUARE = 0.01;
const TINY = 1e-20;
const ACCEPT = 0u;
const AGAIN = 1u;
const END = 2u;
const ENLARGE = 3u;
// A column smaller than 2^VANISHED is nothing but noise: rows that are exactly zero can leave no direction free, and
// every projection then returns smaller noise.
const VANISHED = -140;
const MOST_PASSES = 64u;
// Rounding, relative to the size of a row: the twin's measurements, in f32.
const ROUNDING = 3e-5;

var<workgroup> verdict: u32;
// Squared lengths, as the columns came or at the last projection, each at its own scale.
var<workgroup> before: array<f32, BUNDLE>;
// ln R_jj
var<workgroup> logs: array<f32, K>;

// ln R of column number `c` of this thread.
fn logOf(c: u32) -> f32 {
  return logs[columnIndex(c)];
}

// A state can come back from ∞ through a bounded φ, its tangents cannot.
fn tangentsWereFinite() -> bool {
  return infinite == 0u;
}

// Tangent j is column 1 + j.
fn orthogonalise() {
  scaleColumns(1u, BUNDLE, LONG);
  measureColumns();
  for (var j = 0u; j < K; j++) {
    let column = 1u + j;
    var dots = vec4f(0.0);
    var last = 0u;
    for (var turn = 0u; turn < MOST_PASSES; turn++) {
      dots = dotsOf(column, column);
      let rounding = MAY_BE_SINGULAR && isRounding(column);
      if (thread == 0u) { verdict = judge(j, dots.x, rounding); }
      last = workgroupUniformLoad(&verdict);
      if (last == AGAIN) {
        projectAgain(column);
      } else if (last == ENLARGE) {
        enlarge(column);
      } else {
        break;
      }
    }
    if (last == END) {
      // Where fewer stand than structure allowed, what it said of the state's place among them does not hold either.
      spans = spans && j >= rank;
      rank = min(rank, j);
      break;
    }
    if (thread == 0u) { logs[j] = 0.5 * log(dots.x) + f32(shifts[column]) * 0.6931471805599453; }
    let inverse = inverseSqrt(dots.x);
    for (var g = thread; g < LONG; g += THREADS) {
      let q = inverse * rows[at(column, g)];
      rows[at(column, g)] = q;
      let y = fourColumns(column, g) - outer(q, inverse * dots);
      putColumn(column + 1u, g, y[1]);
      putColumn(column + 2u, g, y[2]);
      putColumn(column + 3u, g, y[3]);
    }
    for (var first = column + 4u; first < BUNDLE; first += 4u) { takeOut(column, first); }
  }
  // What is lost stays lost.
  for (var g = thread; g < LONG; g += THREADS) {
    for (var c = 1u + rank; c < BUNDLE; c++) { rows[at(c, g)] = vec4f(0.0); }
  }
  workgroupBarrier();
}

// Dot products of a column with four from `first` on.
fn dotsOf(column: u32, first: u32) -> vec4f {
  var own = vec4f(0.0);
  for (var g = thread; g < LONG; g += THREADS) { own += rows[at(column, g)] * fourColumns(first, g); }
  return sumOfAll(own);
}

// Takes a column of length 1 out of four from `first` on.
fn takeOut(column: u32, first: u32) {
  let dots = dotsOf(column, first);
  for (var g = thread; g < LONG; g += THREADS) {
    let q = rows[at(column, g)];
    let y = fourColumns(first, g) - outer(q, dots);
    putColumn(first, g, y[0]);
    putColumn(first + 1u, g, y[1]);
    putColumn(first + 2u, g, y[2]);
    putColumn(first + 3u, g, y[3]);
  }
}

fn measureColumns() {
  for (var first = 1u; first < BUNDLE; first += 4u) {
    var own = vec4f(0.0);
    for (var g = thread; g < LONG; g += THREADS) {
      let y = fourColumns(first, g);
      own += vec4f(dot(y[0], y[0]), dot(y[1], y[1]), dot(y[2], y[2]), dot(y[3], y[3]));
    }
    let squares = sumOfAll(own);
    if (thread < 4u && first + thread < BUNDLE) { before[first + thread] = squares[thread]; }
  }
  workgroupBarrier();
}

// Whether column j stands, must be projected again or brought to size, or ends the spectrum.
fn judge(j: u32, square: f32, rounding: bool) -> u32 {
  let column = 1u + j;
  if (j >= rank || shifts[column] < VANISHED) { return END; }
  if (square < TINY) {
    before[column] = 1e30;
    return ENLARGE;
  }
  if (j > 0u && square < LOST_SQUARE * before[column]) {
    before[column] = square;
    return AGAIN;
  }
  return select(ACCEPT, END, rounding);
}

fn enlarge(column: u32) {
  let bits = largestIn(column);
  let e = scalesOf(vec4u(bits)).x;
  for (var g = thread; g < LONG; g += THREADS) { rows[at(column, g)] *= powerOfTwo(-e); }
  if (thread == 0u) { shifts[column] = select(shifts[column] + e, VANISHED - 1, bits == 0u); }
  workgroupBarrier();
}

// Whether every entry of a column is small in its row.
fn isRounding(column: u32) -> bool {
  let power = powerOfTwo(shifts[column]);
  var larger = false;
  for (var g = thread; g < LONG; g += THREADS) {
    larger = larger || any(abs(rows[at(column, g)]) * power > ROUNDING * rows[at(ROW_SIZES, g)]);
  }
  return maxOfAll(vec4u(select(0u, 1u, larger))).x == 0u;
}

// Takes the tangents before it, four at a time, out of a column.
fn projectAgain(column: u32) {
  for (var first = 1u; first < column; first += 4u) {
    let dots = dotsOf(column, first);
    for (var g = thread; g < LONG; g += THREADS) {
      // Those before it alone.
      let factors = select(vec4f(0.0), dots, first + vec4u(0u, 1u, 2u, 3u) < vec4u(column));
      rows[at(column, g)] -= fourColumns(first, g) * factors;
    }
  }
}
