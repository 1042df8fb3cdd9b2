// The vector that a gradient kernel carries from layer to layer and from submit to submit, where the workgroup shares it.

// Per slot and layer of the segment: the exponent, then the state that every operation was given, M each.
@group(0) @binding(5) var<storage, read_write> traces: array<u32>;
// Per slot and segment: the exponent, then the state at its start.
@group(0) @binding(6) var<storage, read_write> kept: array<u32>;
// Per slot: exponent, place and vector of the way forward, the same of the way back; where weights are tied, then per
// matrix exponent and sum, N × N.
@group(0) @binding(7) var<storage, read_write> progress: array<u32>;

const KEPT_SIZE = 1u + M;
const SUM_SIZE = 1u + N * N;
const WAY_SIZE = 2u + M;
const SUMS = 2u * WAY_SIZE;
const PROGRESS_SIZE = SUMS + select(0u, MATRICES * SUM_SIZE, TIED);

fn openWay() {
}

// h ← scale times a Gaussian vector.
fn startFrom(stream: u32, scale: f32) {
  let key = streamKey(cell.seed, network, 0u, stream);
  for (var row = thread; row < M; row += THREADS) { h[row] = scale * gaussianEntry(key, row); }
  exponent = 0;
}

// Of a state that this thread has written: 0 in all entries but first … end − 1.
fn clearOutside(first: u32, end: u32) {
  for (var row = thread; row < M; row += THREADS) { if (row < first || row >= end) { h[row] = 0.0; } }
}

fn keptAt(layer: u32) -> u32 {
  return (slot * run.segments + layer / run.segment) * KEPT_SIZE;
}

fn takeKept(layer: u32) {
  let at = keptAt(layer);
  exponent = bitcast<i32>(kept[at]);
  for (var row = thread; row < M; row += THREADS) { h[row] = bitcast<f32>(kept[at + 1u + row]); }
}

fn keep(layer: u32) {
  let at = keptAt(layer);
  for (var row = thread; row < M; row += THREADS) { kept[at + 1u + row] = bitcast<u32>(h[row]); }
  if (thread == 0u) { kept[at] = bitcast<u32>(exponent); }
}

fn wayAt() -> u32 {
  return slot * PROGRESS_SIZE + select(0u, WAY_SIZE, run.phase == BACKWARD);
}

// Goes on where the last submit stopped.
fn resume() {
  let at = wayAt();
  exponent = bitcast<i32>(progress[at]);
  place = progress[at + 1u];
  for (var row = thread; row < M; row += THREADS) { h[row] = bitcast<f32>(progress[at + 2u + row]); }
}

fn suspend() {
  let at = wayAt();
  for (var row = thread; row < M; row += THREADS) { progress[at + 2u + row] = bitcast<u32>(h[row]); }
  if (thread == 0u) {
    progress[at] = bitcast<u32>(exponent);
    progress[at + 1u] = place;
  }
}
