// The way back through W of a batch of cotangents E, columns of the bundle: of W only W U is known, U orthonormal, from the
// states X = U S that were pushed. Twin of `pullBatch` in src/network/operations/in-law-pull.ts, and of `factorise` in
// src/network/triangularise.ts: in coordinates whose first axes are U, WᵀE has (W U)ᵀE on top.

// Columns in storage: vectors of the reflections behind U, and the rows on top.
const STATES = PLACES - 2u;
const TOP = PLACES - 1u;

fn placeAt(place: u32, column: u32, group: u32) -> u32 {
  return at(place, 0u) + column * GROUPS + group;
}

// Reflections I − v vᵀ that bring the states to triangular form, one after another; v from row i on is left in column i.
fn factoriseStates(layer: u32, operation: u32) {
  for (var g = thread; g < LONG; g += THREADS) { rows[at(STATES, g)] = inputOf(layer, operation, g); }
  // U does not depend on the scale of a state.
  for (var sample = 0u; sample < BATCH; sample++) {
    var largest = vec4u(0u);
    for (var g = thread; g < GROUPS; g += THREADS) { largest = max(largest, sizeBits(rows[placeAt(STATES, sample, g)])); }
    let e = scalesOf(maxOfAll(vec4u(largestOf(largest)))).x;
    for (var g = thread; g < GROUPS; g += THREADS) { rows[placeAt(STATES, sample, g)] *= powerOfTwo(-e); }
  }
  for (var i = 0u; i < DIRECTIONS; i++) {
    var own = vec4f(0.0);
    for (var g = thread; g < GROUPS; g += THREADS) {
      let x = between(i, g, rows[placeAt(STATES, i, g)]);
      own += vec4f(dot(x, x), dot(x, unitVector(i, g)), 0.0, 0.0);
    }
    let sums = sumOfAll(own);
    let known = sums.x > 0.0;
    let inverse = select(0.0, inverseSqrt(sums.x), known);
    let head = sums.y * inverse;
    let sign = select(1.0, -1.0, head < 0.0);
    let factor = select(0.0, inverseSqrt(1.0 + abs(head)), known);
    for (var g = thread; g < GROUPS; g += THREADS) {
      let x = between(i, g, rows[placeAt(STATES, i, g)]);
      rows[placeAt(STATES, i, g)] = factor * (inverse * x + sign * unitVector(i, g));
    }
    mirror(STATES, i, i + 1u);
  }
}

// Z ← (I − v vᵀ) Z, v of reflection i, columns `leading` and after of a place.
fn mirror(place: u32, i: u32, leading: u32) {
  for (var first = leading; first < BATCH; first += 4u) {
    let count = min(4u, BATCH - first);
    var own = vec4f(0.0);
    for (var g = thread; g < GROUPS; g += THREADS) {
      let v = rows[placeAt(STATES, i, g)];
      for (var j = 0u; j < count; j++) { own[j] += dot(v, rows[placeAt(place, first + j, g)]); }
    }
    let dots = sumOfAll(own);
    for (var g = thread; g < GROUPS; g += THREADS) {
      let v = rows[placeAt(STATES, i, g)];
      for (var j = 0u; j < count; j++) { rows[placeAt(place, first + j, g)] -= dots[j] * v; }
    }
  }
}

// E ← [U | U⊥] (E + the rows on top), which are the first ones.
fn turnBack() {
  for (var g = thread; g < LONG; g += THREADS) { rows[at(0u, g)] += rows[at(TOP, g)]; }
  // A column that depends on those before it has no reflection, but S has its sign turned.
  for (var g = thread; g < GROUPS; g += THREADS) {
    for (var j = 0u; j < 4u; j++) {
      let i = 4u * g + j;
      if (i < DIRECTIONS) {
        if (rows[placeAt(STATES, i, g)][j] >= 0.0) {
          for (var c = 0u; c < BATCH; c++) { rows[placeAt(0u, c, g)][j] *= -1.0; }
        }
      }
    }
  }
  for (var i = DIRECTIONS; i > 0u; i--) { mirror(0u, i - 1u, 0u); }
}
