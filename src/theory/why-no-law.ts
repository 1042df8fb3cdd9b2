import { gatedOf, isNormalisation, matrixCount, type NetworkSpec, operationsOf } from "../network/spec.ts";
import { hasSkip } from "../network/structure.ts";
import { NARROW } from "./laws-plain.ts";

/** Why no law speaks of some, or any, of a network's exponents: one clause for a reader. */
export function whyNoLaw(network: NetworkSpec): string {
  const { width, activation, tied, batch, weights, matrices = [weights], integrator, branch, after } = network;
  if (gatedOf(network) !== null) return "no law is known for gated cells";
  if (integrator !== undefined) return "no law is known for steps of Runge and Kutta";
  const operations = operationsOf(network);
  const plain = activation === "linear" || !operations.includes("activation");
  if (matrices.some(({ zeroDiagonal, split }) => zeroDiagonal || split !== undefined))
    return plain
      ? "of weights with zeros in given places, block-triangular Gaussian ones alone have a law"
      : "no law is known for an activation behind weights with zeros in given places";
  if (matrices.some(({ sparsity, spectralNorm }) => sparsity !== undefined || spectralNorm !== undefined))
    return "no law is known for sparse weights, or for ones of a given norm";
  if (operations.includes("batchnorm"))
    return `with batchnorm λ₁ alone has a law, of plain networks much wider than their batch of ${batch}`;
  if (batch > 1) return "no law is known for samples that share their weights";
  const laws = new Set(matrices.map(({ law }) => law));
  const odd = [...laws].filter((law) => law !== "gaussian" && law !== "orthogonal");
  if (width < NARROW && !plain)
    return `at a width below ${NARROW} limits say little, and ${activation} has no exact law${odd.length > 0 ? ` for ${odd.join(", ")} weights` : ""} there`;
  if (tied && !plain)
    return hasSkip(network)
      ? "no law is known for recurrent networks with a skip path and an activation"
      : `no law of recurrent networks has been checked for ${activation} and ${weights.law} weights`;
  if (operations.some(isNormalisation))
    return "behind normalisations no law of more than λ₁ is known for this order of operations";
  if (hasSkip(network) && !plain)
    return "with a skip path and an activation a law is known for λ₁ at most, where skip path and branch are not correlated";
  if (after.length > 0 && !plain) return "no law is known for operations behind the sum of skip path and branch";
  if (matrixCount({ branch, after }) > 1 || laws.size > 1)
    return "products of several matrices beside a skip path have a law of λ₁ alone";
  if (odd.length > 0) return `no law is known for ${odd.join(", ")} weights at finite width`;
  if (width === 1 || plain) return "this law of λ₁ has no counterpart for the other exponents";
  return "layers or matrices that differ leave a law of λ₁ at most";
}
