// Twin of src/network/operations/normalisation.ts: h ← g ∘ y + c with y = (h − mean)/σ, T ← g ∘ (T − mean T − y mean(y ∘ T))/σ,
// group by group: a sample's units, or a unit's samples.
#include scale-of

struct Group {
  start: u32,
  stride: u32,
  count: u32,
}

// 1/σ of every group; 0 where it has no spread.
var<workgroup> inverses: array<f32, M>;
var<workgroup> gains: array<f32, N>;

fn groupCount(acrossSamples: bool) -> u32 {
  return select(BATCH, N, acrossSamples);
}

fn groupOf(group: u32, acrossSamples: bool) -> Group {
  if (acrossSamples) { return Group(group * BATCH, 1u, BATCH); }
  return Group(group, BATCH, N);
}

fn drawGains(layer: u32, place: u32) {
  if (HAS_GAIN) {
    let key = streamKey(cell.seed, network, layerOf(layer), STREAM_GAIN + place);
    for (var unit = thread; unit < N; unit += THREADS) {
      gains[unit] = here.gainMean + here.gainScale * gaussianEntry(key, unit);
    }
  }
}

fn gainOf(row: u32) -> f32 {
  if (HAS_GAIN) { return gains[row / BATCH]; }
  return 1.0;
}

// Turns a group of `other` into y and returns 1/σ; 0, and zeros, where there is no spread. Numbers are brought near 1 by a
// power of two, and the mean is taken twice: squares of small numbers would underflow, and a large mean leaves its rounding.
fn standardise(group: Group, centred: bool) -> f32 {
  let count = f32(group.count);
  let end = group.start + group.count * group.stride;
  var largest = 0.0;
  for (var row = group.start; row < end; row += group.stride) { largest = max(largest, abs(other[row])); }
  let e = scaleOf(largest);
  let power = powerOfTwo(-e);
  var mean = 0.0;
  var rest = 0.0;
  if (centred) {
    for (var row = group.start; row < end; row += group.stride) { mean += other[row] * power / count; }
    for (var row = group.start; row < end; row += group.stride) { rest += (other[row] * power - mean) / count; }
  }
  var size = 0.0;
  for (var row = group.start; row < end; row += group.stride) {
    let value = other[row] * power - mean - rest;
    other[row] = value;
    size = max(size, abs(value));
  }
  // Of equal numbers nothing but the rounding of their mean is left.
  if (size <= select(0.0, count * 0x1p-23 * (largest * power), centred)) {
    for (var row = group.start; row < end; row += group.stride) { other[row] = 0.0; }
    return 0.0;
  }
  var square = 0.0;
  for (var row = group.start; row < end; row += group.stride) {
    other[row] /= size;
    square += other[row] * other[row];
  }
  let spread = sqrt(square / count);
  for (var row = group.start; row < end; row += group.stride) { other[row] /= spread; }
  return power / (size * spread);
}

// Number `place` of the layer's normalisations. Ends with a barrier.
fn normalisation(layer: u32, place: u32, acrossSamples: bool, centred: bool) {
  for (var row = thread; row < M; row += THREADS) { other[row] = h[row]; }
  drawGains(layer, place);
  workgroupBarrier();
  let groups = groupCount(acrossSamples);
  for (var i = thread; i < groups; i += THREADS) { inverses[i] = standardise(groupOf(i, acrossSamples), centred); }
  workgroupBarrier();
  let key = streamKey(cell.seed, network, layerOf(layer), STREAM_SHIFT + place);
  for (var row = thread; row < M; row += THREADS) {
    h[row] = gainOf(row) * other[row];
    if (HAS_SHIFT) { h[row] += here.shiftScale * gaussianEntry(key, row / BATCH); }
  }
  var live = 0u;
  for (var i = 0u; i < groups; i++) {
    let group = groupOf(i, acrossSamples);
    live += select(0u, 1u, inverses[i] > 0.0);
    if (MAY_BE_SINGULAR && i % THREADS == thread) { resizeGroup(group, inverses[i]); }
  }
  if (COLUMNS > 0u) {
    if (acrossSamples) { projectUnits(centred); } else { projectSamples(centred); }
    // A state in the range of the tangents is one more direction that is lost: one of each sample that has a
    // state other than 0, or of all together.
    let along = select(0u, select(live, min(live, 1u), acrossSamples), spans);
    let lost = select(1u, 2u, centred);
    let count = groupOf(0u, acrossSamples).count;
    let none = HAS_GAIN && here.gainMean == 0.0 && here.gainScale == 0.0;
    let most = select(live * (max(count, lost) - lost), 0u, none);
    rank = min(max(rank, along) - along, most);
    spans = false;
  }
  workgroupBarrier();
}

