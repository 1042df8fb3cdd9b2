import type { ActivationName } from "../network/spec.ts";
import { slopeLaw, solve } from "./free-spectrum.ts";
import { meanField } from "./mean-field.ts";

/** What follows from a whole limiting spectrum, each over the width. */
export interface LimitDimension {
  /** Kaplan–Yorke dimension D_KY/n, from 0 to 1. */
  dimension: number;
  /** H/n, sum of the positive exponents, nats per layer and unit: the entropy where Pesin's formula holds. */
  entropy: number;
}

/**
 * D_KY/n and H/n of the limiting spectrum λ(x) of a plain network (see `freeSpectrum`). The sum of its first exponents has a closed
 * form, V(x) = ∫₀ˣ λ = ½ [E ln(1 + v d²) − x ln v + x ln σ_w² + x ln x − x] at the v that belongs to x, for orthogonal weights with
 * ½[(1 − x) ln(1 − x) + x] more: its derivative by v vanishes by the equation for v. H/n is its largest value, D_KY/n where it
 * comes back to 0.
 *
 * @param weightVariance σ_w²
 * @param biasVariance σ_b²
 * @param start variance of the first pre-activations
 *
 * Source: integral of the S-transform's spectrum; Kaplan & Yorke 1979; Pesin 1977; networks: Engelken, Wolf & Abbott,
 * "Lyapunov spectra of chaotic recurrent neural networks", Phys. Rev. Research 5 (2023) 043044.
 */
export function limitDimension(
  activation: ActivationName,
  weightVariance: number,
  biasVariance: number,
  law: "gaussian" | "orthogonal",
  start = weightVariance + biasVariance,
): LimitDimension {
  const { q, chi } = meanField(activation, weightVariance, biasVariance, start);
  if (!(chi > 1)) return { dimension: 0, entropy: 0 };
  const slopes = slopeLaw(activation, q);
  const { square, weight, active } = slopes;
  const logVariance = Math.log(weightVariance);
  const lost = (x: number): number => (law === "orthogonal" && x < 1 ? Math.log1p(-x) : 0);
  const at = (x: number): { exponent: number; volume: number } => {
    const logV = solve(slopes, x, logVariance + Math.log(x));
    const v = Math.exp(logV);
    let sum = 0;
    for (let k = 0; k < square.length; k++) sum += weight[k] * Math.log1p(v * square[k]);
    const volume = 0.5 * (sum + x * (logVariance + Math.log(x) - logV) - x);
    const more = law === "orthogonal" ? 0.5 * ((1 - x) * lost(x) + x) : 0;
    return { exponent: 0.5 * (logVariance + Math.log(x) - logV - lost(x)), volume: volume + more };
  };
  // The exponent falls from ½ ln χ₁ > 0, and the sum rises and falls with its sign.
  const end = active * (1 - 1e-9);
  const zero = crossing((x) => at(x).exponent, 0, end);
  return { dimension: crossing((x) => at(x).volume, zero, end), entropy: at(zero).volume };
}

/** Where a function turns from positive to negative; `high` where it does not. */
function crossing(f: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  if (f(to) > 0) return to;
  for (let step = 0; step < 50; step++) {
    const middle = 0.5 * (low + high);
    if (f(middle) > 0) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}
