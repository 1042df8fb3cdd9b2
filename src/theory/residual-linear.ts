import { poissonDigamma } from "./poisson-digamma.ts";

/**
 * λ₁ of a product of matrices skip·I + αW, W Gaussian with entries N(0, σ_w²/n), exactly at every n:
 * with a = α σ_w / |skip|, λ₁ = ln|skip| + ½ [ ln(2a²/n) + Σ_j Poisson(j; n/(2a²)) ψ(n/2 + j) ].
 * (‖(I + aW)u‖² is a²/n times a non-central χ² with n degrees of freedom and non-centrality n/a².)
 *
 * @param width n
 * @param skip any number but 0 (0 is the plain product: Newman's law)
 * @param deviation |α| σ_w
 * @returns nats per layer
 *
 * Source: law of ‖J u‖ for rotation-invariant J, as in Cohen & Newman, Ann. Probab. 12 (1984) 283.
 */
export function residualLinearTop(width: number, skip: number, deviation: number): number {
  const mean = 0.5 * width * (skip / deviation) ** 2;
  if (mean > LARGE_MEAN) return Math.log(Math.abs(skip)) + smallScaleTop(width, (deviation / skip) ** 2);
  return 0.5 * (Math.log((2 * deviation * deviation) / width) + poissonDigamma(mean, 0.5 * width));
}

/** From here on the sum would be long, and the expansion in α², whose next term is of order α⁶, exact to 1e-15. */
const LARGE_MEAN = 1e8;

function smallScaleTop(width: number, a2: number): number {
  const t = a2 / width;
  return 0.5 * (width - 2) * t - 0.25 * (width - 2) * (width - 4) * t * t;
}

/**
 * λ_i of a product of matrices I + αW to order α² (error O(α⁴)): α² (n − 2i) / (2n), W with entries N(0, 1/n).
 * The sum over i is −α²/2. General skip and σ_w: α σ_w / |skip| for α, plus ln|skip|.
 *
 * Source: second-order perturbation of the QR factors of I + αW.
 */
export function residualSmallScale(width: number, count: number, scale: number): number[] {
  return Array.from({ length: count }, (_, index) => (scale ** 2 * (width - 2 * (index + 1))) / (2 * width));
}

/**
 * Limiting spectrum of a product of matrices skip·I + αW as n → ∞, at x = i/n in [0, 1]: with a = α σ_w / |skip|,
 * λ(x) = ln|skip| + ½ ln{ [(1 + s)² − a⁴] / 4 }, s = √((1 + a²)² − 4a²x).
 * At n < ∞ the last 5 % lie lower (by .014 at a = 0.9, n = 128).
 *
 * @param deviation |α| σ_w
 * @returns nats per layer; −∞ at x = 1 where a ≥ 1
 */
export function residualLimit(x: number, skip: number, deviation: number): number {
  const identity = skip * skip;
  const noise = deviation * deviation;
  const s = Math.sqrt((identity - noise) ** 2 + 4 * identity * noise * (1 - x));
  // The braces without cancellation, and without division by a small skip, on either side of a = 1.
  const square =
    noise > identity
      ? (noise * (1 - x) * (identity + noise + s)) / (s + noise - identity)
      : ((identity - noise + s) * (identity + noise + s)) / (4 * identity);
  return 0.5 * Math.log(square);
}
