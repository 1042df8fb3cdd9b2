import { gatedOf, type NetworkSpec } from "./spec.ts";

/**
 * How an ensemble is drawn. `network`: real weights, a named network. `law`: W · [h | T] from its exact conditional law,
 * without ever forming W; the same ensemble, other networks.
 */
export const SAMPLINGS = ["network", "law"] as const;
export type Sampling = (typeof SAMPLINGS)[number];

/** Why sampling in law would not be exact for a network, and what to do; null where it is. */
export function whyNotInLaw({ tied, branch, integrator, weights, matrices = [weights] }: NetworkSpec): string | null {
  const gated = gatedOf({ branch });
  if (gated !== null) return `network for ${gated}, whose gates share one state`;
  if (tied) return "network for tied weights, whose layers are not independent (or network.tied false)";
  if (integrator === "rk4")
    return "network for rk4, whose four stages meet the same weights (or network.integrator euler)";
  if (matrices.some(({ sparsity }) => sparsity !== undefined)) {
    return "network for sparse weights, whose law is not invariant under rotations (or no weights.sparsity)";
  }
  if (matrices.some(({ zeroDiagonal }) => zeroDiagonal)) {
    return "network for a zero diagonal, whose law is not invariant under rotations (or network.weights.zeroDiagonal false)";
  }
  if (matrices.some(({ split }) => split !== undefined)) {
    return "network for block-triangular weights, whose law is not invariant under rotations (or no network.weights.split)";
  }
  if (matrices.some(({ law, spectralNorm }) => spectralNorm !== undefined && law !== "orthogonal")) {
    return "network for weights of a given spectral norm, which takes the whole matrix (or no weights.spectralNorm)";
  }
  const other = matrices.find(({ law }) => law !== "gaussian" && law !== "orthogonal");
  if (other === undefined) return null;
  return `network for ${other.law} weights, whose law is not invariant under rotations (or network.weights.law gaussian or orthogonal)`;
}
