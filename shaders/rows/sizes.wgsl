// Sizes of numbers by their bits.

fn sizeBits(v: vec4f) -> vec4u {
  return bitcast<vec4u>(v) & vec4u(0x7fffffffu);
}

fn largestOf(v: vec4u) -> u32 {
  return max(max(v.x, v.y), max(v.z, v.w));
}

// Of largest sizes: a power of two that brings them near 1, 0 where they are zero or not finite.
fn scalesOf(bits: vec4u) -> vec4i {
  let e = clamp(vec4i(bits >> vec4u(23u)) - 127, vec4i(-126), vec4i(126));
  return select(e, vec4i(0), (bits == vec4u(0u)) | (bits >= vec4u(0x7f800000u)));
}
