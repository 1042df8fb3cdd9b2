/** The norm is taken where a step changes it by less than this, relatively: convergence is faster than geometric. */
const TOLERANCE = 1e-12;

/**
 * ln ‖A‖₂ of an n × n matrix (row-major), −∞ for zero, by Lanczos bidiagonalisation with full reorthogonalisation
 * (Golub, Kahan 1965): the largest singular value of the small bidiagonal matrix rises to that of A.
 */
export function logSpectralNorm(matrix: Float64Array, n: number): number {
  const size = matrix.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
  if (size === 0 || !Number.isFinite(size)) return Math.log(size);
  const a = matrix.map((x) => x / size);
  const right: Float64Array[] = [];
  const left: Float64Array[] = [];
  const alphas: number[] = [];
  const betas: number[] = [];
  // A start without symmetries, so that no singular vector is orthogonal to it by construction.
  let v: Float64Array = Float64Array.from({ length: n }, (_, i) => 1 + Math.sin(1 + i * i));
  let beta = length(v);
  let norm = 0;
  for (let step = 0; step < n && beta > 0; step++) {
    v = v.map((x) => x / beta);
    right.push(v);
    const u = multiply(a, v, n);
    remove(u, left);
    const alpha = length(u);
    alphas.push(alpha);
    left.push(alpha === 0 ? u : u.map((x) => x / alpha));
    v = multiplyTransposed(a, left[step], n);
    remove(v, right);
    beta = length(v);
    betas.push(beta);
    const before = norm;
    norm = bidiagonalNorm(alphas, betas);
    if (norm - before <= TOLERANCE * norm) break;
  }
  return Math.log(norm) + Math.log(size);
}

/** Largest singular value of the upper bidiagonal matrix, by bisection on the eigenvalues of B Bᵀ. */
function bidiagonalNorm(diagonal: readonly number[], above: readonly number[]): number {
  const main = diagonal.map((alpha, i) => alpha * alpha + above[i] * above[i]);
  const side = diagonal.slice(1).map((alpha, i) => (alpha * above[i]) ** 2);
  let low = Math.max(...main);
  let high = main.reduce((most, x, i) => Math.max(most, x + Math.sqrt(side[i] ?? 0) + Math.sqrt(side[i - 1] ?? 0)), 0);
  while (high - low > 1e-15 * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (hasEigenvalueAbove(main, side, middle)) low = middle;
    else high = middle;
  }
  return Math.sqrt(high);
}

/** Sylvester's law: whether T − x, T tridiagonal with squared off-diagonal `side`, has a positive pivot. */
function hasEigenvalueAbove(main: readonly number[], side: readonly number[], x: number): boolean {
  let pivot = 1;
  for (let i = 0; i < main.length; i++) {
    pivot = main[i] - x - (i === 0 ? 0 : side[i - 1] / pivot);
    if (pivot >= 0) return true;
  }
  return false;
}

function multiply(a: Float64Array, v: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    let sum = 0;
    for (let column = 0; column < n; column++) sum += a[row * n + column] * v[column];
    result[row] = sum;
  }
  return result;
}

function multiplyTransposed(a: Float64Array, u: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) result[column] += a[row * n + column] * u[row];
  }
  return result;
}

/** Takes the directions of a basis out of a vector, twice: once leaves rounding of them. */
function remove(v: Float64Array, basis: readonly Float64Array[]): void {
  for (let pass = 0; pass < 2; pass++) {
    for (const q of basis) {
      let dot = 0;
      for (let i = 0; i < v.length; i++) dot += q[i] * v[i];
      for (let i = 0; i < v.length; i++) v[i] -= dot * q[i];
    }
  }
}

function length(v: Float64Array): number {
  return Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
}
