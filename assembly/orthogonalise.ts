// QR of the tangents by block Gram–Schmidt, modified Gram–Schmidt inside a panel, a column that lost most of its length projected
// again: for tangents whose rows are of like size, which rounding treats alike. What it does not stand for it gives back untouched,
// for the Householder twin in src/measure/orthogonalise.ts. Panels have constant boundaries, so that no column depends on those
// behind it; finished panels are taken out of a panel when its turn comes, which keeps it in the cache.
import { PANEL, pack, panelOf, squareOf, takeOut, takeOutAll, unpack } from "./columns";
import { projections, sweep } from "./panel";
import { UPDATE_ROOM, update } from "./update";

/** Rows that differ in size by more than this are left to the twin. */
const GRADED: f64 = 1e6;
/** Sizes whose squares are far inside the range of the numbers. */
const LARGEST: f64 = 1e120;
const SMALLEST: f64 = 1e-120;
/** A square that fell by so much has lost most of its digits. */
const LOST: f64 = 0.01;

/** Numbers of room that `orthogonalise` takes. */
export function roomOf(n: i32, columns: i32): i32 {
  const panels = (columns + PANEL - 1) / PANEL;
  return panels * (<i32>(panelOf(n) >> 3) + PANEL) + PANEL + UPDATE_ROOM + 8;
}

/**
 * x: n × columns, the tangents from column 1 on, 8 numbers of room behind it. Makes the first `limit` tangents orthonormal, zeros
 * of the others, and writes R_jj² to `squares`. Returns false, x as it was, where rows are graded or sizes out of range.
 */
export function orthogonalise(x: usize, n: i32, columns: i32, limit: i32, room: usize, squares: usize): bool {
  const k = columns - 1;
  const wide: usize = <usize>columns << 3;
  const bytes = panelOf(n);
  const t = x + 8;
  if (!alike(t, n, k, wide)) return false;
  /** 1 / R_jj², the projections of a panel, room of `update`; then the panels. */
  const inverses: usize = (room + 63) & ~63;
  const f: usize = inverses + (<usize>((limit + PANEL - 1) & -PANEL) << 3);
  const scratch: usize = f + (<usize>PANEL << 3);
  const panels: usize = scratch + (<usize>UPDATE_ROOM << 3);
  let panel = panels;
  for (let first = 0; first < limit; first += PANEL, panel += bytes) {
    const count = min(PANEL, limit - first);
    const filled = (count + 3) & ~3;
    const place: usize = <usize>first << 3;
    pack(panel, t + place, n, wide, count);
    // Their squares at first, until R_jj² takes the place.
    for (let c: usize = 0; c < <usize>count; c++) store<f64>(squares + place + (c << 3), squareOf(panel + (c << 4), bytes));
    let done = inverses;
    for (let q = panels; q < panel; q += bytes, done += <usize>PANEL << 3) update(panel, filled, q, bytes, done, scratch);
    if (!factor(panel, panels, bytes, first, count, squares, inverses, f, scratch)) return false;
  }
  for (let j: usize = 0; j < <usize>limit << 3; j += 8) store<f64>(inverses + j, 1.0 / Math.sqrt(load<f64>(squares + j)));
  panel = panels;
  for (let first = 0; first < limit; first += PANEL, panel += bytes) {
    const place: usize = <usize>first << 3;
    unpack(t + place, panel, n, wide, min(PANEL, limit - first), inverses + place);
  }
  if (limit < k) {
    let p: usize = t + (<usize>limit << 3);
    for (let i = 0; i < n; i++, p += wide) memory.fill(p, 0, <usize>(k - limit) << 3);
  }
  return true;
}

/** Makes the columns of a panel orthogonal, which are columns first … first + count − 1; false where nothing is left of one. */
function factor(
  panel: usize,
  panels: usize,
  bytes: usize,
  first: i32,
  count: i32,
  squares: usize,
  inverses: usize,
  f: usize,
  scratch: usize,
): bool {
  const filled = (count + 3) & ~3;
  for (let j = 0; j < count; j++) {
    const at: usize = panel + (<usize>j << 4);
    const place: usize = <usize>(first + j) << 3;
    let square = j === 0 ? squareOf(at, bytes) : takeOut(at, at - 16, bytes, load<f64>(f + (<usize>j << 3)));
    let was = load<f64>(squares + place);
    while (square > SMALLEST * SMALLEST && square < LOST * was) {
      was = square;
      square = again(at, panels, bytes, first + j, inverses, scratch);
    }
    // Nothing is left of it: the twin knows what to do.
    if (!(square > SMALLEST * SMALLEST)) return false;
    const inverse = 1.0 / square;
    store<f64>(squares + place, square);
    store<f64>(inverses + place, inverse);
    if (j === 0) projections(panel, bytes, filled, at, f, inverse);
    else sweep(panel, bytes, j, filled, f, inverse);
  }
  return true;
}

/**
 * Whether rows are of like size, and that is one whose square is a normal number. What is no number is not seen here, but makes a
 * square of none.
 */
function alike(t: usize, n: i32, k: i32, wide: usize): bool {
  let largest: f64 = 0;
  let smallest: f64 = Infinity;
  for (let i = 0; i < n; i++, t += wide) {
    let a = f64x2.splat(0);
    let b = a;
    let p = t;
    const stop: usize = t + (<usize>k << 3);
    for (; p + 32 <= stop; p += 32) {
      a = f64x2.pmax(a, f64x2.abs(v128.load(p)));
      b = f64x2.pmax(b, f64x2.abs(v128.load(p, 16)));
    }
    for (; p < stop; p += 8) a = f64x2.pmax(a, f64x2.abs(v128.load64_splat(p)));
    a = f64x2.pmax(a, b);
    a = f64x2.pmax(a, v128.shuffle<f64>(a, a, 1, 0));
    const size = f64x2.extract_lane(a, 0);
    if (size > largest) largest = size;
    if (size < smallest) smallest = size;
  }
  return smallest > SMALLEST && largest < LARGEST && largest <= GRADED * smallest;
}

/** Takes the first `count` columns out of column x once more, a panel at a time; its square then. */
function again(x: usize, panels: usize, bytes: usize, count: i32, inverses: usize, f: usize): f64 {
  for (let q = panels; count > 0; count -= PANEL, q += bytes, inverses += <usize>PANEL << 3) {
    const some = min(count, PANEL);
    projections(q, bytes, (some + 3) & ~3, x, f, 1.0);
    for (let c: usize = 0; c < <usize>some << 3; c += 8) store<f64>(f + c, load<f64>(f + c) * load<f64>(inverses + c));
    takeOutAll(x, q, bytes, some, f);
  }
  return squareOf(x, bytes);
}
