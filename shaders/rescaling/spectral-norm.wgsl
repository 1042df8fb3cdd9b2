// Twin of src/network/spectral-norm.ts: the matrix in hand is rescaled to the ‖W‖₂ that is given, by Lanczos on WᵀW from the
// same start. Its twin keeps all vectors to stay orthogonal; here only the last ones are kept. What that costs are copies of
// values that were found already (Paige 1971), and the largest one does not mind those.
// Injected: RESCALED (of every matrix, whether a norm is given).

// Steps at most: where vectors stay orthogonal, N of them find all there is.
const MOST_STEPS = 2u * N + 12u;
// The value θ is looked at after so many steps.
const LOOK_AFTER = 4u;
// It is final where its twin's bound on what can have been missed is this, relative to θ: a larger value by g θ then takes a
// start whose part along its vector is below 1e-7 / g.
const MISSED = 1e-7;
// Or where rounding keeps the bound from falling: where θ grew by no more than this, rounding, so many times in a row. More
// steps would only add rounding to it.
const GROWTH = 5e-7;
const STEADY = 3u;
// What is left of a step, relative to the diagonal, where it is nothing but rounding: the directions span all that W makes of
// the start. Steps through noise would add some of it to the value.
const NOTHING_LEFT = 0x1p-18;
#include rescaling/largest-eigenvalue

var<workgroup> direction: array<f32, 4u * GROUPS>;
// W times it, of the rows of the tile.
var<workgroup> image: array<f32, TILE>;
// WᵀW in the basis of the directions: its diagonal, and what is beside that.
var<workgroup> tridiagonal: array<vec2f, MOST_STEPS>;
var<workgroup> isFinal: u32;
// Of matrices that all layers share, once they are known.
var<workgroup> norms: array<f32, MATRICES>;

// Ends with a barrier. Leaves `tile` and `other` as they come.
fn rescaleMatrix(layer: u32, matrix: u32) {
  if (RESCALED[matrix]) {
    var norm = 0.0;
    if (TIED) { norm = workgroupUniformLoad(&norms[matrix]); }
    if (norm == 0.0) {
      norm = spectralNorm(layer, matrix);
      if (TIED && thread == 0u) { norms[matrix] = norm; }
    }
    workgroupBarrier();
    // A zero matrix stays zero.
    if (norm > 0.0) { weights.scale /= norm; }
  }
}

// ‖W‖₂ of the standardised weights.
fn spectralNorm(layer: u32, matrix: u32) -> f32 {
  let key = streamKey(cell.seed, network, layerOf(layer), STREAM_POWER + matrix);
  workgroupBarrier();
  for (var row = thread; row < N; row += THREADS) {
    other[row] = gaussianEntry(key, row);
    direction[row] = 0.0;
  }
  workgroupBarrier();
  if (N <= TILE) { makeTile(layer, matrix, 0u); }
  var size = sqrt(squareOfRest());
  var scale = 0.0;
  var largest = 0.0;
  var steady = 0u;
  for (var step = 0u; step < MOST_STEPS; step++) {
    let entries = lanczosStep(layer, matrix, size);
    scale = max(scale, entries.x);
    size = select(0.0, sqrt(entries.y), sqrt(entries.y) > NOTHING_LEFT * scale);
    if (thread == 0u) { tridiagonal[step] = vec2f(entries.x, size); }
    workgroupBarrier();
    if (step % LOOK_AFTER == LOOK_AFTER - 1u) {
      let found = largestEigenvalue(step + 1u, largest);
      if (found <= largest * (1.0 + GROWTH)) { steady++; } else { steady = 0u; largest = found; }
      if (thread == 0u) {
        isFinal = select(0u, 1u, steady == STEADY || ends(found, step + 1u) <= MISSED * found);
      }
      if (workgroupUniformLoad(&isFinal) != 0u) { break; }
    }
  }
  return sqrt(largest);
}

// What is left of the last step, of this size, is the next direction v; then other ← WᵀW v without its parts along v and the
// direction before. Where nothing is left, all that follows is zero, and changes no eigenvalue but adds zeros. ‖W v‖², and the square of
// the size of the new rest.
fn lanczosStep(layer: u32, matrix: u32, size: f32) -> vec2f {
  let factor = select(0.0, 1.0 / size, size > 0.0);
  workgroupBarrier();
  for (var row = thread; row < N; row += THREADS) {
    let before = direction[row];
    direction[row] = factor * other[row];
    other[row] = -size * before;
  }
  workgroupBarrier();
  // A tile serves both products before it is dropped.
  for (var first = 0u; first < N; first += TILE) {
    if (N > TILE) { makeTile(layer, matrix, first); }
    let rows = min(TILE, N - first);
    for (var row = thread; row < rows; row += THREADS) {
      var sum = vec4f();
      for (var group = 0u; group < GROUPS; group++) {
        let at = 4u * group;
        sum += tile[row][group] * vec4f(direction[at], direction[at + 1u], direction[at + 2u], direction[at + 3u]);
      }
      image[row] = sumOf(sum);
    }
    workgroupBarrier();
    for (var column = thread; column < N; column += THREADS) {
      var sum = 0.0;
      for (var row = 0u; row < rows; row++) { sum += entryOfTile(row, column) * image[row]; }
      other[column] += sum;
    }
    workgroupBarrier();
  }
  var diagonal = 0.0;
  for (var row = 0u; row < N; row++) { diagonal += direction[row] * other[row]; }
  workgroupBarrier();
  for (var row = thread; row < N; row += THREADS) { other[row] -= diagonal * direction[row]; }
  workgroupBarrier();
  return vec2f(diagonal, squareOfRest());
}

fn squareOfRest() -> f32 {
  var square = 0.0;
  for (var row = 0u; row < N; row++) { square += other[row] * other[row]; }
  return square;
}

fn entryOf(i: u32) -> vec2f {
  return tridiagonal[i];
}
