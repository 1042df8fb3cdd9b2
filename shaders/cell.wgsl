// What a workgroup knows of its network, and what it is given.

struct Cell {
  weightScale: f32, // σ_w / √n; σ_w where the weights are orthogonal
  biasScale: f32,
  inputScale: f32,
  skip: f32,
  scale: f32,
  weightGain: f32, // σ_w
  depth: u32,
  burnIn: u32,
  seed: u32,
  weightRank: u32, // n, or 0 where σ_w = 0
  branchRank: u32, // n, or 0 where scale = 0
  frame: u32, // which Q_0: one a seed
  places: u32, // layers at which a profile is reported, less one
}

// Binding 0 says which layers to work on; those from 4 on are what a kernel measures.
@group(0) @binding(1) var<storage, read> cells: array<Cell>;
// (cell, network) of every workgroup.
@group(0) @binding(2) var<storage, read> slots: array<vec2u>;
// (base, slope) of the table of the weights, then of the Gaussian one.
@group(0) @binding(3) var<storage, read> tables: array<vec2u>;
var<private> thread: u32;
var<private> cell: Cell;
var<private> network: u32;
var<private> rank: u32;
// The state, or on the way back the cotangent, is 2^exponent · h; see rescale.
var<private> exponent: i32;

// Index of the exponent whose column is number `c` of this thread.
fn columnIndex(c: u32) -> u32 {
  return c * THREADS + thread;
}

fn isFinite(v: f32) -> bool {
  return (bitcast<u32>(v) & 0x7f800000u) != 0x7f800000u;
}

// 2^e for −126 ≤ e ≤ 127, exactly; exp2 promises less.
fn powerOfTwo(e: i32) -> f32 {
  return bitcast<f32>(u32(clamp(e, -126, 127) + 127) << 23u);
}

// ⌊log2 |v|⌋ of a normal number, from its bits.
fn exponentOf(v: f32) -> i32 {
  return i32((bitcast<u32>(v) >> 23u) & 0xffu) - 127;
}
