import { activationOf } from "../network/activations.ts";
import type { ActivationName } from "../network/spec.ts";
import { slopeRule } from "./activation-rule.ts";
import { meanField } from "./mean-field.ts";

/**
 * The law of d² = φ′(√q z)² as weighted points, without its points at 0; what the spectrum of a plain network
 * depends on.
 */
export interface SlopeLaw {
  square: Float64Array;
  weight: Float64Array;
  /** P(d ≠ 0): fraction of active units. */
  active: number;
}

/**
 * Whole limiting spectrum of a plain network of any activation, n → ∞: with d = φ′(√q* z), solve
 * E[ v d² / (1 + v d²) ] = x for v; then λ(x) = ½ ln(σ_w² x / v) for Gaussian weights and
 * ½ ln(σ_w² x / (v (1 − x))) for orthogonal ones. x → 0 is λ₁ = ½ ln χ₁.
 *
 * @param weightVariance σ_w²
 * @param biasVariance σ_b²
 * @param law of the weights; other laws of independent entries have the limit of the Gaussian one
 * @param width n; exponent i is read at x = (i − ½)/n
 * @param count how many of the leading exponents
 * @param start variance of the first pre-activations; σ_w² + σ_b² for an input of variance 1
 * @returns λ_1 … λ_count, nats per layer; −∞ where x reaches the fraction of active units
 *
 * Source: S-transform of free probability (Voiculescu); spectra of deep networks: Pennington, Schoenholz &
 * Ganguli, AISTATS 2018; Lyapunov exponents of free products: Kargin, J. Funct. Anal. 255 (2008) 1874.
 */
export function freeSpectrum(
  activation: ActivationName,
  weightVariance: number,
  biasVariance: number,
  law: "gaussian" | "orthogonal",
  width: number,
  count: number,
  start = weightVariance + biasVariance,
): number[] {
  if (weightVariance === 0) return new Array<number>(count).fill(Number.NEGATIVE_INFINITY);
  const { q } = meanField(activation, weightVariance, biasVariance, start);
  return freeSpectrumAt(activation, q, weightVariance, law, width, count);
}

/** The same where the pre-activations have variance `q` in every layer. */
export function freeSpectrumAt(
  activation: ActivationName,
  q: number,
  weightVariance: number,
  law: "gaussian" | "orthogonal",
  width: number,
  count: number,
): number[] {
  const slopes = slopeLaw(activation, q);
  const exponents: number[] = [];
  let guess = Math.log(0.5 / width / expectedSquare(slopes));
  for (let i = 1; i <= count; i++) {
    const x = (i - 0.5) / width;
    guess = solve(slopes, x, guess);
    const exponent = 0.5 * (Math.log(weightVariance * x) - guess - (law === "orthogonal" ? Math.log1p(-x) : 0));
    exponents.push(exponent);
  }
  return exponents;
}

export function slopeLaw(activation: ActivationName, q: number): SlopeLaw {
  const phi = activationOf(activation);
  const rule = slopeRule(activation, q);
  const square: number[] = [];
  const weight: number[] = [];
  rule.h.forEach((h, k) => {
    const d2 = phi.slope(h) ** 2;
    // Weights below 1e-20 are the rule's far tails.
    if (d2 > 0 && rule.weight[k] > 1e-20) {
      square.push(d2);
      weight.push(rule.weight[k]);
    }
  });
  const active = weight.reduce((sum, each) => sum + each, 0);
  return { square: Float64Array.from(square), weight: Float64Array.from(weight), active };
}

function expectedSquare(slopes: SlopeLaw): number {
  let sum = 0;
  for (let k = 0; k < slopes.square.length; k++) sum += slopes.weight[k] * slopes.square[k];
  return sum;
}

/** Rounding of the sum of weights. */
const EDGE = 1e-12;

/** ln v with E[v d²/(1 + v d²)] = x, by Newton's method within a bracket; Infinity where x ≥ P(d ≠ 0). */
export function solve(slopes: SlopeLaw, x: number, guess: number): number {
  if (x >= slopes.active - EDGE) return Number.POSITIVE_INFINITY;
  const { square, weight } = slopes;
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  let y = guess;
  for (let step = 0; step < 200; step++) {
    const v = Math.exp(y);
    let value = 0;
    let slope = 0;
    for (let k = 0; k < square.length; k++) {
      const share = (v * square[k]) / (1 + v * square[k]);
      value += weight[k] * share;
      slope += weight[k] * share * (1 - share);
    }
    if (value < x) low = y;
    else high = y;
    // Steps of more than e⁸ in v come from the flat tails.
    const newton = Math.min(Math.max((x - value) / slope, -8), 8);
    if (Math.abs(newton) < 1e-13 * Math.max(1, Math.abs(y))) return y + newton;
    const bracketed = Number.isFinite(low) && Number.isFinite(high);
    const next = bracketed && !(y + newton > low && y + newton < high) ? 0.5 * (low + high) : y + newton;
    if (next === y) return y;
    y = next;
  }
  return y;
}
