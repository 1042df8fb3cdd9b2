// What a network is while it is worked on: one workgroup a network, thread t holds columns t, t + THREADS, … of the
// tangents in registers; the state and everything that all threads read is in workgroup memory.
// Registers have no addresses: a single index that is not a constant would put all of an array into slow memory. So loops
// over columns and rows of x and saved bear //unroll: where it matters the linker writes them out. They go four rows
// at a time, as what all threads read does; rows beyond the last are zero.
// Injected: K (tangents), THREADS, COLUMNS = ⌈K / THREADS⌉ (0: the state alone), ROWS = ⌈M / 4⌉, GROUPS = ⌈N / 4⌉, HELD and
// HELD_ROWS (COLUMNS and ROWS of what registers hold: at least 1, since arrays are not empty), TILE (rows of W made at a time),
// STRIDE (room for ROWS in the tile; odd, so that threads that read a row each meet all banks of the workgroup memory).
#include cell

alias Column = array<vec4f, HELD_ROWS>;

var<private> x: array<Column, HELD>;
var<private> saved: array<Column, HELD>;
// W x row by row: of its own, since rows come from a loop.
var<private> product: array<array<f32, 4u * HELD_ROWS>, HELD>;

// Arrays of arrays: a constant index is not checked when the kernel runs, one of a row serves all of it.
var<workgroup> tile: array<array<vec4f, STRIDE>, TILE>;
// Zeros behind the last unit, so that these too can be read by four.
var<workgroup> h: array<f32, 4u * GROUPS * BATCH>;
var<workgroup> other: array<f32, 4u * GROUPS * BATCH>;
var<workgroup> savedState: array<f32, M>;
// Sizes of the rows of the layer's Jacobian: what rounding in each row is relative to.
var<workgroup> sizes: array<f32, M>;

fn entryOfTile(row: u32, column: u32) -> f32 {
  return tile[row][column / 4u][column % 4u];
}

fn fourOfOther(q: u32) -> vec4f {
  return vec4f(other[4u * q], other[4u * q + 1u], other[4u * q + 2u], other[4u * q + 3u]);
}

fn sumOf(v: vec4f) -> f32 {
  return (v.x + v.y) + (v.z + v.w);
}

// Row `row` of the tile times a sample of the state.
fn rowTimesState(row: u32, sample: u32) -> f32 {
  var sum = vec4f();
  for (var group = 0u; group < GROUPS; group++) {
    let at = 4u * group * BATCH + sample;
    sum += tile[row][group] * vec4f(h[at], h[at + BATCH], h[at + 2u * BATCH], h[at + 3u * BATCH]);
  }
  return sumOf(sum);
}
