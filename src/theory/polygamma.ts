/** From here on the asymptotic series below are exact to rounding. */
const FAR = 20;

/**
 * ψ₂(x), the second derivative of the digamma function, x > 0: the third cumulant of the logarithm of a Gamma variable.
 *
 * Source: Abramowitz & Stegun 6.4.6 (recurrence), 6.4.13 (asymptotic series).
 */
export function tetragamma(x: number): number {
  let sum = 0;
  let at = x;
  for (; at < FAR; at++) sum -= 2 / at ** 3;
  const t = 1 / (at * at);
  return sum - t * (1 + 1 / at + t * (1 / 2 - t * (1 / 6 - t * (1 / 6 - t * (3 / 10 - (t * 5) / 6)))));
}

/** ψ₃(x), the third derivative of the digamma function, x > 0: the fourth cumulant. (Abramowitz & Stegun 6.4.6, 6.4.14.) */
export function pentagamma(x: number): number {
  let sum = 0;
  let at = x;
  for (; at < FAR; at++) sum += 6 / at ** 4;
  const t = 1 / (at * at);
  return sum + (t / at) * (2 + 3 / at + t * (2 - t * (1 - t * (4 / 3 - t * (3 - t * 10)))));
}
