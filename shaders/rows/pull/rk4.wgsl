// The way back through src/network/integrate.ts: each stage is given its part of dt δ, which the skip path keeps, and what came through
// the stage behind it.
#include pull/slots

fn pullStage(stage: u32) {
  let own = STAGE_WEIGHT[stage];
  if (stage == STAGES - 1u) {
    openLayerSums();
    scaleHand(own);
    return;
  }
  let larger = max(skipped, exponent);
  let end = own * here.scale * powerOrZero(skipped - larger);
  let along = STAGE_AT[stage + 1u] * here.scale * powerOrZero(exponent - larger);
  for (var g = thread; g < WIDE; g += THREADS) {
    rows[inHand(0u, g)] = end * rows[at(SAVED, g)] + along * rows[inHand(0u, g)];
  }
  exponent = larger;
}

fn pulledStage(stage: u32) {
  if (stage == STAGES - 1u) { putAside(SUM); } else { addTo(SUM); }
  if (stage == 0u) { takeBack(SUM); }
}
