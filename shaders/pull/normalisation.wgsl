// h ← (g ∘ h − mean − y mean(y ∘ g ∘ h))/σ at the state that operation number `at` was given. Ends with a barrier.
fn pullNormalisation(layer: u32, at: u32, place: u32, acrossSamples: bool, centred: bool) {
  normalise();
  for (var row = thread; row < M; row += THREADS) { other[row] = inputOf(layer, at, row); }
  drawGains(layer, place);
  workgroupBarrier();
  let groups = groupCount(acrossSamples);
  for (var i = thread; i < groups; i += THREADS) {
    let group = groupOf(i, acrossSamples);
    let end = group.start + group.count * group.stride;
    let inverse = derivative(group, standardise(group, centred), centred);
    var mean = 0.0;
    var along = 0.0;
    for (var row = group.start; row < end; row += group.stride) {
      h[row] *= gainOf(row);
      mean += h[row];
      along += other[row] * h[row];
    }
    mean = select(0.0, mean / f32(group.count), centred);
    along /= f32(group.count);
    for (var row = group.start; row < end; row += group.stride) {
      h[row] = select(0.0, (h[row] - mean - other[row] * along) * inverse, inverse > 0.0);
    }
  }
  workgroupBarrier();
}
