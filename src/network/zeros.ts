import type { WeightSpec } from "./spec.ts";

/**
 * Applies to row `row` of W, n standardised weights in place, what a zero diagonal and a block-triangular form make of it; null where W is
 * dense. What is left keeps its variance, but for the block from the second group of units to the first, scaled by √coupling.
 */
export function zerosOf(
  { zeroDiagonal, split, coupling = 1 }: WeightSpec,
  n: number,
): ((line: Float64Array, row: number) => void) | null {
  if (!zeroDiagonal && split === undefined) return null;
  const factor = Math.sqrt(coupling);
  return (line, row) => {
    if (zeroDiagonal) line[row] = 0;
    if (split === undefined) return;
    if (row >= split) line.fill(0, 0, split);
    else if (factor !== 1) for (let column = split; column < n; column++) line[column] *= factor;
  };
}
