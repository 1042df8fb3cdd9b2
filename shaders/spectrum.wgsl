// Twin of src/measure/spectrum.ts: layers firstLayer … lastLayer − 1 of one network a workgroup, J_l Q_l = Q_{l+1} R_{l+1}.
#include generator
#include quantile
#include state
#include table
#include standardised
#include weights
#include activations
#include bundle
#include layer
#include orthogonalise
#include accumulate
#include interval
#include load

struct Run {
  firstLayer: u32,
  lastLayer: u32, // exclusive
  slots: u32,
}

@group(0) @binding(0) var<uniform> run: Run;
// Per slot: exponent, rank, status, whether the state lies in the range of the tangents, the interval between orthogonalisations,
// layers since the last one, how many were counted, what rounding may have cost between them, and how fast exponents went apart; then per exponent Σ ln R and Σ ln² R / layers,
// each 64 bits in units of 2^−24.
@group(0) @binding(7) var<storage, read_write> counters: array<u32>;

const STATUS_OVERFLOW = 1u;

const HEAD = 9u;
const COUNTER_SIZE = HEAD + 4u * K;

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
    let finite = stateIsFinite();
    overflow = overflow || !finite;
    let layers = layersDue(layer);
    if (layers > 0u) {
      orthogonalise();
      overflow = overflow || !tangentsWereFinite();
      if (layer >= cell.burnIn) {
        //unroll
        for (var c = 0u; c < COLUMNS; c++) {
          if (columnIndex(c) < min(rank, K)) { sums[c] = accumulate(sums[c], logOf(c), layers); }
        }
      }
      noteGrowth(layers, layer >= cell.burnIn);
    }
  }
  store(slot, overflow);
}

fn load(slot: u32) {
  let counter = slot * COUNTER_SIZE;
  let start = run.firstLayer == 0u;
  loadBundle(slot, start);
  //unroll
  for (var c = 0u; c < COLUMNS; c++) {
    let column = columnIndex(c);
    if (column < K) {
      //unroll
      for (var i = 0u; i < 4u; i++) { sums[c][i] = select(counters[counter + HEAD + 4u * column + i], 0u, start); }
    }
  }
  exponent = select(bitcast<i32>(counters[counter]), 0, start);
  rank = select(counters[counter + 1u], M, start);
  spans = start || counters[counter + 3u] != 0u;
  interval = select(counters[counter + 4u], 1u, start);
  gathered = select(counters[counter + 5u], 0u, start);
  orthogonalisations = select(counters[counter + 6u], 0u, start);
  loss = select(bitcast<f32>(counters[counter + 7u]), 0.0, start);
  speed = select(bitcast<f32>(counters[counter + 8u]), 0.0, start);
  openInterval(run.firstLayer);
  workgroupBarrier();
}

fn store(slot: u32, overflow: bool) {
  let counter = slot * COUNTER_SIZE;
  storeBundle(slot);
  //unroll
  for (var c = 0u; c < COLUMNS; c++) {
    let column = columnIndex(c);
    if (column < K) {
      //unroll
      for (var i = 0u; i < 4u; i++) { counters[counter + HEAD + 4u * column + i] = sums[c][i]; }
    }
  }
  // Each thread saw its own columns.
  if (overflow) { atomicStore(&overflowed, 1u); }
  workgroupBarrier();
  if (thread == 0u) {
    counters[counter] = bitcast<u32>(exponent);
    counters[counter + 1u] = rank;
    counters[counter + 3u] = select(0u, 1u, spans);
    counters[counter + 4u] = interval;
    counters[counter + 5u] = gathered;
    counters[counter + 6u] = orthogonalisations;
    counters[counter + 7u] = bitcast<u32>(loss);
    counters[counter + 8u] = bitcast<u32>(speed);
    let status = select(counters[counter + 2u], 0u, run.firstLayer == 0u);
    counters[counter + 2u] = select(status, STATUS_OVERFLOW, atomicLoad(&overflowed) != 0u);
  }
}
