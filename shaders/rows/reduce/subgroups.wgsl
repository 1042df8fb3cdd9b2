// The sums and maxima of reduce/workgroup.wgsl where threads of a subgroup add up among themselves: one barrier each. Subgroups
// may be of any size; their order, found once, is that of their first threads, so that sums are always the same.
// Injected: PARTS (numbers of four a thread that there is room for, two or more).

// Sums in turn have one half and the other: the last may still be read while the next is written. Whoever else writes here
// must put a barrier before.
var<workgroup> parts: array<vec4u, PARTS * THREADS>;
var<workgroup> subgroupCount: u32;

// The subgroup's place among all, whether this is its first thread, and which half is next.
var<private> subgroupPlace: u32;
var<private> leads: bool;
var<private> turn: u32;

// Comes before the first sum. Ends with a barrier.
fn openSums() {
  let first = subgroupMin(thread);
  leads = first == thread;
  parts[thread].x = select(0u, 1u, leads);
  workgroupBarrier();
  for (var i = 0u; i < first; i++) { subgroupPlace += parts[i].x; }
  if (thread == 0u) {
    var count = 0u;
    for (var i = 0u; i < THREADS; i++) { count += parts[i].x; }
    subgroupCount = count;
  }
  workgroupBarrier();
}

fn share(own: vec4u) {
  turn = THREADS - turn;
  if (leads) { parts[turn + subgroupPlace] = own; }
  workgroupBarrier();
}

fn sumOfAll(own: vec4f) -> vec4f {
  share(bitcast<vec4u>(subgroupAdd(own)));
  var all = vec4f(0.0);
  for (var i = 0u; i < subgroupCount; i++) { all += bitcast<vec4f>(parts[turn + i]); }
  return all;
}

// Two at once. Subgroups are half as many as threads at most.
fn sumsOfAll(own: mat2x4f) -> mat2x4f {
  let one = bitcast<vec4u>(subgroupAdd(own[0]));
  let two = bitcast<vec4u>(subgroupAdd(own[1]));
  turn = THREADS - turn;
  if (leads) {
    parts[turn + 2u * subgroupPlace] = one;
    parts[turn + 2u * subgroupPlace + 1u] = two;
  }
  workgroupBarrier();
  var all = mat2x4f();
  for (var i = 0u; i < subgroupCount; i++) {
    all += mat2x4f(bitcast<vec4f>(parts[turn + 2u * i]), bitcast<vec4f>(parts[turn + 2u * i + 1u]));
  }
  return all;
}

// Of bits: those of |x| grow with |x|, and are largest where x is infinite or no number.
fn maxOfAll(own: vec4u) -> vec4u {
  share(subgroupMax(own));
  var all = vec4u(0u);
  for (var i = 0u; i < subgroupCount; i++) { all = max(all, parts[turn + i]); }
  return all;
}
