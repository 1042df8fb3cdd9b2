import { activationOf } from "../network/activations.ts";
import type { ActivationName } from "../network/spec.ts";
import { type GaussianRule, gaussianRule } from "./quadrature.ts";

/**
 * From here on E cos(2k√q z) = exp(−2k²q) is below rounding, so that expectations of the sine, its slope and
 * their products no longer depend on q.
 */
const SINE_MIXED = 20;

/** φ′ of every activation is 0 or constant beyond, in f64. */
const SATURATED = 750;

/** Rule for expectations of φ(√q z), φ′(√q z) and polynomials in them and z; q > 0. */
export function momentRule(activation: ActivationName, q: number): GaussianRule {
  if (activation !== "sine") return gaussianRule(q);
  return gaussianRule(Math.min(q, SINE_MIXED), { fineTo: Number.POSITIVE_INFINITY });
}

/**
 * Rule for expectations of any function of φ′(√q z), however steep in ln φ′: panels stay fine where φ′ still
 * falls, and shrink towards its zeros. q from 0 to Infinity.
 */
export function slopeRule(activation: ActivationName, q: number): GaussianRule {
  const variance = Math.min(Math.max(q, 1e-40), 1e60);
  if (activationOf(activation).homogeneous) return gaussianRule(1);
  if (activation === "sine") {
    const mixed = Math.min(variance, SINE_MIXED);
    return gaussianRule(mixed, { fineTo: Number.POSITIVE_INFINITY, graded: zerosOfCosine(9 * Math.sqrt(mixed)) });
  }
  return gaussianRule(variance, { fineTo: SATURATED, graded: ZEROS[activation] ?? [] });
}

/** Zeros of φ′, where it has any besides a half-line. */
const ZEROS: Partial<Record<ActivationName, readonly number[]>> = {
  gelu: [zeroOfSlope("gelu", -2, -0.1)],
  silu: [zeroOfSlope("silu", -3, -0.1)],
};

function zeroOfSlope(activation: ActivationName, negative: number, positive: number): number {
  const phi = activationOf(activation);
  let [low, high] = [negative, positive];
  for (let step = 0; step < 60; step++) {
    const middle = 0.5 * (low + high);
    if (phi.slope(middle) < 0) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}

function zerosOfCosine(reach: number): number[] {
  const zeros: number[] = [];
  for (let zero = Math.PI / 2; zero < reach; zero += Math.PI) zeros.push(zero, -zero);
  return zeros;
}
