import type { WeightSpec } from "./spec.ts";

/**
 * Applies to row `row` of W, n standardised weights in place, what a zero diagonal and a block-triangular form make of it; null where W is
 * dense. What is left keeps its variance, but in the rows of the first group of units, whose own block is scaled by √contrast and the other by √coupling.
 */
export function zerosOf(
  { zeroDiagonal, split, coupling = 1, contrast = 1 }: WeightSpec,
  n: number,
): ((line: Float64Array, row: number) => void) | null {
  if (!zeroDiagonal && split === undefined) return null;
  const [own, other] = [Math.sqrt(contrast), Math.sqrt(coupling)];
  return (line, row) => {
    if (zeroDiagonal) line[row] = 0;
    if (split === undefined) return;
    if (row >= split) line.fill(0, 0, split);
    else for (let column = 0; column < n; column++) line[column] *= column < split ? own : other;
  };
}
