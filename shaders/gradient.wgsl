// Twin of src/measure/gradient.ts and tape.ts: one network a workgroup. Passes: forward through all layers, forward again
// through a segment whose traces were not kept, and back. On the way back h is the cotangent δ, brought near 1 by powers
// of two, so that its exponent keeps thousands of decades exactly.
#include generator
#include quantile
#include state
#include table
#include standardised
#include weights
#include activations
#include bundle
#include layer
#include size
#include way
#include trace
#include weight-gradient
#include pull/layer

const STREAM_COTANGENT = 0x50000u;

const FORWARD = 0u;
const AGAIN = 1u;
const BACKWARD = 2u;

struct Run {
  firstLayer: u32,
  lastLayer: u32, // exclusive
  slots: u32,
  phase: u32,
  segment: u32, // layers whose traces are kept at a time
  segments: u32,
  tracedFrom: u32, // layers before it leave no trace
  places: u32, // of the longest profile
}

@group(0) @binding(0) var<uniform> run: Run;
// Per slot: the status; then per reported layer sizes of: ∂L/∂h, h, f(h), ∂L/∂W of every matrix.
@group(0) @binding(8) var<storage, read_write> results: array<u32>;

const STATUS_OVERFLOW = 1u;
const OF_GRADIENT = 0u;
const OF_STATE = 1u;
const OF_BRANCH = 2u;
const OF_WEIGHTS = 3u;
const SIZES = OF_WEIGHTS + MATRICES;

var<private> slot: u32;
// Where the next reported layer stands; on the way back, the last one.
var<private> place: u32;
var<private> reported: bool;
var<private> traced: bool;

@compute @workgroup_size(THREADS)
fn gradient(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) index: u32) {
  thread = index;
  let own = group.y * groups.x + group.x;
  if (own >= run.slots) { return; } // the whole workgroup leaves together
  slot = own;
  cell = cells[slots[own].x];
  network = slots[own].y;
  // Not through `cell`: barriers need bounds that the compiler can see to be uniform.
  let depth = cells[slots[own].x].depth;
  let last = min(run.lastLayer, depth);
  let end = cells[slots[own].x].end;
  if (run.firstLayer >= last || (run.phase == BACKWARD && end >= last)) { return; }
  loadTable();
  _ = &traces; // a binding even where a layer has no operation
  openWay();
  if (run.phase == BACKWARD) { backward(max(run.firstLayer, end), last, depth); } else { forward(last, depth); }
}

fn forward(last: u32, depth: u32) {
  if (run.phase == FORWARD && run.firstLayer == 0u) {
    startFrom(STREAM_INPUT, cell.inputScale);
    place = 0u;
  } else if (run.phase == AGAIN && run.firstLayer % run.segment == 0u) {
    takeKept(run.firstLayer);
  } else {
    resume();
  }
  workgroupBarrier();
  var overflow = false;
  for (var layer = run.firstLayer; layer < last; layer++) {
    if (run.phase == FORWARD) {
      if (layer % run.segment == 0u) { keep(layer); }
      reported = layer == reportedLayer(place);
      reportSize(OF_STATE);
    }
    workgroupBarrier();
    traced = layer >= run.tracedFrom;
    pushLayer(layer);
    if (reported) { place++; }
    let finite = stateIsFinite();
    overflow = overflow || !finite;
  }
  if (run.phase == FORWARD && last == depth) {
    reported = true;
    reportSize(OF_STATE);
  }
  suspend();
  noteStatus(overflow);
}

fn backward(first: u32, last: u32, depth: u32) {
  if (last == depth) {
    startFrom(STREAM_COTANGENT, 1.0);
    clearOutside(cell.outputFrom, cell.outputTo);
    place = cell.places;
  } else {
    resume();
  }
  workgroupBarrier();
  if (last == depth) {
    reported = true;
    reportSize(OF_GRADIENT);
  }
  var overflow = false;
  for (var above = last; above > first; above--) {
    let layer = above - 1u;
    // Sums over layers are told where they end, too: with the reported layer before.
    reported = layer == reportedLayer(place - 1u) || (TIED && layer == cell.end);
    if (reported) { place--; }
    pullLayer(layer);
    reported = layer == reportedLayer(place);
    reportSize(OF_GRADIENT);
    let finite = stateIsFinite();
    overflow = overflow || !finite;
    workgroupBarrier();
  }
  suspend();
  noteStatus(overflow);
}

// Layer number `at` of those that are reported: round(at · depth / places), in integers.
fn reportedLayer(at: u32) -> u32 {
  let whole = cell.depth / cell.places;
  let rest = cell.depth % cell.places;
  return at * whole + (2u * at * rest + cell.places) / (2u * cell.places);
}

fn report(which: u32, size: vec2u) {
  if (thread == 0u) {
    let at = slot * (1u + 2u * (run.places + 1u) * SIZES) + 1u + 2u * (place * SIZES + which);
    results[at] = size.x;
    results[at + 1u] = size.y;
  }
}

fn noteStatus(overflow: bool) {
  if (thread == 0u && overflow) { results[slot * (1u + 2u * (run.places + 1u) * SIZES)] = STATUS_OVERFLOW; }
}
