import erfc from "@stdlib/math-base-special-erfc";

/**
 * P(X < x) of a nearly normal variable from its first four cumulants: Edgeworth's expansion to second order,
 * Φ − φ [ γ₁ He₂/6 + γ₂ He₃/24 + γ₁² He₅/72 ] at the standardised x. Of a sum of L independent terms it is right to order L^(−3/2).
 *
 * @param skewness γ₁
 * @param excessKurtosis γ₂
 *
 * Source: Edgeworth 1905; Cramér, Mathematical Methods of Statistics (1946), 17.7.
 */
export function edgeworth(x: number, mean: number, variance: number, skewness: number, excessKurtosis: number): number {
  const z = (x - mean) / Math.sqrt(variance);
  const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  const normal = 0.5 * erfc(-z * Math.SQRT1_2);
  const second = z * z - 1;
  const third = z ** 3 - 3 * z;
  const fifth = z ** 5 - 10 * z ** 3 + 15 * z;
  const correction = (skewness * second) / 6 + (excessKurtosis * third) / 24 + (skewness ** 2 * fifth) / 72;
  return Math.min(1, Math.max(0, normal - density * correction));
}

/** P(χ² > x) with `freedom` degrees of freedom, by the finite sums (Abramowitz & Stegun 26.4.4, 26.4.5). */
export function chiSquareAbove(x: number, freedom: number): number {
  const half = x / 2;
  const odd = freedom % 2 === 1;
  let term = odd ? Math.sqrt(half / Math.PI) * 2 * Math.exp(-half) : Math.exp(-half);
  let sum = odd ? erfc(Math.sqrt(half)) : 0;
  for (let j = odd ? 1.5 : 1; j <= freedom / 2; j++) {
    sum += term;
    term *= half / j;
  }
  return Math.min(1, sum);
}
