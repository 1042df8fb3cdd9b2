/** Small, slow and independent of the product's own generator and engine. */

/** Standard normal draws (mulberry32, Box–Muller). */
export function gaussian(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Orthonormalises the columns of a row-major n × n matrix in place (Gram–Schmidt, twice); returns ln R_ii. */
export function logDiagonal(matrix: number[], n: number): number[] {
  const logs: number[] = [];
  for (let j = 0; j < n; j++) {
    let length = 0;
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < j; k++) {
        let overlap = 0;
        for (let row = 0; row < n; row++) overlap += matrix[row * n + k] * matrix[row * n + j];
        for (let row = 0; row < n; row++) matrix[row * n + j] -= overlap * matrix[row * n + k];
      }
    }
    for (let row = 0; row < n; row++) length += matrix[row * n + j] ** 2;
    length = Math.sqrt(length);
    for (let row = 0; row < n; row++) matrix[row * n + j] /= length;
    logs.push(Math.log(length));
  }
  return logs;
}

/** A layer: from the state to the next state and the row-major Jacobian between them. */
export type Layer = (state: number[]) => { state: number[]; jacobian: number[] };

/** λ₁ and its standard error over `networks` independent networks of `depth` layers. */
export function measureTop(
  n: number,
  layer: Layer,
  networks: number,
  depth: number,
  draw: () => number,
): { mean: number; error: number } {
  const values: number[] = [];
  for (let network = 0; network < networks; network++) {
    let state = Array.from({ length: n }, draw);
    let tangent = Array.from({ length: n }, draw);
    let sum = 0;
    for (let step = 0; step <= depth; step++) {
      const length = Math.hypot(...tangent);
      if (step > 0) sum += Math.log(length);
      tangent = tangent.map((each) => each / length);
      const next = layer(state);
      const direction = tangent;
      tangent = tangent.map((_, row) =>
        direction.reduce((total, each, column) => total + next.jacobian[row * n + column] * each, 0),
      );
      state = next.state;
    }
    values.push(sum / depth);
  }
  const mean = values.reduce((total, each) => total + each, 0) / networks;
  const variance = values.reduce((total, each) => total + (each - mean) ** 2, 0) / (networks - 1);
  return { mean, error: Math.sqrt(variance / networks) };
}
