// Twin of `pull` in src/network/network.ts: δ_l = J_lᵀ δ_{l+1}.
// Injected: PULL_BRANCH and PULL_AFTER, the lists of operations from the last to the first, as calls.
#include pull/operations

fn pullBranch(layer: u32) {
//PULL_BRANCH
}

fn pullAfter(layer: u32) {
//PULL_AFTER
}

// The exponent of what the skip path takes.
var<private> skipped: i32;

// Leaves h near 1. Ends with a barrier.
fn pullLayer(layer: u32) {
  chooseLayer(layer);
  pullAfter(layer);
  normalise();
  skipped = exponent;
  if (HAS_SKIP) { save(); }
  scaleState(here.scale);
  workgroupBarrier();
  if (HAS_BRANCH) { pullBranch(layer); }
  if (MAY_STOP && here.scale == 0.0) { dropBranch(); }
  if (HAS_SKIP) {
    // Both at the larger scale: of the other nothing is lost that a sum would keep.
    let larger = max(skipped, exponent);
    join(here.skip * powerOfTwo(skipped - larger), powerOfTwo(exponent - larger));
    exponent = larger;
    workgroupBarrier();
  }
  normalise();
}
