// The way back through src/network/operations/gru.ts, by the factors that the way forward noted.
#include pull/slots

const BEHIND = 0u;
const TOGETHER = 1u;

// δ ← z φ′ ⊙ δ, on its way to W₃
fn pullClose(layer: u32) {
  normaliseHand();
  putAside(BEHIND);
  weigh(layer, BY_CANDIDATE);
}

// On its way to W₂, what came through W₃; all of that, and h by itself, come together.
fn pullReset(layer: u32) {
  normaliseHand();
  let larger = max(waiting[BEHIND], exponent);
  let own = powerOrZero(waiting[BEHIND] - larger);
  let through = powerOrZero(exponent - larger);
  for (var g = thread; g < GROUPS; g += THREADS) {
    let behind = inputOf(layer, KEPT, g) * (own * rows[slotAt(BEHIND, 0u, g)]);
    rows[slotAt(TOGETHER, 0u, g)] = behind + inputOf(layer, OPEN, g) * (through * rows[inHand(0u, g)]);
  }
  waiting[TOGETHER] = larger;
  weigh(layer, BY_RESET);
}

// On its way to W₁.
fn pullUpdate(layer: u32) {
  addTo(TOGETHER);
  takeBack(BEHIND);
  weigh(layer, BY_UPDATE);
}

fn pullBefore() {
  addTo(TOGETHER);
  takeBack(TOGETHER);
}
