// Twin of src/measure/interval.ts: how many layers a network goes until its tangents are orthogonalised again.
// Injected: SPREAD, RANGE, EPSILON (what f32 endures), LONGEST, MEMORY and HIDES_SMALL (as in hidesSmall).

// ln R in integers, which atomics can compare.
const LOG_UNITS = 65536.0;
const NONE = -0x7fffffff;

// Largest ln R_ii, and largest −ln R_ii.
var<workgroup> extremes: array<atomic<i32>, 2>;
// Layers that the tangents have gone through where they are to be orthogonalised now, else 0.
var<workgroup> due: u32;

// What thread 0 knows; others do not keep it up.
var<private> interval: u32;
var<private> gathered: u32;
var<private> orthogonalisations: u32;
var<private> loss: f32;
var<private> speed: f32;
var<private> nextStop: u32;

// A barrier comes before anybody looks.
fn openInterval(firstLayer: u32) {
  nextStop = cell.stops;
  while (numbers[nextStop] <= f32(firstLayer)) { nextStop++; }
  if (thread == 0u) { clearExtremes(); }
}

fn clearExtremes() {
  atomicStore(&extremes[0], NONE);
  atomicStore(&extremes[1], NONE);
}

// Layers to be taken apart now that `layer` is behind the tangents, 0 if they go on. The same for all threads; ends with a barrier.
fn layersDue(layer: u32) -> u32 {
  if (thread == 0u) {
    gathered++;
    let stops = f32(layer + 1u) == numbers[nextStop];
    if (stops) { nextStop++; }
    due = select(0u, gathered, stops || MAY_BE_SINGULAR || gathered >= interval);
  }
  return workgroupUniformLoad(&due);
}

// Chooses the next interval by what `layers` layers did. Holds a barrier.
fn noteGrowth(layers: u32, counted: bool) {
  for (var c = 0u; c < COLUMNS; c++) {
    if (columnIndex(c) < min(rank, K)) {
      let value = i32(clamp(logOf(c), -16384.0, 16384.0) * LOG_UNITS);
      atomicMax(&extremes[0], value);
      atomicMax(&extremes[1], -value);
    }
  }
  workgroupBarrier();
  if (thread == 0u) {
    gathered = 0u;
    if (counted) { orthogonalisations++; }
    let largest = atomicLoad(&extremes[0]);
    if (largest != NONE) {
      let high = f32(largest) / LOG_UNITS;
      let low = -f32(atomicLoad(&extremes[1])) / LOG_UNITS;
      let spread = max(high - low, 1e-6);
      let latest = spread / f32(layers);
      speed = max(latest, speed + (latest - speed) / MEMORY);
      if (layers > 1u || HIDES_SMALL) { loss += min(spread, EPSILON * exp(min(spread, 60.0))); }
      let lasting = select(f32(cell.every), min(LONGEST, SPREAD / speed), cell.every == 0u);
      let inRange = f32(layers) * RANGE / max(max(abs(high), abs(low)), 1e-6);
      interval = u32(max(1.0, min(f32(2u * layers), min(lasting, inRange))));
    }
    clearExtremes();
  }
}
