// Twin of src/network/integrate.ts: the branch f is taken four times, from h, which the skip path keeps, and a part of dt along the time
// before. What is left in hand is the mean of the four, which dt is the scale of.
#include rows/slots

const SUM = 0u;
const STAGES = 4u;
// How far along the stage before it each is taken, parts of dt, and its part of the mean.
const STAGE_AT = array<f32, STAGES>(0.0, 0.5, 0.5, 1.0);
const STAGE_WEIGHT = array<f32, STAGES>(1.0 / 6.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 6.0);

fn openStage(stage: u32) {
  if (stage == 0u) { return; }
  let along = STAGE_AT[stage] * here.scale;
  for (var g = thread; g < WIDE; g += THREADS) {
    for (var c = 0u; c < BUNDLE; c++) { rows[inHand(c, g)] = rows[at(SAVED + c, g)] + along * rows[inHand(c, g)]; }
    if (MAY_BE_SINGULAR) { rows[at(ROW_SIZES, g)] = 1.0 + along * rows[at(ROW_SIZES, g)]; }
  }
}

fn closeStage(stage: u32) {
  let weight = STAGE_WEIGHT[stage];
  for (var g = thread; g < WIDE; g += THREADS) {
    for (var c = 0u; c < BUNDLE; c++) { addUp(stage, inHand(c, g), slotAt(SUM, c, g), weight); }
    if (MAY_BE_SINGULAR) { addUp(stage, at(ROW_SIZES, g), slotAt(SUM, BUNDLE, g), weight); }
  }
}

// The last sum is left in hand.
fn addUp(stage: u32, hand: u32, slot: u32, weight: f32) {
  var sum = weight * rows[hand];
  if (stage > 0u) { sum += rows[slot]; }
  if (stage == STAGES - 1u) { rows[hand] = sum; } else { rows[slot] = sum; }
}
