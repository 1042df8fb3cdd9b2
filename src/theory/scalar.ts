import digamma from "@stdlib/math-base-special-digamma";
import { DEFAULT_NU, type WeightLaw } from "../network/spec.ts";
import { studentVariance } from "../network/tables/student-t.ts";
import { newmanExponents } from "./newman.ts";
import { residualLinearTop } from "./residual-linear.ts";

/**
 * The linear tower of width 1: λ = E ln|skip + α w|, exactly, w of mean 0 and variance σ_w². At width 1
 * a Haar orthogonal matrix is a fair sign.
 *
 * @param nu ν of student-t
 * @returns nats per layer; −∞ where skip + α w can be 0 with positive probability; null where no closed form is known
 */
export function scalarExponent(
  law: WeightLaw,
  skip: number,
  scale: number,
  variance: number,
  nu = DEFAULT_NU,
): number | null {
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
    case "student-t":
      return skip === 0 ? studentLog(nu) + Math.log(deviation) : null;
    case "gaussian":
      return skip === 0 ? newmanExponents(1, 1, deviation ** 2)[0] : residualLinearTop(1, skip, deviation);
  }
}

/**
 * E ln|x| of Student's t law scaled to variance 1: t = z/√(χ²_ν/ν), and E ln χ²_ν = ψ(ν/2) + ln 2. The variance is that of the
 * generator's law, whose tails are cut at 2⁻³³: they hold much of the variance as ν falls to 2, but nothing of E ln|t|.
 */
function studentLog(nu: number): number {
  return 0.5 * (Math.log(nu) + digamma(0.5) - digamma(nu / 2) - Math.log(studentVariance(nu)));
}

/** ∫ ln|x| dx. */
function antiderivative(x: number): number {
  return x === 0 ? 0 : x * Math.log(Math.abs(x)) - x;
}
