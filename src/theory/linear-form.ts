import { activationOf } from "../network/activations.ts";
import type { NetworkSpec } from "../network/spec.ts";

/** Every layer's Jacobian is skip·I + scale · W_factors … W_1, whatever the state. */
export interface LinearForm {
  skip: number;
  scale: number;
  factors: number;
}

/** The value that φ′ has in every layer whatever the weights, or null. */
function constantSlope(network: NetworkSpec): number | null {
  const { activation, branch, after } = network;
  if (activation === "linear" || ![...branch, ...after].includes("activation")) return 1;
  const phi = activationOf(activation);
  const staysAtOrigin = network.input.variance === 0 && network.bias.variance === 0 && phi.value(0) === 0;
  return staysAtOrigin ? phi.slope(0) : null;
}

/**
 * The Jacobian of a network that is linear where its state lies: φ is linear, or absent, or the state is 0 for
 * good (no input, no bias, φ(0) = 0).
 *
 * @returns null where the slope of φ depends on the state, or where linear operations follow a sum of skip
 * path and branch
 */
export function linearForm(network: NetworkSpec): LinearForm | null {
  const slope = constantSlope(network);
  if (slope === null) return null;
  const { skip, branch, after } = network;
  const count = (list: readonly string[], name: string): number => list.filter((each) => each === name).length;
  const behind = slope ** count(after, "activation");
  const scale = network.scale * slope ** count(branch, "activation") * behind;
  const inBranch = count(branch, "linear");
  const inAfter = count(after, "linear");
  if (skip === 0) return { skip: 0, scale, factors: inBranch + inAfter };
  const branchIsZero = scale === 0 || (inBranch > 0 && network.weights.variance === 0);
  if (branchIsZero) return { skip: 0, scale: skip * behind, factors: inAfter };
  if (inBranch === 0) return { skip: 0, scale: skip * behind + scale, factors: inAfter };
  return inAfter === 0 ? { skip: skip * behind, scale, factors: inBranch } : null;
}
