import { SAMPLINGS, type Sampling } from "../network/sampling.ts";
import { type ResolvedStudy, resolveStudy } from "../study/resolve.ts";

/** One line of the benchmark: a width, how many exponents, and how the ensemble is drawn. */
export interface Case {
  /** n. */
  width: number;
  /** k. */
  exponents: number;
  sampling: Sampling;
}

export const WIDTHS: readonly number[] = [8, 16, 32, 64, 128, 256];
/** The full spectrum, and the top eight. */
export const EXPONENTS: readonly (number | "full")[] = ["full", 8];

/** For every sampling and width, the numbers of exponents that are asked for, at most n, each once. */
export function casesOf(
  widths: readonly number[] = WIDTHS,
  exponents: readonly (number | "full")[] = EXPONENTS,
  samplings: readonly Sampling[] = SAMPLINGS,
): Case[] {
  return samplings.flatMap((sampling) =>
    widths.flatMap((width) => {
      const counts = exponents.map((count) => (count === "full" ? width : Math.min(count, width)));
      return [...new Set(counts)].map((count) => ({ width, exponents: count, sampling }));
    }),
  );
}

/**
 * The study of a case: tanh at its edge of chaos, σ_w² = 1 and σ_b = 0, so that the states of f32 and f64 stay together at
 * any depth; untied Gaussian weights, every layer counted but the first eighth.
 */
export function studyOf({ width, exponents, sampling }: Case, networks: number, depth: number): ResolvedStudy {
  const network = { width, activation: "tanh", weights: { law: "gaussian", variance: 1 }, bias: { variance: 0 } };
  return resolveStudy({ network, sampling, depth, ensemble: networks, exponents, seed: 1 });
}

/**
 * Useful floating-point operations of one network·layer: the product with k tangents, 2n²k, and their orthogonalisation,
 * 2nk². Weights, activations and whatever a method does beyond that count as overhead; sampling in law does not even
 * form the product, so that for it this is what it replaces, not what it does.
 */
export function usefulFlops({ width: n, exponents: k }: Pick<Case, "width" | "exponents">): number {
  return 2 * n * n * k + 2 * n * k * k;
}
