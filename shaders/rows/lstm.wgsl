// Twin of src/network/operations/lstm.ts. The state is h, then c, in one long column; in hand are bundles of n rows, and what the
// four matrices made of h waits in slots after the hand's own. Threads own rows of h, and the same rows of c; who owns rows of
// the whole state may be others.
#include rows/slots
#include rows/gate

// Places in a layer's trace: h, then the factors of the derivative.
const OF_HIDDEN = 0u;
const BY_GATE = 1u; // four
const KEPT = 5u; // f
const SHOWN = 6u; // o φ′(c)

fn cellAt(column: u32, group: u32) -> u32 {
  return at(column, GROUPS + group);
}

fn openLstm() {
  storageBarrier();
}

fn takeHidden() {
  for (var g = thread; g < GROUPS; g += THREADS) {
    for (var c = 0u; c < BUNDLE; c++) { rows[inHand(c, g)] = rows[at(c, g)]; }
  }
}

fn closeLstm(layer: u32) {
  let gains = vec4f(stretchOf(layer, 0u), stretchOf(layer, 1u), stretchOf(layer, 2u), stretchOf(layer, 3u));
  var largest = 0.0;
  if (MAY_BE_SINGULAR) { largest = largestOfHidden(); }
  var counts = vec4f(0.0);
  for (var g = thread; g < GROUPS; g += THREADS) {
    let toInput = rows[slotAt(1u, 0u, g)];
    let toForget = rows[slotAt(2u, 0u, g)];
    let toCell = rows[slotAt(3u, 0u, g)];
    let toOutput = rows[slotAt(4u, 0u, g)];
    let cellBefore = rows[cellAt(0u, g)];
    let input = gate(toInput);
    let kept = between(0u, g, gate(toForget));
    let output = gate(toOutput);
    let value = phiOf(toCell);
    let cellBehind = between(0u, g, kept * cellBefore + input * value);
    let seen = phiOf(cellBehind);
    let shown = between(0u, g, output * phiSlope(cellBehind));
    let byInput = between(0u, g, value * gateSlope(toInput));
    let byForget = cellBefore * gateSlope(toForget);
    let byCell = between(0u, g, input * phiSlope(toCell));
    let byOutput = between(0u, g, seen * gateSlope(toOutput));
    rows[cellAt(0u, g)] = cellBehind;
    rows[at(0u, g)] = between(0u, g, output * seen);
    for (var c = 1u; c < BUNDLE; c++) {
      let sum = byInput * rows[slotAt(1u, c, g)] + byForget * rows[slotAt(2u, c, g)] + byCell * rows[slotAt(3u, c, g)];
      let moved = kept * rows[cellAt(c, g)] + sum;
      rows[cellAt(c, g)] = moved;
      rows[at(c, g)] = shown * moved + byOutput * rows[slotAt(4u, c, g)];
    }
    let reached = reaches(byInput, gains.x) | reaches(byForget, gains.y) | reaches(byCell, gains.z);
    counts += vec4f(
      countOf((kept != vec4f(0.0)) | reached),
      countOf(reaches(byOutput, gains.w)),
      countOf(kept != vec4f(0.0)),
      0.0,
    );
    if (MAY_BE_SINGULAR) {
      let mixed = abs(byInput) * gains.x + abs(byForget) * gains.y + abs(byCell) * gains.z;
      let own = kept * rows[cellAt(ROW_SIZES, g)] + largest * mixed;
      rows[cellAt(ROW_SIZES, g)] = own;
      rows[at(ROW_SIZES, g)] = abs(shown) * own + largest * gains.w * abs(byOutput);
    }
    if (IS_TRACED) {
      noteNumbers(layer, BY_GATE, g, byInput);
      noteNumbers(layer, BY_GATE + 1u, g, byForget);
      noteNumbers(layer, BY_GATE + 2u, g, byCell);
      noteNumbers(layer, BY_GATE + 3u, g, byOutput);
      noteNumbers(layer, KEPT, g, kept);
      noteNumbers(layer, SHOWN, g, shown);
    }
  }
  if (K > 0u) {
    // With h less o φ′(c) times c taken from it, rows of zeros are those of c that nothing reaches, and those of h with
    // φ(c) o′ = 0; and c reaches the next state through f alone.
    let sums = sumOfAll(counts);
    let hidden = select(0.0, f32(N), any(gains != vec4f(0.0)));
    rank = min(rank, u32(min(sums.x + sums.y, hidden + sums.z)));
    spans = rank == M;
  }
  storageBarrier();
}

// Of the sizes of the rows of h.
fn largestOfHidden() -> f32 {
  var own = vec4u(0u);
  for (var g = thread; g < GROUPS; g += THREADS) { own = max(own, sizeBits(between(0u, g, rows[at(ROW_SIZES, g)]))); }
  return bitcast<f32>(maxOfAll(vec4u(largestOf(own))).x);
}
