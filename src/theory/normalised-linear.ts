import digamma from "@stdlib/math-base-special-digamma";
import { isNormalisation, type NetworkSpec } from "../network/spec.ts";
import { isBiased } from "../network/structure.ts";

/** Degrees of freedom of a layer N(W h): of what is left of a tangent, and of the length that it is divided by. */
export interface Freedoms {
  tangent: number;
  length: number;
}

/**
 * Those of h ← α N(W h), N LayerNorm or RMSNorm without gain and bias, W Gaussian and fresh. From the second layer on tangents are
 * orthogonal to the state, so that W sends them independently of it: of a unit tangent the entries off the new state (and off their mean)
 * are left, χ² with n − 2 (n − 1) degrees of freedom, divided by the state's own squared length, an independent χ² with n − 1 (n).
 *
 * @returns null for other networks
 */
export function normalisedLinear(network: NetworkSpec): Freedoms | null {
  const { width, branch, after, activation, skip, scale, tied, schedule, matrices, weights, norm, batch } = network;
  const [first, second, ...rest] = branch;
  if (first !== "linear" || second === undefined || !isNormalisation(second) || second === "batchnorm") return null;
  if (rest.length > 0 && (activation !== "linear" || rest.some((name) => name !== "activation"))) return null;
  if (skip !== 0 || scale === 0 || after.length > 0 || tied || batch > 1) return null;
  if (schedule !== undefined || matrices !== undefined || weights.law !== "gaussian" || weights.variance === 0)
    return null;
  const { sparsity, spectralNorm, zeroDiagonal, split } = weights;
  if (sparsity !== undefined || spectralNorm !== undefined || zeroDiagonal || split !== undefined) return null;
  if (norm.gain.mean !== 1 || norm.gain.variance > 0 || norm.bias.variance > 0 || isBiased(network)) return null;
  const tangent = width - (second === "layernorm" ? 2 : 1);
  return tangent < 1 ? null : { tangent, length: tangent + 1 };
}

/**
 * Lyapunov exponents of these networks, exact at every width and depth: λ_i = ½ [ψ((m − i + 1)/2) − ψ((m + 1)/2)], m = n − 2 (n − 1 of
 * RMSNorm), whatever α and σ_w; −∞ for i > m.
 *
 * @returns nats per layer
 *
 * Source: Newman's argument (Commun. Math. Phys. 103, 1986) with the two lengths above.
 */
export function normalisedLinearExponents({ tangent, length }: Freedoms, count: number): number[] {
  return Array.from({ length: count }, (_, index) =>
    index < tangent ? 0.5 * (digamma((tangent - index) / 2) - digamma(length / 2)) : Number.NEGATIVE_INFINITY,
  );
}
