// The QR of src/measure/orthogonalise.ts, where a thread owns a column: modified Gram–Schmidt, a column that lost most of
// its length projected again. Its twin takes Householder reflections, which hold over rows of any grading; f32 has not
// the range for those.
// A step: the owner of column j normalises it and shows it to all in `other`; everyone takes it out of the columns
// after it. Columns are brought near 1 by powers of two first, since squares of small ones would underflow.

const LOST_SQUARE = 0.01;
const TINY = 1e-20;
const ACCEPT = 0u;
const AGAIN = 1u;
const END = 2u;
// A column smaller than 2^VANISHED is nothing but noise: rows that are exactly zero can leave no direction free, and
// every projection then returns smaller noise.
const VANISHED = -140;
const MOST_PASSES = 64u;
// Rounding, relative to the size of a row: the twin's measurements, in f32.
const ROUNDING = 3e-5;

var<workgroup> verdict: u32;
var<private> shift: array<i32, COLUMNS>;
var<private> before: array<f32, COLUMNS>;
// Squared lengths as the columns came, each at its own scale.
var<private> lengths: array<f32, COLUMNS>;
// ln R_jj of this thread's columns.
var<private> logs: array<f32, COLUMNS>;

fn columnSquare(c: u32) -> f32 {
  var square = 0.0;
  for (var j = 0u; j < M; j++) { square += x[c][j] * x[c][j]; }
  return square;
}

fn scaleColumn(c: u32) {
  var size = 0.0;
  for (var j = 0u; j < M; j++) { size = max(size, abs(x[c][j])); }
  if (size > 0.0 && isFinite(size)) {
    let e = exponentOf(size);
    for (var j = 0u; j < M; j++) { x[c][j] *= powerOfTwo(-e); }
    shift[c] += e;
  }
}

fn orthogonalise() {
  for (var c = 0u; c < COLUMNS; c++) {
    shift[c] = 0;
    scaleColumn(c);
    before[c] = columnSquare(c);
    lengths[c] = before[c];
  }
  for (var j = 0u; j < K; j++) {
    let owner = j % THREADS;
    let mine = j / THREADS;
    var last = 0u;
    for (var turn = 0u; turn < MOST_PASSES; turn++) {
      if (thread == owner) { verdict = judge(j, mine); }
      last = workgroupUniformLoad(&verdict);
      if (last != AGAIN) { break; }
      projectAgain(j, owner, mine);
    }
    if (last == END) {
      // Where fewer stand than structure allowed, what it said of the state's place among them does not hold either.
      spans = spans && j >= rank;
      rank = min(rank, j);
      break;
    }
    if (thread == owner) {
      let square = columnSquare(mine);
      let inverse = inverseSqrt(square);
      logs[mine] = 0.5 * log(square) + f32(shift[mine]) * 0.6931471805599453;
      for (var i = 0u; i < M; i++) {
        x[mine][i] *= inverse;
        other[i] = x[mine][i];
      }
    }
    workgroupBarrier();
    for (var c = 0u; c < COLUMNS; c++) {
      if (columnIndex(c) > j && columnIndex(c) < K) {
        var dot = 0.0;
        for (var i = 0u; i < M; i++) { dot += other[i] * x[c][i]; }
        for (var i = 0u; i < M; i++) { x[c][i] -= dot * other[i]; }
      }
    }
    workgroupBarrier();
  }
  // What is lost stays lost.
  for (var c = 0u; c < COLUMNS; c++) {
    if (columnIndex(c) >= rank) {
      for (var i = 0u; i < M; i++) { x[c][i] = 0.0; }
    }
  }
}

fn logOf(c: u32) -> f32 {
  return logs[c];
}

// A state can come back from ∞ through a bounded φ, its tangents cannot.
fn tangentsWereFinite() -> bool {
  var finite = true;
  for (var c = 0u; c < COLUMNS; c++) { finite = finite && isFinite(lengths[c]); }
  return finite;
}

// Whether column j stands, must be projected again, or ends the spectrum.
fn judge(j: u32, mine: u32) -> u32 {
  if (j >= rank) { return END; }
  var square = columnSquare(mine);
  if (square < TINY) {
    scaleColumn(mine);
    square = select(columnSquare(mine), 0.0, shift[mine] < VANISHED);
    before[mine] = 1e30;
  }
  if (j > 0u && square > 0.0 && square < LOST_SQUARE * before[mine]) {
    before[mine] = square;
    return AGAIN;
  }
  let standing = square > 0.0 && !(MAY_BE_SINGULAR && isRounding(mine));
  return select(END, ACCEPT, standing);
}

// Whether every entry of a column is small in its row.
fn isRounding(mine: u32) -> bool {
  let factor = powerOfTwo(shift[mine]);
  for (var i = 0u; i < M; i++) {
    if (abs(x[mine][i]) * factor > ROUNDING * sizes[i]) { return false; }
  }
  return true;
}

// Takes the columns before j, one after another, out of column j.
fn projectAgain(j: u32, owner: u32, mine: u32) {
  for (var q = 0u; q < j; q++) {
    if (thread == q % THREADS) {
      for (var i = 0u; i < M; i++) { other[i] = x[q / THREADS][i]; }
    }
    workgroupBarrier();
    if (thread == owner) {
      var dot = 0.0;
      for (var i = 0u; i < M; i++) { dot += other[i] * x[mine][i]; }
      for (var i = 0u; i < M; i++) { x[mine][i] -= dot * other[i]; }
    }
    workgroupBarrier();
  }
}
