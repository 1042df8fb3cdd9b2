// Twin of src/network/network.ts: h_{l+1} = after( skip · h_l + scale · branch(h_l) ).
// Injected: BRANCH and AFTER, the lists of operations as calls, and the modules that these take.
#include operations

fn branchOperations(layer: u32) {
//BRANCH
}

fn afterOperations(layer: u32) {
//AFTER
}

// Rank of the product so far goes in and out through `rank`.
fn pushLayer(layer: u32) {
  chooseLayer(layer);
  let before = rank;
  let spanned = spans;
  if (SCALABLE && IS_BIASED) { unscale(); }
  if (HAS_SKIP) { save(); }
  if (MAY_BE_SINGULAR) { startSizes(); }
  workgroupBarrier();
  // A branch of scale 0 is not computed, or does not count: its overflow would be 0 · ∞.
  if (HAS_BRANCH) { branchOperations(layer); }
  if (MAY_STOP && here.scale == 0.0) { dropBranch(); }
  if (MAY_BE_SINGULAR) { joinSizes(); }
  if (here.skip != 0.0) {
    rank = before;
    spans = before == M || (here.scale == 0.0 && spanned);
  } else if (here.scale == 0.0) {
    rank = 0u;
  }
  join(here.skip, here.scale);
  workgroupBarrier();
  afterOperations(layer);
  if (SCALABLE) { rescale(); }
}

// Below this φ is linear to rounding, and stays so within a layer however much that grows the state. A state that comes
// back is written out a little above it.
const FAINT = 0x1p-60;
const BACK = -48;

// Brings a state that has grown or shrunk far back to size, by a power of two, so that no bit is lost: one of any size
// where the network is homogeneous, else a tiny one.
fn rescale() {
  let size = stateSize();
  workgroupBarrier();
  if (size == 0.0) { exponent = 0; }
  if (size > 0.0 && isFinite(size)) {
    let e = exponentOf(size);
    if (!HOMOGENEOUS && exponent != 0 && exponent + e > BACK) {
      scaleState(powerOfTwo(-e));
      scaleState(powerOfTwo(exponent + e));
      exponent = 0;
    } else if ((HOMOGENEOUS || exponent != 0 || size < FAINT) && (size > 0x1p40 || size < 0x1p-40)) {
      scaleState(powerOfTwo(-e));
      exponent += e;
    }
  }
  workgroupBarrier();
}

// A bias is added to the true state: one that has shrunk is written out first.
fn unscale() {
  if (exponent < 0) {
    scaleState(powerOfTwo(exponent));
    exponent = 0;
  }
  workgroupBarrier();
}