// 1/σ as derivatives have it: two numbers without their mean, or one, are fixed up to a sign, and what would be left is
// rounding.
fn derivative(group: Group, inverse: f32, centred: bool) -> f32 {
  return select(inverse, 0.0, group.count <= select(1u, 2u, centred));
}

// What is taken out of a column in a group, and the factor of what is left: t ← g ∘ (t − mean t − y mean(y ∘ t)) · factor, y in
// `other`. Sums of t and y ∘ t go in.
fn projection(i: u32, acrossSamples: bool, centred: bool, sum: f32, along: f32) -> vec3f {
  let group = groupOf(i, acrossSamples);
  let count = f32(group.count);
  return vec3f(select(0.0, sum / count, centred), along / count, derivative(group, inverses[i], centred));
}

fn projected(entry: f32, row: u32, by: vec3f) -> f32 {
  return select(0.0, gainOf(row) * ((entry - by.x - other[row] * by.y) * by.z), by.z > 0.0);
}

// Every sample by itself.
fn projectSamples(centred: bool) {
  //unroll
  for (var c = 0u; c < COLUMNS; c++) {
    //unroll
    for (var sample = 0u; sample < BATCH; sample++) {
      var sum = 0.0;
      var along = 0.0;
      //unroll
      for (var unit = 0u; unit < N; unit++) {
        let entry = x[c][(unit * BATCH + sample) / 4u][(unit * BATCH + sample) % 4u];
        sum += entry;
        along += other[unit * BATCH + sample] * entry;
      }
      let by = projection(sample, false, centred, sum, along);
      //unroll
      for (var unit = 0u; unit < N; unit++) {
        let entry = x[c][(unit * BATCH + sample) / 4u][(unit * BATCH + sample) % 4u];
        x[c][(unit * BATCH + sample) / 4u][(unit * BATCH + sample) % 4u] = projected(entry, unit * BATCH + sample, by);
      }
    }
  }
}

// Every unit by itself.
fn projectUnits(centred: bool) {
  //unroll
  for (var c = 0u; c < COLUMNS; c++) {
    //unroll
    for (var unit = 0u; unit < N; unit++) {
      var sum = 0.0;
      var along = 0.0;
      //unroll
      for (var sample = 0u; sample < BATCH; sample++) {
        let entry = x[c][(unit * BATCH + sample) / 4u][(unit * BATCH + sample) % 4u];
        sum += entry;
        along += other[unit * BATCH + sample] * entry;
      }
      let by = projection(unit, true, centred, sum, along);
      //unroll
      for (var sample = 0u; sample < BATCH; sample++) {
        let entry = x[c][(unit * BATCH + sample) / 4u][(unit * BATCH + sample) % 4u];
        x[c][(unit * BATCH + sample) / 4u][(unit * BATCH + sample) % 4u] = projected(entry, unit * BATCH + sample, by);
      }
    }
  }
}

fn resizeGroup(group: Group, inverse: f32) {
  let end = group.start + group.count * group.stride;
  var largest = 0.0;
  for (var row = group.start; row < end; row += group.stride) { largest = max(largest, sizes[row]); }
  for (var row = group.start; row < end; row += group.stride) { sizes[row] = abs(gainOf(row)) * largest * inverse; }
}
