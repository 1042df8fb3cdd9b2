/**
 * Mean exponents in f64 of networks whose f32 weights are given: [layer][network·n·n], states [network·n] and one frame
 * (n × k, row-major) for all. Modified Gram–Schmidt, done twice; nats per layer.
 */
export function reference({ n, k, networks }, weights, states, frame) {
  const sums = new Float64Array(k);
  for (let b = 0; b < networks; b++) {
    let h = Float64Array.from({ length: n }, (_, i) => states[b * n + i]);
    let q = Array.from({ length: k }, (_, j) => Float64Array.from({ length: n }, (_, i) => frame[i * k + j]));
    for (const w of weights) {
      const times = (x) =>
        Float64Array.from({ length: n }, (_, i) => x.reduce((sum, each, j) => sum + w[(b * n + i) * n + j] * each, 0));
      const z = times(h);
      const slopes = z.map((each) => {
        const e = Math.exp(-2 * Math.abs(each));
        return (4 * e) / (1 + e) ** 2;
      });
      h = z.map(Math.tanh);
      q = q.map((column) => times(column).map((each, i) => each * slopes[i]));
      for (let pass = 0; pass < 2; pass++) {
        for (let j = 0; j < k; j++) {
          const norm = Math.hypot(...q[j]);
          sums[j] += Math.log(norm);
          q[j] = q[j].map((each) => each / norm);
          for (let i = j + 1; i < k; i++) {
            const along = q[i].reduce((sum, each, row) => sum + each * q[j][row], 0);
            q[i] = q[i].map((each, row) => each - along * q[j][row]);
          }
        }
      }
    }
  }
  return sums.map((sum) => sum / (networks * weights.length));
}

/** Entries of the first n × k part of the unit matrix: a frame as good as any for a comparison. */
export function unitFrame(n, k) {
  return Float32Array.from({ length: n * k }, (_, i) => (Math.floor(i / k) === i % k ? 1 : 0));
}

/** The largest difference of two spectra. */
export function largest(found, expected) {
  return Math.max(...expected.map((each, i) => Math.abs(each - found[i])));
}
