// Twin of src/network/operations/gru.ts. What its three matrices made goes through slots: the bundle h as it came, then W₁h + b₁.
// Every thread works on its own rows.
#include rows/slots
#include rows/gate

const BEFORE = 0u;
const TO_UPDATE = 1u;

// Places in a layer's trace: the states that went into matrices, then the factors of the derivative.
const OF_BEFORE = 0u;
const OF_GATED = 1u;
const KEPT = 2u; // 1 − z
const BY_UPDATE = 3u; // (g − h) σ′, of W₁
const BY_CANDIDATE = 4u; // z φ′, of W₃
const OPEN = 5u; // r
const BY_RESET = 6u; // h σ′, of W₂

// Of this thread's units, those that W₃ hears of.
var<private> heard: f32;
// Largest sizes of rows before the layer, and of those that go into W₃.
var<private> largestBefore: f32;
var<private> largestInner: f32;

// W₂h + b₂ ← r ⊙ h
fn openReset(layer: u32) {
  let reset = stretchOf(layer, 1u);
  heard = 0.0;
  if (MAY_BE_SINGULAR) { largestBefore = bitcast<f32>(largestIn(ROW_SIZES)); }
  var inner = vec4u(0u);
  for (var g = thread; g < GROUPS; g += THREADS) {
    let into = rows[inHand(0u, g)];
    let before = rows[slotAt(BEFORE, 0u, g)];
    let open = between(0u, g, gate(into));
    let byReset = before * gateSlope(into);
    rows[inHand(0u, g)] = open * before;
    for (var c = 1u; c < BUNDLE; c++) {
      rows[inHand(c, g)] = open * rows[slotAt(BEFORE, c, g)] + byReset * rows[inHand(c, g)];
    }
    heard += countOf((open != vec4f(0.0)) | reaches(byReset, reset));
    if (MAY_BE_SINGULAR) {
      inner = max(inner, sizeBits(open * rows[at(ROW_SIZES, g)] + abs(byReset) * (reset * largestBefore)));
    }
    if (IS_TRACED) {
      noteNumbers(layer, OPEN, g, open);
      noteNumbers(layer, BY_RESET, g, byReset);
    }
  }
  if (MAY_BE_SINGULAR) { largestInner = bitcast<f32>(maxOfAll(vec4u(largestOf(inner))).x); }
}

// W₃(r ⊙ h) + b₃ ← (1 − z) ⊙ h + z ⊙ φ of it
fn closeGru(layer: u32) {
  let update = stretchOf(layer, 0u);
  let candidate = stretchOf(layer, 2u);
  var alive = 0.0;
  var terms = vec4f(heard, 0.0, 0.0, 0.0);
  for (var g = thread; g < GROUPS; g += THREADS) {
    let into = rows[inHand(0u, g)];
    let toUpdate = rows[slotAt(TO_UPDATE, 0u, g)];
    let h = rows[slotAt(BEFORE, 0u, g)];
    let z = gate(toUpdate);
    let value = phiOf(into);
    // Not 1 − z, which has no digits left where z is near 1.
    let kept = between(0u, g, gate(-toUpdate));
    let byUpdate = between(0u, g, (value - h) * gateSlope(toUpdate));
    let byCandidate = between(0u, g, z * phiSlope(into));
    rows[inHand(0u, g)] = between(0u, g, kept * h + z * value);
    for (var c = 1u; c < BUNDLE; c++) {
      rows[inHand(c, g)] = kept * rows[slotAt(BEFORE, c, g)] + byUpdate * rows[slotAt(TO_UPDATE, c, g)]
        + byCandidate * rows[inHand(c, g)];
    }
    let first = reaches(byUpdate, update);
    let last = reaches(byCandidate, candidate);
    alive += countOf((kept != vec4f(0.0)) | first | last);
    terms += vec4f(0.0, countOf(kept != vec4f(0.0)), countOf(first), countOf(last));
    if (MAY_BE_SINGULAR) {
      rows[at(ROW_SIZES, g)] = kept * rows[at(ROW_SIZES, g)] + abs(byUpdate) * (update * largestBefore)
        + abs(byCandidate) * (candidate * largestInner);
    }
    if (IS_TRACED) {
      noteNumbers(layer, KEPT, g, kept);
      noteNumbers(layer, BY_UPDATE, g, byUpdate);
      noteNumbers(layer, BY_CANDIDATE, g, byCandidate);
    }
  }
  if (K > 0u) {
    // Rows that are not zeros bound the rank; so does the sum over the terms of the derivative.
    let sums = sumsOfAll(mat2x4f(terms, vec4f(alive)));
    let most = u32(min(sums[1].x, sums[0].y + sums[0].z + min(sums[0].x, sums[0].w)));
    rank = min(rank, most);
    spans = rank == M;
  }
}
