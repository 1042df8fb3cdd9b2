// Twin of `pull` in src/network/network.ts: δ_l = J_lᵀ δ_{l+1}.
// Injected: PULL_BRANCH and PULL_AFTER, the lists of operations from the last to the first, as calls.

fn pullBranch(layer: u32) {
//PULL_BRANCH
}

fn pullAfter(layer: u32) {
//PULL_AFTER
}

// Leaves h near 1. Ends with a barrier.
fn pullLayer(layer: u32) {
  pullAfter(layer);
  normalise();
  let skipped = exponent;
  for (var row = thread; row < N; row += THREADS) {
    if (HAS_SKIP) { savedState[row] = h[row]; }
    h[row] *= cell.scale;
  }
  workgroupBarrier();
  if (HAS_BRANCH) { pullBranch(layer); }
  if (HAS_SKIP) {
    // Both at the larger scale: of the other nothing is lost that a sum would keep.
    let larger = max(skipped, exponent);
    let skip = cell.skip * powerOfTwo(skipped - larger);
    let branch = powerOfTwo(exponent - larger);
    for (var row = thread; row < N; row += THREADS) { h[row] = skip * savedState[row] + branch * h[row]; }
    exponent = larger;
    workgroupBarrier();
  }
  normalise();
}
