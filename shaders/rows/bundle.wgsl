// What a layer does with the bundle beside its operations, every thread with its own rows.

fn save() {
  for (var g = thread; g < LONG; g += THREADS) {
    for (var c = 0u; c < BUNDLE; c++) { rows[at(SAVED + c, g)] = rows[at(c, g)]; }
  }
}

// x ← skip · saved + scale · x
fn join(skip: f32, scale: f32) {
  for (var g = thread; g < LONG; g += THREADS) {
    for (var c = 0u; c < BUNDLE; c++) {
      let branch = scale * rows[at(c, g)];
      if (HAS_SKIP) {
        rows[at(c, g)] = skip * rows[at(SAVED + c, g)] + branch;
      } else {
        rows[at(c, g)] = branch;
      }
    }
  }
}

// What a branch of scale 0 gives, were it computed or not.
fn dropBranch() {
  for (var g = thread; g < LONG; g += THREADS) {
    for (var c = 0u; c < BUNDLE; c++) { rows[at(c, g)] = vec4f(0.0); }
    if (MAY_BE_SINGULAR) { rows[at(ROW_SIZES, g)] = vec4f(0.0); }
  }
}

fn startSizes() {
  for (var g = thread; g < LONG; g += THREADS) { rows[at(ROW_SIZES, g)] = vec4f(1.0); }
}

fn joinSizes() {
  for (var g = thread; g < LONG; g += THREADS) {
    rows[at(ROW_SIZES, g)] = abs(here.skip) + abs(here.scale) * rows[at(ROW_SIZES, g)];
  }
}

// Sizes behind a matrix whose rows have length σ_w: every row is made of all.
fn mixSizes() {
  if (MAY_BE_SINGULAR && !IS_GATED) {
    let largest = bitcast<f32>(largestIn(ROW_SIZES));
    for (var g = thread; g < LONG; g += THREADS) { rows[at(ROW_SIZES, g)] = vec4f(weights.gain * largest); }
  }
}

// Bits of the largest size in a column.
fn largestIn(column: u32) -> u32 {
  var largest = vec4u(0u);
  for (var g = thread; g < LONG; g += THREADS) { largest = max(largest, sizeBits(between(0u, g, rows[at(column, g)]))); }
  return maxOfAll(vec4u(largestOf(largest))).x;
}

fn stateSize() -> f32 {
  return bitcast<f32>(largestIn(0u));
}

fn stateIsFinite() -> bool {
  return largestIn(0u) < 0x7f800000u;
}

fn scaleState(factor: f32) {
  for (var g = thread; g < LONG; g += THREADS) { rows[at(0u, g)] *= factor; }
}
