// Twin of src/network/operations/normalisation.ts: h ← g ∘ y + c with y = (h − mean)/σ, T ← g ∘ (T − mean T − y mean(y ∘ T))/σ,
// over the units of every sample, or over a unit's samples, all of which a thread has.

// Entries of a short column, or of all samples, as what they are sums of.
fn total(v: vec4f) -> f32 {
  return dot(v, vec4f(1.0));
}

fn gainsOf(layer: u32, place: u32, group: u32) -> vec4f {
  if (HAS_GAIN) {
    let key = streamKey(cell.seed, network, layerOf(layer), SAMPLED + STREAM_GAIN + place);
    return here.gainMean + here.gainScale * normals(key, 0u, group);
  }
  return vec4f(1.0);
}

// Turns sample `sample` of a column into y and returns 1/σ; 0, and zeros, where there is no spread. Numbers are brought near 1
// by a power of two, and the mean is taken twice: squares of small numbers would underflow, and a large mean leaves its
// rounding.
fn standardiseSample(column: u32, sample: u32, centred: bool) -> f32 {
  let start = at(column, sample * GROUPS);
  var largest = vec4u(0u);
  for (var g = thread; g < GROUPS; g += THREADS) { largest = max(largest, sizeBits(rows[start + g])); }
  let bits = maxOfAll(vec4u(largestOf(largest))).x;
  let power = powerOfTwo(-scalesOf(vec4u(bits)).x);
  var mean = 0.0;
  if (centred) {
    var own = 0.0;
    for (var g = thread; g < GROUPS; g += THREADS) { own += total(rows[start + g] * power); }
    mean = sumOfAll(vec4f(own)).x / f32(N);
  }
  var own = vec4f(0.0);
  for (var g = thread; g < GROUPS; g += THREADS) {
    let value = between(0u, g, rows[start + g] * power - mean);
    rows[start + g] = value;
    own += vec4f(total(value), dot(value, value), 0.0, 0.0);
  }
  let sums = sumOfAll(own) / f32(N);
  let rest = select(0.0, sums.x, centred);
  let spread = sqrt(max(0.0, sums.y - rest * rest));
  // Of equal numbers nothing but the rounding of their mean is left.
  let none = spread <= select(0.0, f32(N) * 0x1p-23 * (bitcast<f32>(bits) * power), centred);
  for (var g = thread; g < GROUPS; g += THREADS) {
    rows[start + g] = select(between(0u, g, rows[start + g] - rest) / spread, vec4f(0.0), none);
  }
  return select(power / spread, 0.0, none);
}

// t ← (t − mean t − y mean(y ∘ t))/σ of a sample of columns first … end − 1, two at a time; y is that of column `unit`.
fn projectSample(unit: u32, sample: u32, first: u32, end: u32, reciprocal: f32, centred: bool) {
  // Two numbers without their mean, or one, are fixed up to a sign: what would be left is rounding.
  let inverse = select(reciprocal, 0.0, N <= select(1u, 2u, centred));
  let start = sample * GROUPS;
  for (var c = first; c < end; c += 2u) {
    let next = min(c + 1u, end - 1u);
    var own = vec4f(0.0);
    for (var g = thread; g < GROUPS; g += THREADS) {
      let y = rows[at(unit, start + g)];
      let one = rows[at(c, start + g)];
      let two = rows[at(next, start + g)];
      own += vec4f(total(one), dot(y, one), total(two), dot(y, two));
    }
    let means = sumOfAll(own) / f32(N);
    let centre = select(vec2f(0.0), means.xz, centred);
    for (var g = thread; g < GROUPS; g += THREADS) {
      let y = rows[at(unit, start + g)];
      let one = (rows[at(c, start + g)] - centre.x - y * means.y) * inverse;
      let two = (rows[at(next, start + g)] - centre.y - y * means.w) * inverse;
      rows[at(c, start + g)] = select(vec4f(0.0), between(0u, g, one), inverse > 0.0);
      rows[at(next, start + g)] = select(vec4f(0.0), between(0u, g, two), inverse > 0.0);
    }
  }
}

