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

/** Recurrent cells with gates: whole layers, each with a matrix a gate. */
export const GATED = ["gru", "lstm"] as const;
export type GatedName = (typeof GATED)[number];

/** The gates of a cell, in the order of their matrices. */
export const GATES = {
  gru: ["update", "reset", "candidate"],
  lstm: ["input", "forget", "cell", "output"],
} as const satisfies Record<GatedName, readonly string[]>;

export const OPERATIONS = ["linear", "activation", ...NORMALISATIONS, ...GATED] as const;
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
  "rnn",
  "rate",
  "gru",
  "lstm",
  "neural-ode",
] as const;
export type BlockName = (typeof BLOCKS)[number];

/** How a step of an ordinary differential equation is made: Euler's, or the classical one of Runge and Kutta, of order 4. */
export const INTEGRATORS = ["euler", "rk4"] as const;
export type Integrator = (typeof INTEGRATORS)[number];

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
  /** Whether no unit is its own input: W_ii = 0. */
  zeroDiagonal?: true;
  /**
   * Units of the first block, if W is block-triangular: W_ij = 0 where i ≥ split > j, so that tangents in the first `split`
   * units stay there. The variance of the other entries is what it is without.
   */
  split?: number;
  /** Factor of the variance of the block beside it, i < split ≤ j: 0 is block-diagonal. Given with `split`, and there alone. */
  coupling?: number;
  /** Factor of the variance inside the first block, i, j < split, which sets its exponents apart from the other's. Given with `split`. */
  contrast?: number;
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
  /** h_0 is i.i.d. N(0, variance); every layer adds fresh i.i.d. N(0, everyLayer) to the outputs of its linear operations, if given. */
  input: { variance: number; everyLayer?: number };
  /** Time of a layer, where depth is time: exponents per layer / dt are exponents per unit time. */
  dt?: number;
  /** How f is integrated over dt; h + dt f(h) if not given. */
  integrator?: "rk4";
  /** Of a gated cell, one a matrix: the mean of its biases, whose variance is that of `bias`. */
  gates?: { bias: { mean: number } }[];
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

/** Variance of what a layer adds to W h: of its bias, and of its own input. */
export function biasVariance({ bias, input }: Pick<NetworkSpec, "bias" | "input">): number {
  return bias.variance + (input.everyLayer ?? 0);
}

/** Length of h as a vector, and so the largest number of exponents: n · B; of an lstm, whose state is h and c one after the other, 2n. */
export function stateDimension({ width, batch, branch }: Pick<NetworkSpec, "width" | "batch" | "branch">): number {
  return width * batch * (branch.includes("lstm") ? 2 : 1);
}

/** How often a layer applies its branch, and meets its weights. */
export function stagesOf({ integrator }: Pick<NetworkSpec, "integrator">): number {
  return integrator === "rk4" ? 4 : 1;
}

/** Matrices of a layer: its linear operations, or its gates. */
export function matrixCount({ branch, after }: Pick<NetworkSpec, "branch" | "after">): number {
  return [...branch, ...after].reduce(
    (sum, name) => sum + (isGated(name) ? GATES[name].length : Number(name === "linear")),
    0,
  );
}

/** The gated cell of a network that is one. */
export function gatedOf({ branch }: Pick<NetworkSpec, "branch">): GatedName | null {
  return branch.find(isGated) ?? null;
}

export function isGated(name: OperationName): name is GatedName {
  return GATED.some((each) => each === name);
}

export function isNormalisation(name: OperationName): name is NormalisationName {
  return NORMALISATIONS.some((each) => each === name);
}

/** All operations of a layer. */
export function operationsOf({ branch, after }: Pick<NetworkSpec, "branch" | "after">): OperationName[] {
  return [...branch, ...after];
}
