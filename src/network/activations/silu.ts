import { type Activation, flushed } from "./activation.ts";

// The root x₀ of φ′, that is of 1 + x + e^x, in two parts, and e^x₀ = −1 − x₀.
const ROOT = -1.2784645427610737;
const ROOT_LOW = -1.0946994183093437e-16;
const EXP_ROOT = 0.2784645427610738;

// Beyond these both φ and φ′ are at their limits in f64; the formulas would meet 0 · ∞.
const LEFT = -760;
const RIGHT = 50;

/** x/(1 + e^−x), also called swish. */
export const silu: Activation = {
  value: (x) => {
    if (x < LEFT) return 0;
    if (x > 0) return x / (1 + Math.exp(-x));
    // Half the exponent twice: e^x alone underflows before x·e^x does.
    const half = Math.exp(x / 2);
    return (x * half * half) / (1 + half * half);
  },
  slope: (x) => {
    if (x < LEFT) return 0;
    if (x > RIGHT) return 1;
    if (x > 0) {
      const e = Math.exp(-x);
      return (1 + e * (1 + x)) / ((1 + e) * (1 + e));
    }
    // e^x (1 + x + e^x)/(1 + e^x)² with the root subtracted: 1 + x + e^x = d + e^x₀ (e^d − 1), d = x − x₀.
    const d = x - ROOT - ROOT_LOW;
    const half = Math.exp(x / 2);
    const e = half * half;
    return flushed((half * (d + EXP_ROOT * Math.expm1(d)) * half) / ((1 + e) * (1 + e)));
  },
  homogeneous: false,
};
