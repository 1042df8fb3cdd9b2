import erfOf from "@stdlib/math-base-special-erf";
import { type Activation, flushed } from "./activation.ts";

// Derivatives come from exp of a negative argument: 1 − tanh² and s (1 − s) lose all digits in the tails.

/** Below this 1 − e^−2|x| has lost digits. */
const NEAR_ZERO = 0.3;

/** tanh x of e = e^−2|x|. */
function tanhOf(x: number, e: number): number {
  if (x < NEAR_ZERO && x > -NEAR_ZERO) return Math.tanh(x);
  return x < 0 ? (e - 1) / (1 + e) : (1 - e) / (1 + e);
}

export const tanh: Activation = {
  value: (x) => tanhOf(x, Math.exp(-2 * Math.abs(x))),
  slope: (x) => tanhSlope(Math.exp(-2 * Math.abs(x))),
  both(x, slopes, at) {
    const e = Math.exp(-2 * Math.abs(x));
    slopes[at] = tanhSlope(e);
    return tanhOf(x, e);
  },
  homogeneous: false,
};

/** 1 − tanh² of e = e^−2|x|. */
function tanhSlope(e: number): number {
  return flushed((4 * e) / ((1 + e) * (1 + e)));
}

/** 1/(1 + e^−x). */
function logistic(x: number): number {
  if (x > 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

export const sigmoid: Activation = {
  value: logistic,
  slope: (x) => {
    const e = Math.exp(-Math.abs(x));
    return flushed(e / ((1 + e) * (1 + e)));
  },
  homogeneous: false,
};

/** ln(1 + e^x). */
export const softplus: Activation = {
  value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  slope: (x) => flushed(logistic(x)),
  homogeneous: false,
};

/** erf(x), without the √π/2 that some authors put inside. */
export const erf: Activation = {
  value: erfOf,
  slope: (x) => flushed((2 / Math.sqrt(Math.PI)) * Math.exp(-x * x)),
  homogeneous: false,
};
