// What a network is while it is worked on in law: one workgroup a network, its rows spread over the threads. Thread t
// owns groups t, t + THREADS, … of four neighbouring rows, which share one hash. Columns lie one after another in
// storage: the state, the tangents, then room to work in. Nobody reads another thread's rows, so that storage needs no
// barriers; rows beyond N are zero.
// Injected: N (width), K (tangents), THREADS (a power of two), COLUMNS = ⌈K / THREADS⌉; and, of columns in storage, where sizes
// of rows (ROW_SIZES) and the bundle kept for the skip path (SAVED) are, and how many there are (PLACES).
#include cell
#include law/reduce

const GROUPS = (N + 3u) / 4u;
// Columns of the bundle [h | T].
const BUNDLE = 1u + K;
// Where random numbers are kept for a while.
const DRAWN = BUNDLE;

// Where this network's columns start.
var<private> base: u32;

fn at(column: u32, group: u32) -> u32 {
  return base + column * GROUPS + group;
}

// Four neighbouring columns of the bundle, zero beyond its last.
fn fourColumns(first: u32, group: u32) -> mat4x4f {
  return mat4x4f(
    columnOrZero(first, group),
    columnOrZero(first + 1u, group),
    columnOrZero(first + 2u, group),
    columnOrZero(first + 3u, group),
  );
}

fn columnOrZero(column: u32, group: u32) -> vec4f {
  return select(vec4f(0.0), rows[at(min(column, BUNDLE - 1u), group)], column < BUNDLE);
}

fn putFour(first: u32, group: u32, columns: mat4x4f) {
  putColumn(first, group, columns[0]);
  putColumn(first + 1u, group, columns[1]);
  putColumn(first + 2u, group, columns[2]);
  putColumn(first + 3u, group, columns[3]);
}

// v fᵀ
fn outer(v: vec4f, f: vec4f) -> mat4x4f {
  return mat4x4f(f.x * v, f.y * v, f.z * v, f.w * v);
}

fn putColumn(column: u32, group: u32, value: vec4f) {
  if (column < BUNDLE) { rows[at(column, group)] = value; }
}

// 1 at row `row`, 0 elsewhere.
fn unitVector(row: u32, group: u32) -> vec4f {
  return select(vec4f(0.0), vec4f(1.0), 4u * group + vec4u(0u, 1u, 2u, 3u) == vec4u(row));
}

// Zeros before row `first` and beyond the last.
fn between(first: u32, group: u32, value: vec4f) -> vec4f {
  let row = 4u * group + vec4u(0u, 1u, 2u, 3u);
  return select(vec4f(0.0), value, (row >= vec4u(first)) & (row < vec4u(N)));
}
