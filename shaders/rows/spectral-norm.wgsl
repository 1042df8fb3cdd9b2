// Twin of src/network/spectral-norm.ts, and of shaders/rescaling/spectral-norm.wgsl, where W is in storage and rows are spread
// over the threads: the matrix in hand is rescaled to the ‖W‖₂ that is given, by Lanczos on WᵀW, of whose vectors the last ones
// alone are kept. What that costs are copies of values that were found already (Paige 1971), and the largest one does not
// mind those.
// Injected: RESCALED (of every matrix, whether a norm is given), LANCZOS (where, in a network's room, vectors and the
// tridiagonal matrix are).
#include rescaling/largest-eigenvalue

// Steps at most: where vectors stay orthogonal, N of them find all there is.
const MOST_STEPS = 2u * N + 12u;
// The value θ is looked at after so many steps.
const LOOK_AFTER = 4u;
// It is final where its twin's bound on what can have been missed is this, relative to θ; or where rounding keeps the bound
// from falling: where θ grew by no more than GROWTH so many times in a row.
const MISSED = 1e-7;
const GROWTH = 5e-7;
const STEADY = 3u;
// What is left of a step, relative to the diagonal, where it is nothing but rounding.
const NOTHING_LEFT = 0x1p-18;

// Vectors, GROUPS each: the direction, what is left of the step, and W times the direction.
const DIRECTION = LANCZOS;
const REST = LANCZOS + GROUPS;
const IMAGE = LANCZOS + 2u * GROUPS;
// Behind them WᵀW in the basis of the directions: its diagonal, and what is beside that.
const TRIDIAGONAL = LANCZOS + 3u * GROUPS;

var<workgroup> isFinal: u32;
// Of matrices that all layers share, once they are known.
var<workgroup> norms: array<f32, MATRICES>;

// Ends with a barrier.
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

fn entryOf(i: u32) -> vec2f {
  return rows[base + TRIDIAGONAL + i].xy;
}

// ‖W‖₂ of the standardised weights.
fn spectralNorm(layer: u32, matrix: u32) -> f32 {
  let key = streamKey(cell.seed, network, layerOf(layer), STREAM_POWER + matrix);
  var own = 0.0;
  for (var g = thread; g < GROUPS; g += THREADS) {
    let start = between(0u, g, normals(key, 0u, g));
    rows[base + REST + g] = start;
    rows[base + DIRECTION + g] = vec4f(0.0);
    own += dot(start, start);
  }
  var size = sqrt(sumOfAll(vec4f(own)).x);
  var scale = 0.0;
  var largest = 0.0;
  var steady = 0u;
  for (var step = 0u; step < MOST_STEPS; step++) {
    let entries = lanczosStep(size);
    scale = max(scale, entries.x);
    size = select(0.0, sqrt(entries.y), sqrt(entries.y) > NOTHING_LEFT * scale);
    if (thread == 0u) { rows[base + TRIDIAGONAL + step] = vec4f(entries.x, size, 0.0, 0.0); }
    storageBarrier();
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

// What is left of the last step, of this size, is the next direction v; then rest ← WᵀW v without its parts along v and the
// direction before. Where nothing is left, all that follows is zero, and changes no eigenvalue but adds zeros. ‖W v‖², and the square of
// the size of the new rest.
fn lanczosStep(size: f32) -> vec2f {
  let factor = select(0.0, 1.0 / size, size > 0.0);
  for (var g = thread; g < GROUPS; g += THREADS) {
    let before = rows[base + DIRECTION + g];
    rows[base + DIRECTION + g] = factor * rows[base + REST + g];
    rows[base + REST + g] = -size * before;
  }
  storageBarrier();
  for (var g = thread; g < GROUPS; g += THREADS) {
    var sum = vec4f(0.0);
    for (var j = 0u; j < GROUPS; j++) { sum += rows[base + DIRECTION + j] * matrixBlock(g, j); }
    rows[base + IMAGE + g] = between(0u, g, sum);
  }
  storageBarrier();
  var own = 0.0;
  for (var g = thread; g < GROUPS; g += THREADS) {
    var sum = rows[base + REST + g];
    for (var j = 0u; j < GROUPS; j++) { sum += matrixBlock(j, g) * rows[base + IMAGE + j]; }
    sum = between(0u, g, sum);
    rows[base + REST + g] = sum;
    own += dot(sum, rows[base + DIRECTION + g]);
  }
  let diagonal = sumOfAll(vec4f(own)).x;
  own = 0.0;
  for (var g = thread; g < GROUPS; g += THREADS) {
    let rest = rows[base + REST + g] - diagonal * rows[base + DIRECTION + g];
    rows[base + REST + g] = rest;
    own += dot(rest, rest);
  }
  return vec2f(diagonal, sumOfAll(vec4f(own)).x);
}
