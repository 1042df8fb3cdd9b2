// What a workgroup knows of its network, and what it is given.
// Injected: N (units), BATCH (inputs sent through together), VECTORS (two for an lstm, whose state is h, then c), MATRICES.

// Entries of the state, those of a unit's samples side by side.
const M = N * BATCH * VECTORS;

struct Cell {
  inputScale: f32,
  depth: u32,
  burnIn: u32,
  seed: u32,
  frame: u32, // which Q_0: one a seed
  places: u32, // layers at which a profile is reported, less one
  numbers: u32, // where layer 0's numbers start
  stride: u32, // from the numbers of a layer to those of the next: 0 where all layers are alike
  tables: u32, // where the tables of its matrices start
  every: u32, // layers between orthogonalisations; 0: chosen
  end: u32, // the first layer that a gradient reaches
  stops: u32, // where the layers are, among the numbers, before which tangents are orthogonalised in any case
  outputFrom: u32, // entries of the output that have a gradient, the last one exclusive
  outputTo: u32,
}

// What the layer in hand has.
struct Layer {
  skip: f32,
  scale: f32,
  biasScale: f32,
  driveScale: f32, // of the layer's own input
  gainMean: f32,
  gainScale: f32,
  shiftScale: f32,
}

// What a matrix of the layer in hand has.
struct Matrix {
  scale: f32, // σ_w / √fan-in; the gain where the weights are orthogonal, or to be rescaled
  gain: f32, // σ_w, or the spectral norm that is given
  unit: f32, // of the integers that its table gives
  table: u32, // place of its table among those of the cell
  fanIn: u32, // inputs that every unit keeps
  mean: f32, // of its biases
  ownInput: f32, // factor of the diagonal, 0 or 1
  split: u32, // units of the first block, 0 where there is one
  coupling: f32, // factor of the block from the second to the first
  contrast: f32, // factor of the first block itself
}

// Binding 0 says which layers to work on; those from 5 on are what a kernel measures.
@group(0) @binding(1) var<storage, read> cells: array<Cell>;
// (cell, network) of every workgroup.
@group(0) @binding(2) var<storage, read> slots: array<vec2u>;
// (base, slope): the Gaussian table, then those of the cells' matrices.
@group(0) @binding(3) var<storage, read> tables: array<vec2u>;
// A Layer, then a Matrix for each; one layer after another.
@group(0) @binding(4) var<storage, read> numbers: array<f32>;
var<private> thread: u32;
var<private> cell: Cell;
var<private> here: Layer;
var<private> weights: Matrix;
var<private> network: u32;
var<private> rank: u32;
// Whether the state lies in the range of the tangents.
var<private> spans: bool;
// The state, or on the way back the cotangent, is 2^exponent · h; see rescale.
var<private> exponent: i32;

fn layerNumbers(layer: u32) -> u32 {
  return cell.numbers + layer * cell.stride;
}

fn chooseLayer(layer: u32) {
  let at = layerNumbers(layer);
  here = Layer(
    numbers[at],
    numbers[at + 1u],
    numbers[at + 2u],
    numbers[at + 3u],
    numbers[at + 4u],
    numbers[at + 5u],
    numbers[at + 6u],
  );
}

fn matrixNumbers(layer: u32, matrix: u32) -> u32 {
  return layerNumbers(layer) + 7u + 10u * matrix;
}

// How far a matrix stretches, 0 where it is 0.
fn stretchOf(layer: u32, matrix: u32) -> f32 {
  return numbers[matrixNumbers(layer, matrix) + 1u];
}

fn chooseMatrix(layer: u32, matrix: u32) {
  let at = matrixNumbers(layer, matrix);
  weights = Matrix(
    numbers[at],
    numbers[at + 1u],
    numbers[at + 2u],
    u32(numbers[at + 3u]),
    u32(numbers[at + 4u]),
    numbers[at + 5u],
    numbers[at + 6u],
    u32(numbers[at + 7u]),
    numbers[at + 8u],
    numbers[at + 9u],
  );
}

// What W, the bias and the layer's own input leave of the rank.
fn noteLinear() {
  // Of a cell its last step knows.
  if (IS_GATED) { return; }
  if (weights.gain == 0.0) { rank = 0u; }
  if (IS_BIASED && here.biasScale + here.driveScale > 0.0) { spans = rank == M; }
}

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
