// The QR of shaders/orthogonalise.wgsl where rows are spread over the threads: modified Gram–Schmidt, a column that lost
// most of its length projected again. Panels of eight columns: inside one a sum over all threads a step, then the panel is
// taken out of all columns after it at once. Thread 0 judges, the others hear of it.
// Injected: HAS_PANELS, whether there is more than one, and IS_LONG, whether any has more than four columns.
#include rows/scale
#include rows/panel

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

// ln R of column number `c` of this thread.
fn logOf(c: u32) -> f32 {
  return notedLog(1u + columnIndex(c));
}

// A state can come back from ∞ through a bounded φ, its tangents cannot.
fn tangentsWereFinite() -> bool {
  return infinite == 0u;
}

// Tangent j is column 1 + j.
fn orthogonalise() {
  scaleColumns(1u, BUNDLE, LONG);
  for (var first = 1u; first < BUNDLE; first += PANEL) {
    let end = min(first + PANEL, BUNDLE);
    var last = ACCEPT;
    for (var column = first; column < end; column++) {
      last = standing(column, end);
      if (last == END) { break; }
    }
    if (last == END) { break; }
    if (HAS_PANELS) {
      if (end < BUNDLE) { takeOutPanel(first, end); }
    }
  }
  // What is lost stays lost.
  for (var g = thread; g < LONG; g += THREADS) {
    for (var c = 1u + rank; c < BUNDLE; c++) { rows[at(c, g)] = vec4f(0.0); }
  }
  shareNotes();
}

// Makes a column of a panel the next one of Q and takes it out of those after it in the panel, unless it ends the spectrum.
fn standing(column: u32, end: u32) -> u32 {
  let j = column - 1u;
  var dots = mat2x4f();
  var last = ACCEPT;
  for (var turn = 0u; turn < MOST_PASSES; turn++) {
    dots = dotsOf(column, end);
    let rounding = MAY_BE_SINGULAR && isRounding(column);
    if (thread == 0u) { verdict = judge(j, dots[0].x, rounding); }
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
    return END;
  }
  let square = dots[0].x;
  if (thread == 0u) { noteLog(column, 0.5 * log(square) + f32(shiftOf(column)) * 0.6931471805599453); }
  takeOut(column, end, inverseSqrt(square), dots);
  return ACCEPT;
}

// Dot products of a column of a panel with itself and those after it.
fn dotsOf(column: u32, end: u32) -> mat2x4f {
  let more = column + 4u < end;
  var own = mat2x4f();
  for (var g = thread; g < LONG; g += THREADS) {
    let x = rows[at(column, g)];
    own[0] += x * fourOf(column, end, LONG, g);
    if (IS_LONG) {
      if (more) { own[1] += x * fourOf(column + 4u, end, LONG, g); }
    }
  }
  if (IS_LONG) {
    return sumsOfAll(own);
  } else {
    return mat2x4f(sumOfAll(own[0]), vec4f());
  }
}

// Brings a column to length 1 and takes it out of those after it, whose products with it are known.
fn takeOut(column: u32, end: u32, inverse: f32, dots: mat2x4f) {
  let more = column + 4u < end;
  for (var g = thread; g < LONG; g += THREADS) {
    let q = inverse * rows[at(column, g)];
    rows[at(column, g)] = q;
    let y = fourOf(column, end, LONG, g) - outer(q, inverse * dots[0]);
    putColumn(column + 1u, end, LONG, g, y[1]);
    putColumn(column + 2u, end, LONG, g, y[2]);
    putColumn(column + 3u, end, LONG, g, y[3]);
    if (IS_LONG) {
      if (more) { putFourOf(column + 4u, end, LONG, g, fourOf(column + 4u, end, LONG, g) - outer(q, inverse * dots[1])); }
    }
  }
}

fn takeOutPanel(first: u32, end: u32) {
  storageBarrier();
  for (var start = end; start < BUNDLE; start += ACROSS) {
    panelProducts(first * LONG, start, BUNDLE, LONG);
    subtractPanel(first * LONG, start, BUNDLE, LONG);
  }
}

// Whether column j stands, must be projected again or brought to size, or ends the spectrum.
fn judge(j: u32, square: f32, rounding: bool) -> u32 {
  let column = 1u + j;
  if (j >= rank || shiftOf(column) < VANISHED) { return END; }
  if (square < TINY) {
    noteSquare(column, 1e30);
    return ENLARGE;
  }
  if (j > 0u && square < LOST_SQUARE * squareOf(column)) {
    noteSquare(column, square);
    return AGAIN;
  }
  return select(ACCEPT, END, rounding);
}

fn enlarge(column: u32) {
  let bits = largestIn(column);
  let e = scalesOf(vec4u(bits)).x;
  for (var g = thread; g < LONG; g += THREADS) { rows[at(column, g)] *= powerOfTwo(-e); }
  if (thread == 0u) { noteShift(column, select(shiftOf(column) + e, VANISHED - 1, bits == 0u)); }
  shareNotes();
}

// Whether every entry of a column is small in its row.
fn isRounding(column: u32) -> bool {
  let power = powerOfTwo(shiftOf(column));
  var larger = false;
  for (var g = thread; g < LONG; g += THREADS) {
    larger = larger || any(abs(rows[at(column, g)]) * power > ROUNDING * rows[at(ROW_SIZES, g)]);
  }
  return maxOfAll(vec4u(select(0u, 1u, larger))).x == 0u;
}

// Takes the tangents before it, ACROSS at a time, out of a column.
fn projectAgain(column: u32) {
  storageBarrier();
  for (var first = 1u; first < column; first += ACROSS) {
    var own = vec4f(0.0);
    for (var g = thread % SLICES; g < LONG; g += SLICES) {
      own += rows[at(column, g)] * fourOf(first + 4u * (thread / SLICES), column, LONG, g);
    }
    parts[thread] = bitcast<vec4u>(own);
    gatherSlices(0u, 1u);
    let quads = min(QUADS, (column - first + 3u) / 4u);
    for (var g = thread; g < LONG; g += THREADS) {
      var x = rows[at(column, g)];
      for (var q = 0u; q < quads; q++) { x -= fourOf(first + 4u * q, column, LONG, g) * products[q]; }
      rows[at(column, g)] = x;
    }
    storageBarrier();
  }
}
