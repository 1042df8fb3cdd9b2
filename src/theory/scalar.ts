import type { WeightLaw } from "../network/spec.ts";
import { newmanExponents } from "./newman.ts";
import { residualLinearTop } from "./residual-linear.ts";

/**
 * The linear tower of width 1: λ = E ln|skip + α w|, exactly, w of mean 0 and variance σ_w². At width 1
 * a Haar orthogonal matrix is a fair sign.
 *
 * @returns nats per layer; −∞ where skip + α w can be 0 with positive probability
 */
export function scalarExponent(law: WeightLaw, skip: number, scale: number, variance: number): number {
  const deviation = Math.abs(scale) * Math.sqrt(variance);
  if (deviation === 0) return Math.log(Math.abs(skip));
  switch (law) {
    case "rademacher":
    case "orthogonal":
      return 0.5 * (Math.log(Math.abs(skip + deviation)) + Math.log(Math.abs(skip - deviation)));
    case "uniform": {
      const reach = Math.sqrt(3) * deviation;
      return (antiderivative(skip + reach) - antiderivative(skip - reach)) / (2 * reach);
    }
    case "gaussian":
      return skip === 0 ? newmanExponents(1, 1, deviation ** 2)[0] : residualLinearTop(1, skip, deviation);
  }
}

/** ∫ ln|x| dx. */
function antiderivative(x: number): number {
  return x === 0 ? 0 : x * Math.log(Math.abs(x)) - x;
}
