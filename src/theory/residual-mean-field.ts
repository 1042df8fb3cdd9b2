import type { ActivationName } from "../network/spec.ts";
import { momentsOf } from "./moments.ts";

/** Branches in which the skip path and the branch are uncorrelated, W being fresh and of mean 0. */
export type ResidualBranch = "linear-activation" | "activation-linear" | "linear-activation-linear";

export interface ResidualMeanField {
  activation: ActivationName;
  branch: ResidualBranch;
  skip: number;
  scale: number;
  weightVariance: number;
  biasVariance: number;
  inputVariance: number;
}

/**
 * λ₁ of h ← skip·h + α f(h) as n → ∞, averaged over layers burnIn … depth − 1. The state's variance follows
 * v ← skip² v + α² Var f, and each layer multiplies the mean squared tangent by
 * skip² + α² σ_w^{2m} E φ′² with m linear operations in the branch. Finite depth is part of the law: with
 * skip = 1 and a bounded φ the exponent sinks to 0 only like 1/√L (ln‖J‖² grows like √L).
 *
 * Holds for any φ where a linear operation comes last, and for odd φ otherwise.
 *
 * @returns nats per layer
 *
 * Source: Yang & Schoenholz, "Mean field residual networks: on the edge of chaos", NeurIPS 2017.
 */
export function residualMeanField(network: ResidualMeanField, depth: number, burnIn: number): number {
  const { branch, skip, weightVariance, biasVariance } = network;
  const moments = momentsOf(network.activation);
  const first = branch === "activation-linear" ? 0 : 1;
  const last = branch === "linear-activation" ? 0 : 1;
  const scale2 = network.scale ** 2;
  const gain = scale2 * weightVariance ** (first + last);
  let variance = network.inputVariance;
  let sum = 0;
  for (let layer = 0; layer < depth; layer++) {
    const q = first === 1 ? weightVariance * variance + biasVariance : variance;
    const t = Math.log(q);
    if (layer >= burnIn) sum += 0.5 * Math.log(skip * skip + gain * moments.slopeSquare(t));
    const square = moments.square(t);
    const output = last === 1 ? weightVariance * square + biasVariance : square;
    // States of homogeneous activations grow without bound, but their slopes no longer change with q.
    variance = Math.min(skip * skip * variance + scale2 * output, 1e200);
  }
  return sum / (depth - burnIn);
}
