// Twin of src/network/operations/in-law.ts: h ← W h + b, T ← W T with fresh W, drawn from its exact conditional law. With the
// thin QR [h | T] = U S, W U has the law of a Gaussian matrix, or of a Haar frame, whatever U is.
#include law/triangularise

fn startInLaw(layer: u32, matrix: u32) -> vec4u {
  chooseMatrix(layer, matrix);
  triangularise();
  return streamKey(cell.seed, network, layer, IN_LAW + STREAM_WEIGHTS + matrix);
}

fn finishInLaw(layer: u32, matrix: u32) {
  addBias(layer, matrix);
  noteLinear();
  mixSizes();
}

// h += b, every sample's the same, b scaled as the state is.
fn addBias(layer: u32, matrix: u32) {
  if (HAS_BIAS) {
    let key = streamKey(cell.seed, network, layer, IN_LAW + STREAM_BIAS + matrix);
    let factor = here.biasScale * powerOfTwo(-exponent);
    for (var first = thread; first < GROUPS; first += THREADS) {
      let bias = between(0u, first, factor * normals(key, 0u, first));
      for (var g = first; g < LONG; g += GROUPS) { rows[at(0u, g)] += bias; }
    }
  }
}
