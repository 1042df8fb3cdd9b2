// Twin of src/network/trace.ts: the states that operations were given, for the way back.

const TRACE_SIZE = 1u + OPERATIONS * M;

// What operation number `at` was given, on its way through a matrix.
var<workgroup> given: array<f32, M>;

fn traceAt(layer: u32) -> u32 {
  return (slot * run.segment + layer % run.segment) * TRACE_SIZE;
}

// Every thread notes its own rows: no barrier.
fn noteInput(layer: u32, at: u32) {
  if (!traced) { return; }
  let trace = traceAt(layer);
  for (var row = thread; row < M; row += THREADS) { traces[trace + 1u + at * M + row] = bitcast<u32>(h[row]); }
  if (thread == 0u && at == 0u) { traces[trace] = bitcast<u32>(exponent); }
}

// The branch's result, before the skip path joins it.
fn noteBranch() {
  reportSize(OF_BRANCH);
  workgroupBarrier();
}

fn inputOf(layer: u32, at: u32, row: u32) -> f32 {
  return bitcast<f32>(traces[traceAt(layer) + 1u + at * M + row]);
}

// Of all the states of a layer's trace.
fn traceExponent(layer: u32) -> i32 {
  return bitcast<i32>(traces[traceAt(layer)]);
}
