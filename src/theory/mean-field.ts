import { activationOf } from "../network/activations.ts";
import type { ActivationName } from "../network/spec.ts";
import { type Moments, momentsOf } from "./moments.ts";

/** Mean-field theory of a plain network, width → ∞. */
export interface MeanField {
  /** q*: variance of the pre-activations deep in the network; 0 or Infinity where it runs there. */
  q: number;
  /** χ₁ = σ_w² E φ′(√q* z)²: growth of the mean squared gradient per layer. */
  chi: number;
  /** λ₁ = ½ ln χ₁, nats per layer. */
  exponent: number;
}

/**
 * Mean-field fixed point of h ← φ(W h + b) and the exponent there.
 *
 * q* is the limit of q ← σ_w² E φ(√q z)² + σ_b² from the first layer's pre-activations. Where there are
 * several fixed points it is thus the one that the network reaches. For relu, leaky-relu and linear χ₁ does
 * not depend on q and q* is 0, Infinity, or, without bias on the critical line, where it starts.
 * A factor c on φ is a factor c² on σ_w².
 *
 * @param weightVariance σ_w²
 * @param biasVariance σ_b²
 * @param start variance of the first pre-activations; σ_w² + σ_b² for an input of variance 1
 *
 * Source: Poole et al., NeurIPS 2016; Schoenholz et al., "Deep information propagation", ICLR 2017.
 */
export function meanField(
  activation: ActivationName,
  weightVariance: number,
  biasVariance: number,
  start = weightVariance + biasVariance,
): MeanField {
  const moments = momentsOf(activation);
  const q = activationOf(activation).homogeneous
    ? homogeneousFixedPoint(moments.slopeSquareAtZero * weightVariance, biasVariance, start)
    : fixedPoint(moments, activationOf(activation).value(0), weightVariance, biasVariance, start);
  const slopeSquare =
    q === 0
      ? moments.slopeSquareAtZero
      : q === Number.POSITIVE_INFINITY
        ? moments.slopeSquareAtInfinity
        : moments.slopeSquare(Math.log(q));
  const chi = weightVariance * slopeSquare;
  return { q, chi, exponent: 0.5 * Math.log(chi) };
}

/** λ₁ = ½ ln χ₁ in the limit of large width, nats per layer; input of variance 1. */
export function meanFieldExponent(activation: ActivationName, weightVariance: number, biasVariance: number): number {
  return meanField(activation, weightVariance, biasVariance).exponent;
}

function homogeneousFixedPoint(growth: number, biasVariance: number, start: number): number {
  if (growth < 1) return biasVariance / (1 - growth);
  if (growth === 1 && biasVariance === 0) return start;
  return biasVariance === 0 && start === 0 ? 0 : Number.POSITIVE_INFINITY;
}

const SMALLEST = 1e-12;
const LARGEST = 1e13;
const ROUNDING = 4e-15;

/**
 * First fixed point of the variance map in the direction in which it leaves `start`. The map increases, so
 * its orbit is monotone and stops there; Newton steps replace the orbit's, which crawls near the critical line.
 */
function fixedPoint(moments: Moments, atZero: number, weight: number, bias: number, start: number): number {
  if (weight === 0) return bias;
  const floor = weight * atZero * atZero + bias;
  if (start === 0 && floor === 0) return 0;
  let q = start > 0 ? start : floor;
  // `inside` lies on the near side of the fixed point, `outside` on the far side.
  let inside = q;
  let outside = Number.NaN;
  let up = true;
  for (let step = 0; step < 200; step++) {
    const t = Math.log(q);
    const gap = weight * moments.square(t) + bias - q;
    if (step === 0) {
      up = gap > 0;
      outside = up ? Number.POSITIVE_INFINITY : floor;
    }
    if (Math.abs(gap) <= ROUNDING * q) return q;
    if (gap > 0 === up) inside = q;
    else outside = q;
    if (up && inside > LARGEST) return Number.POSITIVE_INFINITY;
    if (!up && floor === 0 && inside < SMALLEST) return 0;
    const slope = (weight * moments.squareSlope(t)) / q - 1;
    let next = q - gap / slope;
    const between = up ? next > inside && next < outside : next < inside && next > outside;
    if (!(slope < 0 && between)) {
      next =
        outside === 0
          ? q / 16
          : outside < Number.POSITIVE_INFINITY
            ? 0.5 * (inside + outside)
            : q < 100
              ? 2 * q + 4 * gap
              : 16 * q;
    }
    if (Math.abs(next - q) <= ROUNDING * q) return next;
    q = next;
  }
  return q;
}
