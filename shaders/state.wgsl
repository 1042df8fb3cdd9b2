// What a network is while it is worked on: one workgroup a network, thread t holds columns t, t + THREADS, … of the
// tangents in registers; the state and everything that all threads read is in workgroup memory.
// Injected: K (tangents), THREADS, COLUMNS = ⌈K / THREADS⌉ (0: the state alone), HELD and HELD_ROWS (columns,
// and their rows, that registers hold: at least 1, since arrays are not empty), TILE (rows of W made at a time), STRIDE (of
// the tile's rows).
#include cell

alias Column = array<f32, HELD_ROWS>;

var<private> x: array<Column, HELD>;
var<private> product: array<Column, HELD>;
var<private> saved: array<Column, HELD>;

var<workgroup> tile: array<f32, TILE * STRIDE>;
var<workgroup> h: array<f32, M>;
var<workgroup> other: array<f32, M>;
var<workgroup> savedState: array<f32, M>;
// Sizes of the rows of the layer's Jacobian: what rounding in each row is relative to.
var<workgroup> sizes: array<f32, M>;
