// Words to numbers: those of the matrix in hand through the table that `table` keeps at hand, those of vectors from storage.

fn weight(word: u32) -> f32 {
  let at = locate(word);
  let segment = segmentOf(weights.table + at.x);
  if (IS_HEAVY) { return f32(heavyInteger(word, segment, at.y)) * weights.unit; }
  return f32(oddInteger(word, segment, at.y)) * weights.unit;
}

fn gaussian(word: u32) -> f32 {
  let at = locate(word);
  return f32(oddInteger(word, tables[at.x], at.y)) * GAUSSIAN_UNIT;
}

// Entry `index` of a Gaussian vector.
fn gaussianEntry(key: vec4u, index: u32) -> f32 {
  return gaussian(words(key, 0u, index / 4u)[index & 3u]);
}
