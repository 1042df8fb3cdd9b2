import type { Activation } from "./activations/activation.ts";
import { gelu } from "./activations/gelu.ts";
import { elu, leakyRelu, linear, relu, selu } from "./activations/rectifiers.ts";
import { erf, sigmoid, softplus, tanh } from "./activations/sigmoids.ts";
import { silu } from "./activations/silu.ts";
import { sine } from "./activations/sine.ts";
import type { ActivationName } from "./spec.ts";

export type { Activation } from "./activations/activation.ts";

const BY_NAME: Record<ActivationName, Activation> = {
  linear,
  tanh,
  sigmoid,
  erf,
  relu,
  "leaky-relu": leakyRelu,
  elu,
  selu,
  gelu,
  silu,
  softplus,
  sine,
};

/** The nonlinearity of a name. */
export function activationOf(name: ActivationName): Activation {
  return BY_NAME[name];
}
