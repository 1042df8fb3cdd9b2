import type { NetworkSpec } from "./spec.ts";

/**
 * How an ensemble is drawn. `network`: real weights, a named network. `law`: W · [h | T] from its exact conditional law,
 * without ever forming W; the same ensemble, other networks.
 */
export const SAMPLINGS = ["network", "law"] as const;
export type Sampling = (typeof SAMPLINGS)[number];

/** Why sampling in law would not be exact for a network, and what to do; null where it is. */
export function whyNotInLaw({ tied, weights }: Pick<NetworkSpec, "tied" | "weights">): string | null {
  if (tied) return "network for tied weights, whose layers are not independent (or network.tied false)";
  if (weights.law === "gaussian" || weights.law === "orthogonal") return null;
  return `network for ${weights.law} weights, whose law is not invariant under rotations (or network.weights.law gaussian or orthogonal)`;
}
