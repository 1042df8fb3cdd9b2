// Twin of src/network/trace.ts: the states that operations were given, for the way back.

const TRACE_SIZE = 1u + OPERATIONS * WIDE;

fn traceAt(layer: u32) -> u32 {
  return (slot * run.segment + layer % run.segment) * TRACE_SIZE;
}

// Four numbers of whatever the way back takes beside the states.
fn noteNumbers(layer: u32, operation: u32, group: u32, value: vec4f) {
  if (traced) { traces[traceAt(layer) + 1u + operation * WIDE + group] = bitcast<vec4u>(value); }
}

fn noteInput(layer: u32, operation: u32) {
  if (!traced) { return; }
  let trace = traceAt(layer);
  for (var g = thread; g < WIDE; g += THREADS) { noteNumbers(layer, operation, g, rows[inHand(0u, g)]); }
  if (thread == 0u && operation == 0u) { traces[trace].x = bitcast<u32>(exponent); }
}

// The branch's result, before the skip path joins it.
fn noteBranch() {
  reportSize(OF_BRANCH);
}

fn inputOf(layer: u32, operation: u32, group: u32) -> vec4f {
  return bitcast<vec4f>(traces[traceAt(layer) + 1u + operation * WIDE + group]);
}

// Of all the states of a layer's trace.
fn traceExponent(layer: u32) -> i32 {
  return bitcast<i32>(traces[traceAt(layer)].x);
}

// A power of two that brings what an operation was given near 1.
fn inputScale(layer: u32, operation: u32) -> i32 {
  var largest = vec4u(0u);
  for (var g = thread; g < WIDE; g += THREADS) { largest = max(largest, sizeBits(inputOf(layer, operation, g))); }
  return scalesOf(maxOfAll(vec4u(largestOf(largest)))).x;
}
