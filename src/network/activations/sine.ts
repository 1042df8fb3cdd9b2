import type { Activation } from "./activation.ts";

/** sin x. It has no limit at ±∞: the value is NaN there, a failure that must be seen, and the slope 0. */
export const sine: Activation = {
  value: Math.sin,
  slope: (x) => (Math.abs(x) === Number.POSITIVE_INFINITY ? 0 : Math.cos(x)),
  homogeneous: false,
};
