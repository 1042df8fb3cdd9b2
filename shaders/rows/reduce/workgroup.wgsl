// Sums and maxima over all threads, in an order that is always the same. Two barriers each: a few threads gather the parts of
// all, and everybody adds up what those have. Whatever was written before is seen after them.
// Injected: GATHERERS (about the square root of THREADS, a power of two), PARTS (of which sums here take two).

var<workgroup> parts: array<vec4u, PARTS * THREADS>;
var<workgroup> partSums: array<vec4u, 2u * GATHERERS>;

fn openSums() {
}

fn sumOfAll(own: vec4f) -> vec4f {
  parts[thread] = bitcast<vec4u>(own);
  workgroupBarrier();
  if (thread < GATHERERS) {
    var sum = own;
    for (var i = thread + GATHERERS; i < THREADS; i += GATHERERS) { sum += bitcast<vec4f>(parts[i]); }
    partSums[thread] = bitcast<vec4u>(sum);
  }
  workgroupBarrier();
  var all = vec4f(0.0);
  for (var i = 0u; i < GATHERERS; i++) { all += bitcast<vec4f>(partSums[i]); }
  return all;
}

// Two at once.
fn sumsOfAll(own: mat2x4f) -> mat2x4f {
  parts[thread] = bitcast<vec4u>(own[0]);
  parts[THREADS + thread] = bitcast<vec4u>(own[1]);
  workgroupBarrier();
  for (var which = thread; which < 2u * GATHERERS; which += THREADS) {
    let start = which / GATHERERS * THREADS + which % GATHERERS;
    var sum = bitcast<vec4f>(parts[start]);
    for (var i = GATHERERS; i < THREADS; i += GATHERERS) { sum += bitcast<vec4f>(parts[start + i]); }
    partSums[which] = bitcast<vec4u>(sum);
  }
  workgroupBarrier();
  var all = mat2x4f();
  for (var i = 0u; i < GATHERERS; i++) {
    all += mat2x4f(bitcast<vec4f>(partSums[i]), bitcast<vec4f>(partSums[GATHERERS + i]));
  }
  return all;
}

// Of bits: those of |x| grow with |x|, and are largest where x is infinite or no number.
fn maxOfAll(own: vec4u) -> vec4u {
  parts[thread] = own;
  workgroupBarrier();
  if (thread < GATHERERS) {
    var most = own;
    for (var i = thread + GATHERERS; i < THREADS; i += GATHERERS) { most = max(most, parts[i]); }
    partSums[thread] = most;
  }
  workgroupBarrier();
  var all = vec4u(0u);
  for (var i = 0u; i < GATHERERS; i++) { all = max(all, partSums[i]); }
  return all;
}
