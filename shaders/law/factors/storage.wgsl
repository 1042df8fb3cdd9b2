// The triangular factor behind the columns in storage, where it is too large for the workgroup's memory: four neighbouring
// entries of a row from the diagonal on together.

const BLOCKS = (SHORT + 3u) / 4u;

fn blockAt(i: u32, block: u32) -> u32 {
  return base + FACTOR + i * BLOCKS + block;
}

fn factor(i: u32, c: u32) -> f32 {
  if (i > c || c >= SHORT) { return 0.0; }
  return rows[blockAt(i, (c - i) / 4u)][(c - i) % 4u];
}

fn putFactors(i: u32, first: u32, products: vec4f) {
  if (thread == 0u) {
    let powers = vec4f(powerOf(first), powerOf(first + 1u), powerOf(first + 2u), powerOf(first + 3u));
    rows[blockAt(i, (first - i) / 4u)] = weights.scale * products * powers;
  }
}

// Others read what thread 0 wrote.
fn shareFactors() {
  storageBarrier();
}
