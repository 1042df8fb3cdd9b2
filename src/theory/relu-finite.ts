import digamma from "@stdlib/math-base-special-digamma";
import trigamma from "@stdlib/math-base-special-trigamma";
import { activeBelow, activeMean } from "./active-units.ts";

/**
 * Lyapunov exponents of a plain ReLU network with fresh Gaussian weights (and fresh symmetric biases or none),
 * exact at every width and depth. A layer keeps m ~ Binomial(n, ½) units, independently of the length and
 * direction of its weights, and acts as an m × n Gaussian matrix: given that no layer has m < i,
 * λ_i = E[ ½(ln 2 + ψ((m − i + 1)/2)) | m ≥ i ] − ½ ln n + ln σ_w.
 *
 * @param width n
 * @param count how many of the leading exponents
 * @param variance σ_w²; 2 is He initialisation
 * @returns λ_1 … λ_count, nats per layer, each given that it is not −∞ (see `reluSurvival`)
 *
 * Source: Hanin & Nica, "Products of many large random matrices and gradients in deep neural networks",
 * Commun. Math. Phys. 376 (2020) 287.
 */
export function reluExponents(width: number, count: number, variance: number): number[] {
  const scale = Math.log((2 * variance) / width);
  const psi = Float64Array.from({ length: width + 1 }, (_, m) => digamma(m / 2));
  return Array.from(
    { length: count },
    (_, index) => 0.5 * (scale + activeMean(width, index + 1, (m) => psi[m - index])),
  );
}

/**
 * Variance of ln‖J u‖² per layer, u a unit vector, given that the layer is not dead:
 * E ψ₁(m/2) + Var ψ(m/2) over m ~ Binomial(n, ½), m ≥ 1. About 5/n for large n. (Hanin & Nica 2020.)
 */
export function reluLogNormVariance(width: number): number {
  const mean = activeMean(width, 1, (m) => digamma(m / 2));
  return activeMean(width, 1, (m) => trigamma(m / 2) + (digamma(m / 2) - mean) ** 2);
}

/** Probability that all n units of one layer are off, 2^−n: every exponent is then −∞. */
export function reluDeath(width: number): number {
  return 2 ** -width;
}

/** Probability that no layer among `depth` has fewer than i active units: that λ_i is finite. */
export function reluSurvival(width: number, i: number, depth: number): number {
  return Math.exp(depth * Math.log1p(-activeBelow(width, i)));
}
