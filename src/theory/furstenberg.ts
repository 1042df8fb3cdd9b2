import type { WeightSpec } from "../network/spec.ts";

/** ln t over which the integrand is summed, and its step: both ends are below 1e-16 for one degree of freedom and more. */
const FROM = -40;
const TO = 80;
const STEP = 0.125;

/**
 * E ln Σ a_i χ²(d_i) of independent χ² variables with d_i degrees of freedom: ∫ (e^−t − Π (1 + 2 a_i t)^(−d_i/2)) dt / t over
 * t > 0 (Frullani's integral of the Laplace transform), by the trapezoidal rule in ln t, which converges exponentially.
 */
export function meanLogChiSquares(terms: readonly { scale: number; freedom: number }[]): number {
  let sum = 0;
  for (let i = 0; i <= (TO - FROM) / STEP; i++) {
    const t = Math.exp(FROM + i * STEP);
    let logTransform = 0;
    for (const { scale, freedom } of terms) logTransform -= 0.5 * freedom * Math.log1p(2 * scale * t);
    // Differences of numbers near 1 keep their digits.
    sum += Math.expm1(-t) - Math.expm1(logTransform);
  }
  return sum * STEP;
}

/**
 * E ln ‖A v‖ over one Gaussian layer, for a unit vector v: the integrand of Furstenberg's formula λ = ∬ ln ‖A v‖ dμ(A) dν(v), whose
 * mean over a stationary measure ν is the growth of the vectors that ν describes (Furstenberg & Kifer 1983). Of dense weights it
 * is the same for every v, so that every vector grows at λ₁; of block-triangular ones it depends on how much of v lies in the
 * invariant subspace.
 *
 * @param width n
 * @param inside ‖v‖² in the first `split` units, from 0 to 1; of no consequence without a split
 * @returns nats per layer
 */
export function meanLogStretch(
  width: number,
  { variance, split = 0, coupling = 1, contrast = 1 }: Pick<WeightSpec, "variance" | "split" | "coupling" | "contrast">,
  inside = 1,
): number {
  const unit = variance / width;
  const outside = split === 0 ? 1 : 1 - inside;
  const terms = [
    { scale: unit * (contrast * inside + coupling * outside), freedom: split },
    { scale: unit * outside, freedom: width - split },
  ];
  return 0.5 * meanLogChiSquares(terms.filter(({ scale, freedom }) => scale > 0 && freedom > 0));
}
