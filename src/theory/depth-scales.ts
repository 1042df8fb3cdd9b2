import { activationOf } from "../network/activations.ts";
import type { ActivationName } from "../network/spec.ts";
import { meanField } from "./mean-field.ts";
import { gaussianRule } from "./quadrature.ts";

/** How far signals and gradients reach, in layers. */
export interface DepthScales {
  /** Correlation c* that two inputs end up with. */
  correlation: number;
  /** χ_c: slope of the correlation map at c*; χ₁ where c* = 1. */
  slope: number;
  /** ξ_c = −1/ln χ_c, layers over which correlations relax; Infinity on the critical line. */
  correlationDepth: number;
  /** ξ = 1/|ln χ₁|, layers over which gradients shrink or grow by e (squared norm); Infinity on the critical line. */
  gradientDepth: number;
}

/**
 * Fixed point, slope and depth scales of the correlation map of a plain network, n → ∞:
 * c ← [ σ_w² E φ(u₁) φ(u₂) + σ_b² ] / q*, u₁ and u₂ of variance q* and correlation c.
 *
 * @param weightVariance σ_w²
 * @param biasVariance σ_b²
 * @param start variance of the first pre-activations; σ_w² + σ_b² for an input of variance 1
 * @returns null where q* is 0 or infinite, and the map is that of the activation's behaviour there
 *
 * Source: Schoenholz et al., "Deep information propagation", ICLR 2017.
 */
export function depthScales(
  activation: ActivationName,
  weightVariance: number,
  biasVariance: number,
  start = weightVariance + biasVariance,
): DepthScales | null {
  const { q, chi } = meanField(activation, weightVariance, biasVariance, start);
  if (!(q > 0 && q < Number.POSITIVE_INFINITY)) return null;
  const gradientDepth = 1 / Math.abs(Math.log(chi));
  let correlation = 1;
  let slope = chi;
  if (chi > 1) {
    // The map is a power series in c with positive coefficients, so Newton's steps from 0 rise to c* and stop there.
    correlation = 0;
    for (let step = 0; step < 60; step++) {
      const [product, slopes] = correlations(activation, q, correlation);
      slope = weightVariance * slopes;
      const next = correlation - ((weightVariance * product + biasVariance) / q - correlation) / (slope - 1);
      if (!(next - correlation > 1e-13)) break;
      correlation = Math.min(next, 1);
    }
  }
  return {
    correlation,
    slope,
    correlationDepth: slope < 1 ? -1 / Math.log(slope) : Number.POSITIVE_INFINITY,
    gradientDepth,
  };
}

/** Activations that are not smooth at 0, towards which panels must shrink: some ten times as many as others need. */
const KINKED: readonly ActivationName[] = ["relu", "leaky-relu", "elu", "selu"];

/** [E φ(u₁) φ(u₂), E φ′(u₁) φ′(u₂)] at variance q and correlation c in [0, 1). */
export function correlations(activation: ActivationName, q: number, c: number): [number, number] {
  const phi = activationOf(activation);
  const fineTo = activation === "sine" ? Number.POSITIVE_INFINITY : 2;
  // Given u₁, u₂ is normal of mean c·u₁ and variance (1 − c²) q. Kinks of φ at 0 are smoothed over that width.
  const outer = gaussianRule(q, { fineTo, graded: KINKED.includes(activation) ? [0] : [] });
  let product = 0;
  let slopes = 0;
  for (let i = 0; i < outer.h.length; i++) {
    const inner = gaussianRule(q * (1 - c * c), { mean: c * outer.h[i], fineTo });
    let value = 0;
    let slope = 0;
    for (let j = 0; j < inner.h.length; j++) {
      value += inner.weight[j] * phi.value(inner.h[j]);
      slope += inner.weight[j] * phi.slope(inner.h[j]);
    }
    product += outer.weight[i] * phi.value(outer.h[i]) * value;
    slopes += outer.weight[i] * phi.slope(outer.h[i]) * slope;
  }
  return [product, slopes];
}
