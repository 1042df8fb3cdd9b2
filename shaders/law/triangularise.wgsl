// Twin of src/network/triangularise.ts: the factor S, S_ii ≥ 0, of a thin QR [h | T] = U S, by Householder reflections; the
// bundle is used up. With u = x/‖x‖ for column i from row i on, the reflection I − v vᵀ/|v_i| has v = u ± e_i, and
// S_ic = uᵀy for every column y after it. Row i is then done with and set to zero.
#include rows/short
#include rows/scale
#include law/factors

// Injected: DIRECTIONS = min(N, SHORT), the columns of U.

// Entries of one row in four neighbouring columns.
var<workgroup> heads: vec4f;

// Leaves σ_w S, or σ_w/√n S where the weights are Gaussian, in `factor`.
fn triangularise() {
  scaleColumns(0u, SHORT, GROUPS);
  for (var i = 0u; i < DIRECTIONS; i++) {
    var inverse = 0.0;
    var sign = 0.0;
    var half = 1.0;
    for (var first = i; first < SHORT; first += 4u) {
      var own = vec4f(0.0);
      for (var g = thread; g < GROUPS; g += THREADS) {
        let y = fourShort(first, g);
        own += rows[shortAt(i, g)] * y;
        if (g == i / 4u) { heads = vec4f(y[0][i % 4u], y[1][i % 4u], y[2][i % 4u], y[3][i % 4u]); }
      }
      let dots = sumOfAll(own);
      let entries = heads;
      if (first == i && dots.x > 0.0) {
        inverse = inverseSqrt(dots.x);
        sign = select(1.0, -1.0, entries.x < 0.0);
        half = 1.0 + abs(entries.x * inverse);
      }
      // Where nothing is left of column i, e_i takes its place, with the sign that its twin gives it.
      let products = select(-entries, dots * inverse, inverse > 0.0);
      let factors = (products + sign * entries) / half;
      for (var g = thread; g < GROUPS; g += THREADS) {
        let e = unitVector(i, g);
        let v = inverse * rows[shortAt(i, g)] + sign * e;
        let y = fourShort(first, g) - outer(v, factors);
        let rest = 1.0 - e;
        // The others in its block are not the last to need column i.
        if (first > i) { putShort(first, g, rest * y[0]); }
        putShort(first + 1u, g, rest * y[1]);
        putShort(first + 2u, g, rest * y[2]);
        putShort(first + 3u, g, rest * y[3]);
      }
      putFactors(i, first, products);
      // `heads` is written again.
      workgroupBarrier();
    }
  }
  shareFactors();
}

fn powerOf(column: u32) -> f32 {
  return powerOfTwo(shiftOf(min(column, SHORT - 1u)));
}
