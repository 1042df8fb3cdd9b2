/** The number m of active units of n, Binomial(n, ½), given m ≥ `least`. */
export interface ActiveUnits {
  /** E f(m). */
  mean(f: (m: number) => number): number;
  /** P(m < i). */
  below(i: number): number;
}

/** Probabilities this far below the largest count for nothing in a mean of logarithms. */
const NEGLIGIBLE = 1e-20;

/**
 * Probabilities by the ratios of neighbours outwards from the most likely m, divided by their sum, so that a
 * wide layer's 2^−n cannot underflow.
 */
export function activeUnits(width: number, least: number): ActiveUnits {
  const mode = Math.max(least, Math.floor(width / 2));
  const upper: number[] = [1];
  for (let m = mode; m < width; m++) {
    const next = (upper[upper.length - 1] * (width - m)) / (m + 1);
    if (next < NEGLIGIBLE) break;
    upper.push(next);
  }
  const lower: number[] = [];
  let weight = 1;
  for (let m = mode; m > least; m--) {
    weight *= m / (width - m + 1);
    // `below` asks for tails far smaller than means do, but no smaller than the smallest number.
    if (weight === 0) break;
    lower.push(weight);
  }
  lower.reverse();
  const weights = [...lower, ...upper];
  const first = mode - lower.length;
  const total = weights.reduce((sum, each) => sum + each, 0);
  return {
    mean(f) {
      let sum = 0;
      weights.forEach((each, k) => {
        if (each > NEGLIGIBLE) sum += each * f(first + k);
      });
      return sum / total;
    },
    below(i) {
      let sum = 0;
      for (let m = first; m < Math.min(i, first + weights.length); m++) sum += weights[m - first];
      return sum / total;
    },
  };
}
