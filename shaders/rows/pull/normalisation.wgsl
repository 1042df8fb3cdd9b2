// h ← (g ∘ h − mean − y mean(y ∘ g ∘ h))/σ at the state that the operation was given.
fn pullNormalisation(layer: u32, operation: u32, place: u32, acrossSamples: bool, centred: bool) {
  normalise();
  for (var group = thread; group < GROUPS; group += THREADS) {
    let gain = gainsOf(layer, place, group);
    for (var g = group; g < LONG; g += GROUPS) {
      rows[at(DRAWN, g)] = inputOf(layer, operation, g);
      rows[at(0u, g)] *= gain;
    }
  }
  if (acrossSamples) {
    for (var group = thread; group < GROUPS; group += THREADS) {
      projectUnits(DRAWN, group, 0u, 1u, standardiseUnits(DRAWN, group));
    }
  } else {
    for (var sample = 0u; sample < BATCH; sample++) {
      projectSample(DRAWN, sample, 0u, 1u, standardiseSample(DRAWN, sample, centred), centred);
    }
  }
}
