import type { WeightSpec } from "../network/spec.ts";
import { newmanExponents } from "./newman.ts";

/**
 * Lyapunov spectrum of a product of independent block-triangular Gaussian matrices: that of its diagonal blocks together, whatever couples
 * them. The m units of the first block see a product of m × m matrices with entries N(0, contrast · σ_w²/n), the n − m others one with
 * entries N(0, σ_w²/n). A vector in the span of the first units grows at the rate of that block; one outside at the larger
 * rate of both, if the second block feeds the first (Furstenberg & Kifer 1983; Hennion 1984).
 *
 * @param width n
 * @param variance σ_w²
 * @returns exponents of the first and of the second block, nats per layer, each descending
 */
export function reducibleExponents(
  width: number,
  variance: number,
  { split = 0, contrast = 1 }: Pick<WeightSpec, "split" | "contrast">,
): [first: number[], second: number[]] {
  const block = (units: number, factor: number): number[] =>
    units === 0 ? [] : newmanExponents(units, units, (factor * variance * units) / width);
  return [block(split, contrast), block(width - split, 1)];
}
