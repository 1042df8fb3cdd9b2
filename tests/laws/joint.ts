import quantile from "@stdlib/stats-base-dists-t-quantile";
import { expect } from "vitest";

/** Two independent estimates of what should be the same number. */
export interface Comparison {
  /** What is compared, for a message. */
  what: string;
  /** In standard errors. */
  deviation: number;
  /** Degrees of freedom of its Student-t law. */
  freedom: number;
}

/** Two means, each with its standard error from `networks` values (Welch 1947). */
export function compareMeans(
  what: string,
  a: { mean: number; error: number; networks: number },
  b: { mean: number; error: number; networks: number },
): Comparison {
  const [va, vb] = [a.error ** 2, b.error ** 2];
  const freedom = (va + vb) ** 2 / (va ** 2 / (a.networks - 1) + vb ** 2 / (b.networks - 1));
  return { what, deviation: (a.mean - b.mean) / Math.sqrt(va + vb), freedom };
}

/** Two variances of nearly normal values: ln s² has variance 2/(N − 1). */
export function compareVariances(
  what: string,
  a: { variance: number; networks: number },
  b: { variance: number; networks: number },
): Comparison {
  const error = Math.sqrt(2 / (a.networks - 1) + 2 / (b.networks - 1));
  return { what, deviation: Math.log(a.variance / b.variance) / error, freedom: 1e6 };
}

/** The comparisons that fail a joint test at the 0.1 % level, each tested at .001 / number of comparisons (Bonferroni). */
export function failures(comparisons: readonly Comparison[]): string[] {
  const level = 0.001 / comparisons.length;
  return comparisons
    .filter(({ deviation, freedom }) => !(Math.abs(deviation) <= quantile(1 - level / 2, freedom)))
    .map(({ what, deviation }) => `${what}: off by ${deviation.toFixed(1)} standard errors`);
}

export function expectAgreement(comparisons: readonly Comparison[], atLeast: number): void {
  expect(comparisons.length).toBeGreaterThanOrEqual(atLeast);
  expect(failures(comparisons)).toEqual([]);
}
