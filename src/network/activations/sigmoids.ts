import erfOf from "@stdlib/math-base-special-erf";
import { type Activation, flushed } from "./activation.ts";

/** Beyond this e^y comes near the end of the numbers; tanh is ±1 long before. */
const END = 708;
/** Added and taken away it leaves a number rounded to a whole one. */
const TO_WHOLE = 1.5 * 2 ** 52;
/** ln 2 in two parts, the first short enough that k times it is exact (Cody & Waite 1980). */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
/** 2^k for k = −1023 … 1023. */
const POWERS = Float64Array.from({ length: 2047 }, (_, i) => 2 ** (i - 1023));

// Derivatives come from exp of a negative argument: 1 − tanh² and s (1 − s) lose all digits in the tails.

export const tanh: Activation = {
  value: Math.tanh,
  slope: (x) => {
    const e = Math.exp(-2 * Math.abs(x));
    return flushed((4 * e) / ((1 + e) * (1 + e)));
  },
  kernel: "tanh",
  // With y = 2x: tanh x = (e^y − 1)/(e^y + 1) and its slope 4 e^y/(e^y + 1)², without a branch on the sign or size of x and without the call
  // that Math.exp is: y = k ln 2 + r, e^y = 2^k (1 + (e^r − 1)), and e^r − 1 = r + r²/2 + … to the 13th power, which keeps
  // the digits of small x.
  apply(data, columns, slopes) {
    for (let row = 0, at = 0; row < slopes.length; row++, at += columns) {
      const y = 2 * data[at];
      if (y > END || y < -END) {
        slopes[row] = tanh.slope(y / 2);
        data[at] = Math.sign(y);
        continue;
      }
      const k = y * Math.LOG2E + TO_WHOLE - TO_WHOLE;
      const r = y - k * LN2_HIGH - k * LN2_LOW;
      const r2 = r * r;
      const r4 = r2 * r2;
      const low = 1 / 2 + r * (1 / 6) + r2 * (1 / 24 + r * (1 / 120));
      const middle = 1 / 720 + r * (1 / 5040) + r2 * (1 / 40320 + r * (1 / 362880));
      const high = 1 / 3628800 + r * (1 / 39916800) + r2 * (1 / 479001600 + r * (1 / 6227020800));
      const power = POWERS[k + 1023];
      const above = power * (r + r2 * (low + r4 * (middle + r4 * high)));
      const inverse = 1 / (power + above + 1);
      slopes[row] = flushed(4 * ((power + above) * inverse) * inverse);
      data[at] = (power - 1 + above) * inverse;
    }
  },
  homogeneous: false,
};

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
