// The vector that a gradient kernel carries from layer to layer: column 0, which stays where it is from submit to submit.

// Per slot and layer of the segment: the exponent, then the state that every operation was given, LONG each.
@group(0) @binding(5) var<storage, read_write> traces: array<vec4u>;
// Per slot: per segment the exponent, then the state at its start; then exponent and place of the way forward, and of the
// way back.
@group(0) @binding(6) var<storage, read_write> kept: array<vec4u>;
@group(0) @binding(7) var<storage, read_write> rows: array<vec4f>;

const KEPT_SIZE = 1u + LONG;

// Each way has columns of its own.
fn openWay() {
  openSums();
  base = (2u * slot + wayBack()) * ROOM;
}

fn wayBack() -> u32 {
  return select(0u, 1u, run.phase == BACKWARD);
}

fn keptSlot() -> u32 {
  return slot * (run.segments * KEPT_SIZE + 2u);
}

// h ← scale times a Gaussian vector.
fn startFrom(stream: u32, scale: f32) {
  let key = streamKey(cell.seed, network, 0u, SAMPLED + stream);
  for (var g = thread; g < LONG; g += THREADS) { rows[at(0u, g)] = between(0u, g, scale * stateNormals(key, g)); }
  exponent = 0;
}

// Of a state that this thread has written: 0 in all entries but first … end − 1.
fn clearOutside(first: u32, end: u32) {
  for (var g = thread; g < LONG; g += THREADS) {
    let entry = entriesOf(g);
    rows[at(0u, g)] = select(vec4f(0.0), rows[at(0u, g)], (entry >= vec4u(first)) & (entry < vec4u(end)));
  }
}

fn takeKept(layer: u32) {
  let start = keptSlot() + layer / run.segment * KEPT_SIZE;
  exponent = bitcast<i32>(kept[start].x);
  for (var g = thread; g < LONG; g += THREADS) { rows[at(0u, g)] = bitcast<vec4f>(kept[start + 1u + g]); }
}

fn keep(layer: u32) {
  let to = keptSlot() + layer / run.segment * KEPT_SIZE;
  for (var g = thread; g < LONG; g += THREADS) { kept[to + 1u + g] = bitcast<vec4u>(rows[at(0u, g)]); }
  if (thread == 0u) { kept[to].x = bitcast<u32>(exponent); }
}

// Goes on where the last submit stopped.
fn resume() {
  let way = kept[keptSlot() + run.segments * KEPT_SIZE + wayBack()];
  exponent = bitcast<i32>(way.x);
  place = way.y;
}

fn suspend() {
  if (thread == 0u) {
    kept[keptSlot() + run.segments * KEPT_SIZE + wayBack()] = vec4u(bitcast<u32>(exponent), place, 0u, 0u);
  }
}
