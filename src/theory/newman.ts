import digamma from "@stdlib/math-base-special-digamma";
import trigamma from "@stdlib/math-base-special-trigamma";

/**
 * Lyapunov exponents of a product of independent n × n matrices with entries N(0, σ_w²/n):
 * λ_i = ½ [ ln(2σ_w²/n) + ψ((n − i + 1)/2) ], exact at every n.
 *
 * @param width n
 * @param count how many of the leading exponents
 * @param variance σ_w²; 0 gives −∞
 * @returns λ_1 … λ_count, nats per layer
 *
 * Source: C. M. Newman, "The distribution of Lyapunov exponents: exact results for random matrices",
 * Commun. Math. Phys. 103 (1986) 121.
 */
export function newmanExponents(width: number, count: number, variance: number): number[] {
  const scale = Math.log((2 * variance) / width);
  return Array.from({ length: count }, (_, index) => 0.5 * (scale + digamma((width - index) / 2)));
}

/**
 * Variance of ln R_ii per layer for the same product, ¼ ψ₁((n − i + 1)/2); independent across i and layers,
 * and of σ_w². R_ii² is σ_w²/n times a χ² variable with n − i + 1 degrees of freedom (Newman 1986).
 *
 * @param width n
 * @param i number of the exponent, from 1
 */
export function newmanVariance(width: number, i: number): number {
  return 0.25 * trigamma((width - i + 1) / 2);
}
