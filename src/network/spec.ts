/**
 * What a random network is, as plain data. Names are those of the literature; the design of the
 * layer is h_{l+1} = after( skip · h_l + scale · f_l(h_l) ), f_l being the list `branch`.
 */

import type { Schedule } from "./schedule.ts";

export const ACTIVATIONS = [
  "linear",
  "tanh",
  "sigmoid",
  "erf",
  "relu",
  "leaky-relu",
  "elu",
  "selu",
  "gelu",
  "silu",
  "softplus",
  "sine",
] as const;
export type ActivationName = (typeof ACTIVATIONS)[number];

export const WEIGHT_LAWS = ["gaussian", "uniform", "rademacher", "student-t", "orthogonal"] as const;
export type WeightLaw = (typeof WEIGHT_LAWS)[number];

/** Normalisations; as they are at initialisation, with the statistics of the forward pass. */
export const NORMALISATIONS = ["layernorm", "rmsnorm", "batchnorm"] as const;
export type NormalisationName = (typeof NORMALISATIONS)[number];

export const OPERATIONS = ["linear", "activation", ...NORMALISATIONS] as const;
export type OperationName = (typeof OPERATIONS)[number];

export const BLOCKS = [
  "plain",
  "residual",
  "residual-two-matrix",
  "preactivation",
  "preln",
  "postln",
  "layernorm-mlp",
  "batchnorm-mlp",
  "batchnorm-residual",
] as const;
export type BlockName = (typeof BLOCKS)[number];

/** The law of one matrix. */
export interface WeightSpec {
  law: WeightLaw;
  /** ν, degrees of freedom; of the law student-t alone. */
  nu?: number;
  /** σ_w²: W_ij has variance σ_w² / fan-in; orthogonal means σ_w · Haar. */
  variance: number;
  /** Inputs that each unit keeps, its fan-in; all of them if not given. */
  sparsity?: number;
  /** ‖W‖₂ that every matrix is rescaled to, if given. */
  spectralNorm?: number;
}

/** ν of student-t weights where none is written. */
export const DEFAULT_NU = 3;

/**
 * How far W stretches, for scales that need no more than that: ‖W‖₂ where it is given, else σ_w; of orthogonal weights exactly
 * the factor of the Haar matrix. 0 where W is 0, which no rescaling changes.
 */
export function gainOf({ variance, spectralNorm }: WeightSpec): number {
  return spectralNorm === undefined || variance === 0 ? Math.sqrt(variance) : spectralNorm;
}

/** A network with every field filled in. */
export interface NetworkSpec {
  /** n, the number of units of every layer. */
  width: number;
  /** B, the inputs that are sent through together: the state is n × B, entry (unit, sample) at unit · B + sample. */
  batch: number;
  block: BlockName;
  /** Factor of the skip path: 0 is the plain network, 1 the residual one. */
  skip: number;
  /** Residual scaling α, the factor of the branch. */
  scale: number;
  /** Operations of f_l, in the order in which they are applied. */
  branch: OperationName[];
  /** Operations applied to the sum of skip path and branch. */
  after: OperationName[];
  activation: ActivationName;
  /** Of every linear operation; of the first one where `matrices` has them one by one. */
  weights: WeightSpec;
  /** One a linear operation, the branch's first, where they are not all alike. */
  matrices?: WeightSpec[];
  /** `variance` is σ_b². */
  bias: { variance: number };
  /** Of every normalisation: gains are i.i.d. N(mean, variance), one a unit, biases N(0, variance). */
  norm: { gain: { mean: number; variance: number }; bias: { variance: number } };
  /** The same W and b in every layer: a recurrent network, time is depth. */
  tied: boolean;
  /** h_0 is i.i.d. N(0, variance). */
  input: { variance: number };
  /** Numbers that change with depth, by their path, such as `weights.variance`; the fields hold those of layer 0. */
  schedule?: Readonly<Record<string, Schedule>>;
}

/** The law of the `matrix`-th linear operation of a layer. */
export function weightsOf(
  { weights, matrices }: Pick<NetworkSpec, "weights" | "matrices">,
  matrix: number,
): WeightSpec {
  return matrices?.[matrix] ?? weights;
}

/** Length of h as a vector, and so the largest number of exponents: n · B. */
export function stateDimension({ width, batch }: Pick<NetworkSpec, "width" | "batch">): number {
  return width * batch;
}

/** Matrices of a layer: its linear operations. */
export function matrixCount({ branch, after }: Pick<NetworkSpec, "branch" | "after">): number {
  return [...branch, ...after].filter((name) => name === "linear").length;
}

export function isNormalisation(name: OperationName): name is NormalisationName {
  return NORMALISATIONS.some((each) => each === name);
}

/** All operations of a layer. */
export function operationsOf({ branch, after }: Pick<NetworkSpec, "branch" | "after">): OperationName[] {
  return [...branch, ...after];
}
