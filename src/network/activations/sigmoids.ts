import erfOf from "@stdlib/math-base-special-erf";
import { type Activation, flushed } from "./activation.ts";

// Derivatives come from exp of a negative argument: 1 − tanh² and s (1 − s) lose all digits in the tails.

/** Below this 1 − e^−2|x| has lost digits, and 1 − tanh² has not. */
const NEAR_ZERO = 0.3;
/** Beyond this e^2x comes near the end of the numbers. */
const FAR = 350;

export const tanh: Activation = {
  value: Math.tanh,
  slope: (x) => {
    const e = Math.exp(-2 * Math.abs(x));
    return flushed((4 * e) / ((1 + e) * (1 + e)));
  },
  apply(data, columns, slopes) {
    for (let row = 0, at = 0; row < slopes.length; row++, at += columns) {
      const x = data[at];
      if (x < NEAR_ZERO && x > -NEAR_ZERO) {
        const value = x * lambert(x * x);
        slopes[row] = 1 - value * value;
        data[at] = value;
      } else if (x > FAR) {
        slopes[row] = tanh.slope(x);
        data[at] = 1;
      } else {
        // Of x, not of |x|: no processor can predict the sign.
        const e = Math.exp(2 * x);
        const inverse = 1 / (1 + e);
        slopes[row] = flushed(4 * (e * inverse) * inverse);
        data[at] = 1 - 2 * inverse;
      }
    }
  },
  homogeneous: false,
};

/** tanh(x)/x of y = x² < 0.09 to 1e-17: Lambert's continued fraction, seven terms of it. */
function lambert(y: number): number {
  return (135135 + y * (17325 + y * (378 + y))) / (135135 + y * (62370 + y * (3150 + y * 28)));
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
