// The triangular factor in workgroup memory: the upper triangle, column after column.
// Injected: ENTRIES, those of S on and above the diagonal.

var<workgroup> s: array<f32, ENTRIES>;

fn factor(i: u32, c: u32) -> f32 {
  if (i > c || c >= SHORT) { return 0.0; }
  return s[c * (c + 1u) / 2u + i];
}

// Of row i and four neighbouring columns; a barrier comes before anybody reads them.
fn putFactors(i: u32, first: u32, products: vec4f) {
  if (thread < 4u && first + thread < SHORT) {
    let c = first + thread;
    s[c * (c + 1u) / 2u + i] = weights.scale * products[thread] * powerOf(c);
  }
}

fn shareFactors() {
}
