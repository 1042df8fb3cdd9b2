import { resolveNetwork } from "../network/resolve.ts";
import { SAMPLINGS, type Sampling } from "../network/sampling.ts";
import type { NetworkInput } from "../network/schema.ts";
import { matrixCount, stagesOf, stateDimension } from "../network/spec.ts";
import { type ResolvedStudy, resolveStudy } from "../study/resolve.ts";

/** One line of the benchmark: a width, how many exponents, and how the ensemble is drawn. */
export interface Case {
  /** n. */
  width: number;
  /** k. */
  exponents: number;
  sampling: Sampling;
  /** What is measured, of that width; if not given, tanh at its edge of chaos. */
  network?: NetworkInput;
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
 * The study of a case. Without a network of its own: tanh at its edge of chaos, σ_w² = 1 and σ_b = 0, so that the states of f32 and f64
 * stay together at any depth; untied Gaussian weights. Every layer is counted but the first eighth.
 */
export function studyOf(
  { width, exponents, sampling, network: own }: Case,
  networks: number,
  depth: number,
): ResolvedStudy {
  const edge = { activation: "tanh", weights: { law: "gaussian", variance: 1 }, bias: { variance: 0 } } as const;
  const network = { ...(own ?? edge), width };
  return resolveStudy({ network, sampling, depth, ensemble: networks, exponents, seed: 1 });
}

/**
 * Useful floating-point operations of one network·layer: the product of every matrix with k tangents, 2n²k, and their orthogonalisation,
 * 2nk² (of a longer state, that instead of n). Weights, activations and whatever a method does beyond that count as overhead; sampling in law does not even
 * form the product, so that for it this is what it replaces, not what it does.
 */
export function usefulFlops({ width: n, exponents: k, network }: Omit<Case, "sampling">): number {
  if (network === undefined) return 2 * n * n * k + 2 * n * k * k;
  const spec = resolveNetwork({ ...network, width: n });
  return stagesOf(spec) * matrixCount(spec) * 2 * n * n * spec.batch * k + 2 * stateDimension(spec) * k * k;
}
