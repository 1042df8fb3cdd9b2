// Twin of src/network/quantile.ts: words to standardised weights through a table of (base, slope), in integers.

const TABLE_SIZE = 512u;

// ±X, odd; the standardised weight is ±X · 2^−fractionBits.
fn oddInteger(word: u32, segment: vec2u, place: u32) -> i32 {
  let descent = (segment.y * place) >> 15u;
  let x = i32(((segment.x - descent) << 1u) | 1u);
  return select(x, -x, (word & 0x80000000u) != 0u);
}

// The same of a table with more range, whose slope words have a shift of their own in the high half: of up to 31 bits the 24
// leading ones count, so that it is exactly an f32 again.
fn heavyInteger(word: u32, segment: vec2u, place: u32) -> i32 {
  let descent = ((segment.y & 0xffffu) * place) >> (segment.y >> 16u);
  let x = ((segment.x - descent) << 1u) | 1u;
  let cut = 8u - min(8u, countLeadingZeros(x));
  let odd = i32((x >> cut) << cut);
  return select(odd, -odd, (word & 0x80000000u) != 0u);
}

// Segment of the table (x) and the place in it (y).
fn locate(word: u32) -> vec2u {
  let u = (word << 1u) | 1u;
  let octave = countLeadingZeros(u);
  let m = (u << octave) << 1u;
  return vec2u((octave << 4u) | (m >> 28u), (m >> 13u) & 0x7fffu);
}
