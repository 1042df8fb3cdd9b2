import type { ActivationName } from "../network/spec.ts";
import { type GaussianRule, gaussianRule } from "./quadrature.ts";

/**
 * From here on E cos(2k√q z) = exp(−2k²q) is below rounding, so that expectations of the sine, its slope and
 * their products no longer depend on q.
 */
const SINE_MIXED = 20;

/** Rule for expectations of φ(√q z), φ′(√q z) and polynomials in them and z; q > 0. */
export function momentRule(activation: ActivationName, q: number): GaussianRule {
  if (activation !== "sine") return gaussianRule(q);
  return gaussianRule(Math.min(q, SINE_MIXED), { fineTo: Number.POSITIVE_INFINITY });
}
