/**
 * What a random network is, as plain data. Names are those of the literature; the design of the
 * layer is h_{l+1} = after( skip · h_l + scale · f_l(h_l) ), f_l being the list `branch`.
 */

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

export const WEIGHT_LAWS = ["gaussian", "uniform", "rademacher", "orthogonal"] as const;
export type WeightLaw = (typeof WEIGHT_LAWS)[number];

export const OPERATIONS = ["linear", "activation"] as const;
export type OperationName = (typeof OPERATIONS)[number];

export const BLOCKS = ["plain", "residual"] as const;
export type BlockName = (typeof BLOCKS)[number];

/** A network with every field filled in. */
export interface NetworkSpec {
  /** n, the number of units of every layer. */
  width: number;
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
  /** `variance` is σ_w²: W_ij has variance σ_w² / width; orthogonal means σ_w · Haar. */
  weights: { law: WeightLaw; variance: number };
  /** `variance` is σ_b². */
  bias: { variance: number };
  /** The same W and b in every layer: a recurrent network, time is depth. */
  tied: boolean;
  /** h_0 is i.i.d. N(0, variance). */
  input: { variance: number };
}
