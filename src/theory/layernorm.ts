import { activationOf } from "../network/activations.ts";
import type { ActivationName } from "../network/spec.ts";
import { momentRule } from "./activation-rule.ts";
import { expectation } from "./quadrature.ts";

/** λ₁ of a normalised network, nats per layer, and its 1/n coefficient. */
export interface NormalisedTop {
  /** ½ ln( E φ′² / E φ² ), as n → ∞. */
  limit: number;
  /** c of λ₁(n) = limit + c/n + O(1/n²). */
  coefficient: number;
}

/**
 * λ₁ of h ← φ(N(W h)), N LayerNorm (`centred`) or RMSNorm without gain and bias, W Gaussian and fresh, no bias.
 *
 * y = N(W h) is uniform on a sphere (‖y‖² = n, and Σ y = 0 if centred) whatever h is, so that layers are independent, and with
 * D = diag φ′(y), Π the projection off y (and off 1), g standard normal
 * 2 λ₁ = E[ ln ‖P D Π g‖² − ln ‖φ(y)‖² + ln n − ln χ² ], P the projection off φ(y), whose direction the next
 * normalisation takes out, χ² the squared length of n − 1 (if centred; else n) standard normals. The coefficient is the expansion
 * of these means to first order in 1/n; on the sphere the fourth cumulant of an entry is −6/n.
 *
 * Source: limit: Ba, Kiros & Hinton 2016 with the mean field of Schoenholz et al. 2017; coefficient: derived for this
 * project and checked by simulation.
 */
export function normalisedTop(activation: ActivationName, centred: boolean): NormalisedTop {
  const phi = activationOf(activation);
  const rule = momentRule(activation, 1);
  const mean = (f: (value: number, slope: number, z: number) => number): number =>
    expectation(rule, (z) => f(phi.value(z), phi.slope(z), z));
  const square = mean((f) => f * f);
  const slope2 = mean((_, d) => d * d);
  /** n (E ln Σ v(y_i) − ln n E v(z)): the cumulant's shift, and the variance of the sum on the sphere. */
  const sumOf = (v: (value: number, slope: number) => number): number => {
    const first = mean((f, d) => v(f, d));
    const fourth = mean((f, d, z) => v(f, d) * (z ** 4 - 6 * z * z + 3));
    const second = mean((f, d, z) => v(f, d) * (z * z - 1));
    const along = centred ? mean((f, d, z) => v(f, d) * z) : 0;
    const variance = mean((f, d) => v(f, d) ** 2) - first ** 2 - second ** 2 / 2 - along ** 2;
    return -fourth / (4 * first) - variance / (2 * first ** 2);
  };
  const lost = mean((_, d, z) => d * d * z * z) / slope2 + (centred ? 1 : 0);
  const behind =
    mean((f, d) => d * d * f * f) - mean((f, d, z) => z * d * f) ** 2 - (centred ? mean((f, d) => d * f) ** 2 : 0);
  const spread = mean((_, d) => d ** 4) / slope2 ** 2;
  const length = centred ? 2 : 1;
  return {
    limit: 0.5 * Math.log(slope2 / square),
    coefficient:
      0.5 * (sumOf((_, d) => d * d) - lost - behind / (slope2 * square) - spread - sumOf((f) => f * f) + length),
  };
}
