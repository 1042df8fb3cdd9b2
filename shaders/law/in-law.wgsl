// Twin of src/network/operations/in-law.ts: h ← W h + b, T ← W T with fresh W, drawn from its exact conditional law. With the
// thin QR [h | T] = U S, W U has the law of a Gaussian matrix, or of a Haar frame, whatever U is.
#include law/triangularise
#include rows/bias

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
