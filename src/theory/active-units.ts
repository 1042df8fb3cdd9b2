/**
 * m ~ Binomial(n, ½), the number of active units of a ReLU layer. Probabilities are summed by the ratios of
 * neighbours outwards from the most likely m and divided by their sum, so that 2^−n cannot underflow.
 */

/** Probabilities this far below the largest count for nothing in a mean of logarithms. */
const NEGLIGIBLE = 1e-20;

/** E[ f(m) | m ≥ least ]. */
export function activeMean(width: number, least: number, f: (m: number) => number): number {
  const mode = Math.max(least, Math.floor(width / 2));
  let total = 1;
  let sum = f(mode);
  let weight = 1;
  for (let m = mode + 1; m <= width; m++) {
    weight *= (width - m + 1) / m;
    if (weight < NEGLIGIBLE) break;
    total += weight;
    sum += weight * f(m);
  }
  weight = 1;
  for (let m = mode - 1; m >= least; m--) {
    weight *= (m + 1) / (width - m);
    if (weight < NEGLIGIBLE) break;
    total += weight;
    sum += weight * f(m);
  }
  return sum / total;
}

/** P(m < i), to full relative accuracy down to the smallest numbers. */
export function activeBelow(width: number, i: number): number {
  const mode = Math.floor(width / 2);
  let total = 0;
  let below = 0;
  let weight = 1;
  for (let m = mode; m <= width; m++) {
    total += weight;
    if (m < i) below += weight;
    weight *= (width - m) / (m + 1);
  }
  weight = 1;
  for (let m = mode - 1; m >= 0; m--) {
    weight *= (m + 1) / (width - m);
    total += weight;
    if (m < i) below += weight;
  }
  return below / total;
}
