import type { EnsembleCell, SpectrumCell } from "./engine.ts";

/** Networks at which a cell with a tolerance looks at its errors first: fewer say too little of them. */
const FIRST_NETWORKS = 8;
/** The same of a network alone, in counted layers. */
const FIRST_LAYERS = 64;

/**
 * What is measured of a cell, one after another, until its errors are within its tolerance: an ensemble that doubles or, of a network alone,
 * a number of counted layers that does; last the cell itself. Burn-in, and what a network takes from its depth, stay those of the whole
 * depth. A single network starts with at least as many layers as its burn-in, which every depth pays again.
 */
export function doublings(cell: SpectrumCell): readonly SpectrumCell[] {
  const { tolerance, depth, burnIn, ensemble, checkpoints } = cell;
  if (tolerance === undefined) return [cell];
  const shorter = { ...cell, tolerance: undefined };
  if (ensemble > 1) {
    return [...doubled(FIRST_NETWORKS, ensemble).map((networks) => ({ ...shorter, ensemble: networks })), cell];
  }
  const depths = doubled(Math.max(FIRST_LAYERS, burnIn), depth - burnIn).map((layers) => burnIn + layers);
  return [
    ...depths.map((end) => ({ ...shorter, depth: end, checkpoints: checkpoints?.filter((at) => at <= end) })),
    cell,
  ];
}

/** first, 2 first, 4 first, … below `most`. */
function doubled(first: number, most: number): number[] {
  const sizes: number[] = [];
  for (let size = first; size < most; size *= 2) sizes.push(size);
  return sizes;
}

/** Networks of a step that the one before it has measured already: an ensemble goes on, a greater depth starts anew. */
export function keptNetworks(before: EnsembleCell | undefined, step: EnsembleCell): number {
  return before?.depth === step.depth ? before.ensemble : 0;
}

/** Network·layers of all steps from number `from` on. */
export function workOf(steps: readonly EnsembleCell[], from = 0): number {
  return steps.reduce(
    (sum, step, i) => (i < from ? sum : sum + (step.ensemble - keptNetworks(steps[i - 1], step)) * step.depth),
    0,
  );
}
