// Twin of src/measure/spectrum.ts: layers firstLayer … lastLayer − 1 of one network a workgroup, J_l Q_l = Q_{l+1} R_{l+1}.
#include generator
#include quantile
#include state
#include table
#include weights
#include activations
#include linear
#include activation
#include layer
#include orthogonalise
#include accumulate

struct Run {
  firstLayer: u32,
  lastLayer: u32, // exclusive
  slots: u32,
}

@group(0) @binding(0) var<uniform> run: Run;
// Q_0 of every seed, N × K, row-major.
@group(0) @binding(4) var<storage, read> frame: array<f32>;
// Per slot: the tangents, N × K, row-major, then the state, N.
@group(0) @binding(5) var<storage, read_write> states: array<f32>;
// Per slot: exponent, rank, status, unused; then per exponent Σ ln R and Σ ln² R, each 64 bits in units of 2^−24.
@group(0) @binding(6) var<storage, read_write> counters: array<u32>;

const STATUS_OVERFLOW = 1u;

const STATE_SIZE = N * K + N;
const COUNTER_SIZE = 4u + 4u * K;

var<private> sums: array<vec4u, COLUMNS>;
var<workgroup> overflowed: atomic<u32>;

@compute @workgroup_size(THREADS)
fn spectrum(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) index: u32) {
  thread = index;
  let slot = group.y * groups.x + group.x;
  if (slot >= run.slots) { return; } // the whole workgroup leaves together
  cell = cells[slots[slot].x];
  network = slots[slot].y;
  // Not through `cell`: barriers need bounds that the compiler can see to be uniform.
  let last = min(run.lastLayer, cells[slots[slot].x].depth);
  if (run.firstLayer >= last) { return; }
  loadTable();
  load(slot);
  var overflow = false;
  for (var layer = run.firstLayer; layer < last; layer++) {
    pushLayer(layer);
    overflow = overflow || !stateIsFinite();
    orthogonalise();
    overflow = overflow || !tangentsWereFinite();
    if (layer >= cell.burnIn) {
      for (var c = 0u; c < COLUMNS; c++) {
        if (columnIndex(c) < min(rank, K)) { sums[c] = accumulate(sums[c], logs[c]); }
      }
    }
  }
  store(slot, overflow);
}

fn load(slot: u32) {
  let state = slot * STATE_SIZE;
  let counter = slot * COUNTER_SIZE;
  let start = run.firstLayer == 0u;
  for (var c = 0u; c < COLUMNS; c++) {
    let column = columnIndex(c);
    if (column < K) {
      for (var row = 0u; row < N; row++) {
        x[c][row] = select(states[state + row * K + column], frame[(cell.frame * N + row) * K + column], start);
      }
      for (var i = 0u; i < 4u; i++) { sums[c][i] = select(counters[counter + 4u + 4u * column + i], 0u, start); }
    }
  }
  let key = streamKey(cell.seed, network, 0u, STREAM_INPUT);
  for (var row = thread; row < N; row += THREADS) {
    h[row] = select(states[state + N * K + row], cell.inputScale * gaussianEntry(key, row), start);
  }
  exponent = select(bitcast<i32>(counters[counter]), 0, start);
  rank = select(counters[counter + 1u], N, start);
  workgroupBarrier();
}

fn store(slot: u32, overflow: bool) {
  let state = slot * STATE_SIZE;
  let counter = slot * COUNTER_SIZE;
  for (var c = 0u; c < COLUMNS; c++) {
    let column = columnIndex(c);
    if (column < K) {
      for (var row = 0u; row < N; row++) { states[state + row * K + column] = x[c][row]; }
      for (var i = 0u; i < 4u; i++) { counters[counter + 4u + 4u * column + i] = sums[c][i]; }
    }
  }
  for (var row = thread; row < N; row += THREADS) { states[state + N * K + row] = h[row]; }
  // Each thread saw its own columns.
  if (overflow) { atomicStore(&overflowed, 1u); }
  workgroupBarrier();
  if (thread == 0u) {
    counters[counter] = bitcast<u32>(exponent);
    counters[counter + 1u] = rank;
    let status = select(counters[counter + 2u], 0u, run.firstLayer == 0u);
    counters[counter + 2u] = select(status, STATUS_OVERFLOW, atomicLoad(&overflowed) != 0u);
  }
}
