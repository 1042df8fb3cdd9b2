// The way back through src/network/operations/lstm.ts, by the factors that the way forward noted.
#include pull/slots

const TOGETHER = 1u;

// Of the cotangents of h and c.
var<private> behind: i32;

// What comes to c comes through h too.
fn pullShown(layer: u32) {
  storageBarrier();
  behind = exponent;
  waiting[TOGETHER] = NOTHING;
  for (var g = thread; g < GROUPS; g += THREADS) {
    rows[cellAt(0u, g)] += inputOf(layer, SHOWN, g) * rows[at(0u, g)];
    rows[slotAt(TOGETHER, 0u, g)] = vec4f(0.0);
  }
}

// On its way to a gate's matrix: the last one is that of h.
fn pullGate(layer: u32, matrix: u32) {
  exponent = behind;
  for (var g = thread; g < GROUPS; g += THREADS) {
    let cotangent = rows[select(cellAt(0u, g), at(0u, g), matrix == MATRICES - 1u)];
    rows[inHand(0u, g)] = inputOf(layer, BY_GATE + matrix, g) * cotangent;
  }
}

fn pullHidden() {
  addTo(TOGETHER);
}

fn pullKept(layer: u32) {
  exponent = max(behind, waiting[TOGETHER]);
  let cells = powerOrZero(behind - exponent);
  let hidden = powerOrZero(waiting[TOGETHER] - exponent);
  for (var g = thread; g < GROUPS; g += THREADS) {
    rows[cellAt(0u, g)] *= cells * inputOf(layer, KEPT, g);
    rows[at(0u, g)] = hidden * rows[slotAt(TOGETHER, 0u, g)];
  }
  storageBarrier();
}
