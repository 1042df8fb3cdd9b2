// Sums and maxima over all threads, in an order that is always the same. All of them end with a barrier.

var<workgroup> parts: array<vec4u, THREADS>;

fn sumOfAll(own: vec4f) -> vec4f {
  parts[thread] = bitcast<vec4u>(own);
  workgroupBarrier();
  for (var half = THREADS / 2u; half > 0u; half /= 2u) {
    if (thread < half) {
      parts[thread] = bitcast<vec4u>(bitcast<vec4f>(parts[thread]) + bitcast<vec4f>(parts[thread + half]));
    }
    workgroupBarrier();
  }
  let all = bitcast<vec4f>(parts[0]);
  workgroupBarrier();
  return all;
}

// Of bits: those of |x| grow with |x|, and are largest where x is infinite or no number.
fn maxOfAll(own: vec4u) -> vec4u {
  parts[thread] = own;
  workgroupBarrier();
  for (var half = THREADS / 2u; half > 0u; half /= 2u) {
    if (thread < half) { parts[thread] = max(parts[thread], parts[thread + half]); }
    workgroupBarrier();
  }
  let all = parts[0];
  workgroupBarrier();
  return all;
}

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