// The same of four neighbouring units over their samples.
fn standardiseUnits(column: u32, group: u32) -> vec4f {
  let count = f32(BATCH);
  var largest = vec4f(0.0);
  for (var g = group; g < LONG; g += GROUPS) { largest = max(largest, abs(rows[at(column, g)])); }
  let e = scalesOf(bitcast<vec4u>(largest));
  let power = vec4f(powerOfTwo(-e.x), powerOfTwo(-e.y), powerOfTwo(-e.z), powerOfTwo(-e.w));
  var mean = vec4f(0.0);
  var rest = vec4f(0.0);
  for (var g = group; g < LONG; g += GROUPS) { mean += rows[at(column, g)] * power / count; }
  for (var g = group; g < LONG; g += GROUPS) { rest += (rows[at(column, g)] * power - mean) / count; }
  var size = vec4f(0.0);
  for (var g = group; g < LONG; g += GROUPS) {
    let value = rows[at(column, g)] * power - mean - rest;
    rows[at(column, g)] = value;
    size = max(size, abs(value));
  }
  let none = size <= count * 0x1p-23 * (largest * power);
  let safe = select(size, vec4f(1.0), none);
  var square = vec4f(0.0);
  for (var g = group; g < LONG; g += GROUPS) {
    let value = rows[at(column, g)] / safe;
    square += value * value;
  }
  let spread = select(safe * sqrt(square / count), vec4f(1.0), none);
  for (var g = group; g < LONG; g += GROUPS) {
    rows[at(column, g)] = select(rows[at(column, g)] / spread, vec4f(0.0), none);
  }
  return select(power / spread, vec4f(0.0), none);
}

fn projectUnits(unit: u32, group: u32, first: u32, end: u32, inverse: vec4f) {
  for (var c = first; c < end; c++) {
    var mean = vec4f(0.0);
    var along = vec4f(0.0);
    for (var g = group; g < LONG; g += GROUPS) {
      mean += rows[at(c, g)] / f32(BATCH);
      along += rows[at(unit, g)] * rows[at(c, g)] / f32(BATCH);
    }
    for (var g = group; g < LONG; g += GROUPS) {
      let projected = (rows[at(c, g)] - mean - rows[at(unit, g)] * along) * inverse;
      rows[at(c, g)] = select(vec4f(0.0), projected, inverse > vec4f(0.0));
    }
  }
}

// Number `place` of the layer's normalisations.
fn normalisation(layer: u32, place: u32, acrossSamples: bool, centred: bool) {
  var live = 0u;
  if (acrossSamples) {
    var own = 0.0;
    for (var group = thread; group < GROUPS; group += THREADS) {
      let inverse = standardiseUnits(0u, group);
      own += total(select(vec4f(0.0), vec4f(1.0), inverse > vec4f(0.0)));
      projectUnits(0u, group, 1u, BUNDLE, inverse);
      if (MAY_BE_SINGULAR) {
        var largest = vec4f(0.0);
        for (var g = group; g < LONG; g += GROUPS) { largest = max(largest, rows[at(ROW_SIZES, g)]); }
        for (var g = group; g < LONG; g += GROUPS) { rows[at(ROW_SIZES, g)] = largest * inverse; }
      }
    }
    live = u32(sumOfAll(vec4f(own)).x);
  } else {
    for (var sample = 0u; sample < BATCH; sample++) {
      let inverse = standardiseSample(0u, sample, centred);
      live += select(0u, 1u, inverse > 0.0);
      projectSample(0u, sample, 1u, BUNDLE, inverse, centred);
      if (MAY_BE_SINGULAR) {
        var own = vec4u(0u);
        for (var g = thread; g < GROUPS; g += THREADS) {
          own = max(own, sizeBits(between(0u, g, rows[at(ROW_SIZES, sample * GROUPS + g)])));
        }
        let largest = bitcast<f32>(maxOfAll(vec4u(largestOf(own))).x);
        for (var g = thread; g < GROUPS; g += THREADS) { rows[at(ROW_SIZES, sample * GROUPS + g)] = vec4f(largest * inverse); }
      }
    }
  }
  let key = streamKey(cell.seed, network, layerOf(layer), SAMPLED + STREAM_SHIFT + place);
  for (var group = thread; group < GROUPS; group += THREADS) {
    let gain = gainsOf(layer, place, group);
    var shift = vec4f(0.0);
    if (HAS_SHIFT) { shift = here.shiftScale * normals(key, 0u, group); }
    for (var g = group; g < LONG; g += GROUPS) {
      rows[at(0u, g)] = between(0u, g, gain * rows[at(0u, g)] + shift);
      for (var c = 1u; c < BUNDLE; c++) { rows[at(c, g)] *= gain; }
      if (MAY_BE_SINGULAR) { rows[at(ROW_SIZES, g)] *= abs(gain); }
    }
  }
  // A state in the range of the tangents is one more direction that is lost: one of each sample that has a
  // state other than 0, or of all together.
  let along = select(0u, select(live, min(live, 1u), acrossSamples), spans);
  let lost = select(1u, 2u, centred);
  let count = select(N, BATCH, acrossSamples);
  let none = HAS_GAIN && here.gainMean == 0.0 && here.gainScale == 0.0;
  rank = min(max(rank, along) - along, select(live * (max(count, lost) - lost), 0u, none));
  spans = false;
}
