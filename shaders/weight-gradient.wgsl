// Twin of src/measure/weight-gradient.ts: ‖∂L/∂W‖_F while h is the cotangent at the matrix's output. Ends with a barrier.

// The exponent of a sum that has no term yet.
const NOTHING = -0x40000000;

var<workgroup> partial: array<f32, THREADS>;

fn weightGradient(layer: u32, matrix: u32, at: u32) {
  normalise();
  for (var row = thread; row < M; row += THREADS) { given[row] = inputOf(layer, at, row); }
  workgroupBarrier();
  var largest = 0.0;
  for (var row = 0u; row < M; row++) { largest = max(largest, abs(given[row])); }
  let e = scaleOf(largest);
  let term = exponent + traceExponent(layer) + e;
  if (TIED) {
    addToSum(matrix, powerOfTwo(-e), select(NOTHING, term, largest > 0.0 && stateSize() > 0.0));
  } else if (BATCH > 1u) {
    reportPairs(matrix, powerOfTwo(-e), term);
  } else if (reported) {
    var into = 0.0;
    var out = 0.0;
    for (var row = 0u; row < N; row++) {
      into += (given[row] * powerOfTwo(-e)) * (given[row] * powerOfTwo(-e));
      out += h[row] * h[row];
    }
    report(OF_WEIGHTS + matrix, vec2u(bitcast<u32>(into * out), bitcast<u32>(term)));
  }
  workgroupBarrier();
}

// Of a batch ∂L/∂W = Δ Hᵀ, whose square is the sum over pairs of samples of the products of both Gram matrices.
fn reportPairs(matrix: u32, factor: f32, term: i32) {
  var own = 0.0;
  for (var pair = thread; pair < BATCH * BATCH; pair += THREADS) {
    let s = pair / BATCH;
    let t = pair % BATCH;
    var into = 0.0;
    var out = 0.0;
    for (var row = 0u; row < M; row += BATCH) {
      into += (given[row + s] * factor) * (given[row + t] * factor);
      out += h[row + s] * h[row + t];
    }
    own += into * out;
  }
  partial[thread] = own;
  workgroupBarrier();
  if (reported) {
    var all = 0.0;
    for (var i = 0u; i < THREADS; i++) { all += partial[i]; }
    report(OF_WEIGHTS + matrix, vec2u(bitcast<u32>(max(all, 0.0)), bitcast<u32>(term)));
  }
}

// sum += 2^term · h ⊗ (factor · given), over the samples. The sum is kept as 2^size times numbers of which none is larger than its terms
// were: nothing overflows, and what underflows is not seen anyway. Threads own columns.
fn addToSum(matrix: u32, factor: f32, term: i32) {
  let base = slot * PROGRESS_SIZE + SUMS + matrix * SUM_SIZE;
  let size = sumExponent(base);
  let larger = max(size, term);
  let keep = powerOrZero(size - larger);
  let take = powerOrZero(term - larger);
  workgroupBarrier();
  var square = 0.0;
  for (var column = thread; column < N; column += THREADS) {
    for (var row = 0u; row < N; row++) {
      let entry = base + 1u + row * N + column;
      var sum = keep * bitcast<f32>(progress[entry]);
      for (var sample = 0u; sample < BATCH; sample++) {
        sum += h[row * BATCH + sample] * (take * (factor * given[column * BATCH + sample]));
      }
      progress[entry] = bitcast<u32>(sum);
      square += sum * sum;
    }
  }
  partial[thread] = square;
  if (thread == 0u) { progress[base] = bitcast<u32>(larger - NOTHING); }
  storageBarrier();
  workgroupBarrier();
  if (reported) {
    var all = 0.0;
    for (var i = 0u; i < THREADS; i++) { all += partial[i]; }
    report(OF_WEIGHTS + matrix, vec2u(bitcast<u32>(all), bitcast<u32>(larger)));
  }
}

// Kept from NOTHING on, so that a buffer of zeros is an empty sum.
fn sumExponent(base: u32) -> i32 {
  return bitcast<i32>(progress[base]) + NOTHING;
}

// 2^e for e ≤ 0; zero where that is no normal number.
fn powerOrZero(e: i32) -> f32 {
  return select(powerOfTwo(e), 0.0, e < -126);
}
