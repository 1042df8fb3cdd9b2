import { activationOf } from "../network/activations.ts";
import type { ActivationName } from "../network/spec.ts";
import { meanField, meanFieldExponent } from "./mean-field.ts";
import { momentsOf } from "./moments.ts";

const FROM = 1e-3;
const TO = 1e4;
const STEPS_PER_DECADE = 20;

/**
 * Edge of chaos: the smallest σ_w² at which χ₁ = 1, for a given σ_b².
 *
 * For linear, relu and leaky-relu this is 1 / E φ′² whatever σ_b² (with a bias, q* is infinite there).
 *
 * @param biasVariance σ_b²
 * @returns σ_w², to about 1e-11 relative; null where λ₁ does not pass continuously through 0 for σ_w² in 1e-3 … 1e4
 *
 * Source: Schoenholz et al., ICLR 2017. λ₁ is that of an input of variance 1.
 */
export function criticalVariance(activation: ActivationName, biasVariance: number): number | null {
  const exponent = (variance: number): number => meanFieldExponent(activation, variance, biasVariance);
  if (activationOf(activation).homogeneous) return 1 / momentsOf(activation).slopeSquareAtZero;
  if (biasVariance === 0 && activationOf(activation).value(0) === 0) {
    // q* leaves 0 where σ_w² E φ′² = 1 at q = 0; λ₁ is of second order beyond, too flat to be searched for.
    const variance = 1 / momentsOf(activation).slopeSquareAtZero;
    if (meanField(activation, variance * (1 - 1e-6), 0).q === 0) return variance;
  }
  const ratio = 10 ** (1 / STEPS_PER_DECADE);
  for (let low = FROM; low < TO; low *= ratio) {
    if (exponent(low) < 0 && exponent(low * ratio) >= 0) return crossing(exponent, low, low * ratio);
  }
  return null;
}

function crossing(f: (x: number) => number, from: number, to: number): number | null {
  let low = from;
  let high = to;
  while (high - low > 1e-13 * high) {
    const middle = 0.5 * (low + high);
    if (middle === low || middle === high) break;
    if (f(middle) < 0) low = middle;
    else high = middle;
  }
  // A jump of λ₁ (to another fixed point, or to q* = ∞) is no critical point.
  return Math.max(-f(low), f(high)) < 1e-4 ? 0.5 * (low + high) : null;
}
