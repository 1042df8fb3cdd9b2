/** Relative error of ‖A‖₂ that is allowed. */
const TOLERANCE = 1e-6;

/** A start whose part along the leading singular vector is smaller than this over √n is a chance of less than this. */
const CHANCE = 1e-7;

/**
 * ‖A‖₂ of an n × n matrix (row-major) to 1e-6, and mostly to rounding, from a random `start` (n numbers, i.i.d. normal): by
 * power iteration on AᵀA that keeps all its vectors, so that the best of all their combinations is taken, which is
 * Lanczos bidiagonalisation (Golub & Kahan 1965). It takes the products of a power iteration, never more than n of
 * them, and ends exactly where the power iteration would crawl, at singular values that lie close together. Vectors are
 * kept orthogonal on the right side, which suffices (Simon & Zha 2000).
 *
 * Why the result is right: let θ be the largest Ritz value of AᵀA, y its Ritz vector, r = ‖AᵀA y − θ y‖ and s₁ = ⟨y, v₁⟩ for
 * the start v₁. Then y is p(AᵀA) v₁, p having the other Ritz values as its zeros, and ‖p(AᵀA) v₁‖ = p(θ)|s₁|. Were there an
 * eigenvalue λ > θ (1 + 2·10⁻⁶), with unit vector u, then p(λ) > p(θ) would give |⟨y, u⟩| ≥ |⟨v₁, u⟩| / |s₁|, while
 * |⟨y, u⟩| ≤ r/(λ − θ) always. The test r |s₁| ≤ 2·10⁻⁶ θ c therefore excludes it unless |⟨v₁, u⟩| < c. With c = 10⁻⁷/√n
 * a random start is that unlucky with probability 10⁻⁷.
 *
 * Memory: another n numbers a step, n² at most. Time: 2n² multiplications a step and as many to keep j vectors orthogonal as
 * they have entries; a Gaussian matrix takes about 33 steps at n = 64, 56 at 256 and 88 at 1,024.
 */
export function spectralNorm(a: Float64Array, n: number, start: Float64Array): number {
  const right: Float64Array[] = [];
  /** AᵀA in the basis of the right vectors: tridiagonal. */
  const main: number[] = [];
  const side: number[] = [];
  let v: Float64Array<ArrayBufferLike> = start.slice();
  scale(v, 1 / length(v));
  let u = new Float64Array(n);
  let beta = 0;
  for (let step = 1; ; step++) {
    right.push(v);
    u = multiply(a, v, n, u, beta);
    const alpha = length(u);
    main.push(alpha * alpha + beta * beta);
    if (alpha > 0) scale(u, 1 / alpha);
    const next = multiplyTransposed(a, u, n);
    // What is large goes first: the rest of the basis is then taken out of a vector that hardly has any of it.
    add(next, v, -alpha);
    beta = remove(next, right);
    const rest = alpha * beta;
    const size = Math.max(...main);
    // Exhausted: the vectors span all that A makes of the start.
    const done = step === n || rest <= 1e-15 * size;
    if (done || step % 4 === 0) {
      const theta = largestEigenvalue(main, side);
      const bound = (2 * TOLERANCE * CHANCE * theta) / Math.sqrt(n);
      if (done || rest * ends(main, side, theta) <= bound) return Math.sqrt(theta);
    }
    side.push(rest);
    scale(next, 1 / beta);
    v = next;
  }
}

/** Takes the directions of a basis out of a vector; again where little is left, since that is rounding of them. Its length. */
function remove(v: Float64Array, basis: readonly Float64Array[]): number {
  let before = length(v);
  for (;;) {
    for (const q of basis) add(v, q, -dot(v, q));
    const after = length(v);
    if (!(after < 0.5 * before) || after === 0) return after;
    before = after;
  }
}

/** Largest eigenvalue of a tridiagonal matrix with positive diagonal, from above, by bisection with Sylvester's law. */
function largestEigenvalue(main: readonly number[], side: readonly number[]): number {
  let low = Math.max(...main);
  let high = 0;
  for (let i = 0; i < main.length; i++) high = Math.max(high, main[i] + (side[i] ?? 0) + (side[i - 1] ?? 0));
  high *= 1 + 1e-14;
  while (high - low > 1e-15 * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (isAbove(main, side, middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Whether all eigenvalues are below x: all pivots of x − T are positive. */
function isAbove(main: readonly number[], side: readonly number[], x: number): boolean {
  let pivot = 1;
  for (let i = 0; i < main.length; i++) {
    pivot = x - main[i] - (i === 0 ? 0 : (side[i - 1] * side[i - 1]) / pivot);
    if (!(pivot > 0)) return false;
  }
  return true;
}

/**
 * |s_first · s_last| of the unit eigenvector s of the largest eigenvalue, given from above: inverse iteration, all of whose
 * terms are positive, so that even the smallest entry is right to its last digits.
 */
function ends(main: readonly number[], side: readonly number[], theta: number): number {
  const j = main.length;
  const pivots = new Float64Array(j);
  for (let i = 0; i < j; i++) {
    pivots[i] = theta - main[i] - (i === 0 ? 0 : (side[i - 1] * side[i - 1]) / pivots[i - 1]);
  }
  const s = new Float64Array(j).fill(1);
  for (let pass = 0; pass < 3; pass++) {
    for (let i = 1; i < j; i++) s[i] += (side[i - 1] * s[i - 1]) / pivots[i - 1];
    s[j - 1] /= pivots[j - 1];
    for (let i = j - 2; i >= 0; i--) s[i] = (s[i] + side[i] * s[i + 1]) / pivots[i];
    scale(s, 1 / length(s));
  }
  return s[0] * s[j - 1];
}

/** A v − beta · u. */
function multiply(
  a: Float64Array,
  v: Float64Array,
  n: number,
  u: Float64Array,
  beta: number,
): Float64Array<ArrayBuffer> {
  const result = new Float64Array(n);
  for (let row = 0, at = 0; row < n; row++, at += n) {
    let even = 0;
    let odd = 0;
    let column = 0;
    for (; column + 1 < n; column += 2) {
      even += a[at + column] * v[column];
      odd += a[at + column + 1] * v[column + 1];
    }
    if (column < n) even += a[at + column] * v[column];
    result[row] = even + odd - beta * u[row];
  }
  return result;
}

function multiplyTransposed(a: Float64Array, u: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n);
  for (let row = 0, at = 0; row < n; row++, at += n) {
    const factor = u[row];
    for (let column = 0; column < n; column++) result[column] += a[at + column] * factor;
  }
  return result;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function length(v: Float64Array): number {
  return Math.sqrt(dot(v, v));
}

function scale(v: Float64Array, factor: number): void {
  for (let i = 0; i < v.length; i++) v[i] *= factor;
}

function add(v: Float64Array, w: Float64Array, factor: number): void {
  for (let i = 0; i < v.length; i++) v[i] += factor * w[i];
}
