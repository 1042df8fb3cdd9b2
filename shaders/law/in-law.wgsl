// Twin of src/network/operations/in-law.ts: h ← W h + b, T ← W T with fresh W, drawn from its exact conditional law. With the
// thin QR [h | T] = U S, W U has the law of `multiply`'s G, or of its frame, whatever U is.
#include law/triangularise
#include multiply

fn linearOperation(layer: u32, matrix: u32) {
  triangularise();
  multiply(streamKey(cell.seed, network, layer, IN_LAW + STREAM_WEIGHTS + matrix));
  addBias(layer, matrix);
  rank = min(rank, cell.weightRank);
  mixSizes();
}

// h += b, b scaled as the state is.
fn addBias(layer: u32, matrix: u32) {
  if (HAS_BIAS) {
    let key = streamKey(cell.seed, network, layer, IN_LAW + STREAM_BIAS + matrix);
    let factor = cell.biasScale * powerOfTwo(-exponent);
    for (var g = thread; g < GROUPS; g += THREADS) {
      rows[at(0u, g)] += between(0u, g, factor * normals(key, 0u, g));
    }
  }
}
