import { type Activation, flushed } from "./activation.ts";

export const linear: Activation = {
  value: (x) => x,
  slope: () => 1,
  homogeneous: true,
};

// Written so that NaN passes through the values instead of becoming 0.

export const relu: Activation = {
  value: (x) => Math.max(x, 0),
  slope: (x) => (x > 0 ? 1 : 0),
  homogeneous: true,
};

const LEAK = 0.01;

/** Slope 0.01 for x ≤ 0 (Maas, Hannun, Ng 2013). */
export const leakyRelu: Activation = {
  value: (x) => (x < 0 ? LEAK * x : x),
  slope: (x) => (x > 0 ? 1 : LEAK),
  homogeneous: true,
};

/** α = 1 (Clevert, Unterthiner, Hochreiter 2016). */
export const elu: Activation = {
  value: (x) => (x < 0 ? Math.expm1(x) : x),
  slope: (x) => (x > 0 ? 1 : flushed(Math.exp(x))),
  homogeneous: false,
};

// Klambauer et al. 2017: the fixed point of mean 0, variance 1.
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

export const selu: Activation = {
  value: (x) => (x < 0 ? SELU_SCALE * SELU_ALPHA * Math.expm1(x) : SELU_SCALE * x),
  slope: (x) => (x > 0 ? SELU_SCALE : flushed(SELU_SCALE * SELU_ALPHA * Math.exp(x))),
  homogeneous: false,
};
