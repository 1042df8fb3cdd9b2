import type { Spectrum } from "../../src/engine/engine.ts";
import type { Provenance } from "../../src/io/sweep/attributes.ts";
import { type Blocks, blocksOf } from "../../src/study/blocks.ts";
import { type Grid, studyGrid } from "../../src/study/grid.ts";
import { overflowOf, spectrumOf } from "./spectra.ts";

/** Axes of names, whole numbers and truths; spectra of different lengths. */
export const STUDY = {
  ...{ depth: 16, ensemble: 3, fixedVectors: [{ units: 1 }], checkpoints: 2 },
  axes: [
    { path: "network.activation", values: ["tanh", "relu", "leaky-relu", "erf", "linear"] },
    { path: "network.width", values: [2, 4, 3] },
    { path: "network.tied", values: [false, true] },
  ],
};
export const GRID = studyGrid(STUDY);

/** A result for every cell: none of them was measured, all are told apart. */
export function resultsOf(grid: Grid): Spectrum[] {
  return Array.from({ length: grid.count }, (_, index) => {
    const { exponents: length, checkpoints = [], fixedVectors = [] } = grid.cell(index);
    if (index % 7 === 3) return overflowOf(length);
    const spectrum = spectrumOf(index, length);
    const { exponents, standardErrors } = spectrum;
    return {
      ...spectrum,
      checkpoints: checkpoints.map((depth) => ({ depth, exponents, standardErrors, log10ConditionNumber: null })),
      fixedVectors: fixedVectors.map(() => ({
        ...{ growth: -1 / (index + 1), standardError: null, infinite: index, networks: 3, layers: 14 },
      })),
    };
  });
}

/** Blocks of a shape that does not fit the axes, so that those at their ends are cut; cells in C order, written out by hand. */
export function cutBlocks({ axes }: Grid, shape: readonly number[]): Blocks {
  const sizes = axes.map(({ values }) => values.length);
  const counts = sizes.map((size, dim) => Math.ceil(size / shape[dim]));
  const places = (extents: readonly number[]): number[][] =>
    extents.reduce<number[][]>(
      (all, size) => all.flatMap((p) => Array.from({ length: size }, (_, i) => [...p, i])),
      [[]],
    );
  const all = places(counts);
  return {
    ...{ shape, counts, count: all.length },
    cells: (block) =>
      places(sizes).flatMap((place, index) =>
        place.every((at, dim) => Math.floor(at / shape[dim]) === all[block][dim]) ? [index] : [],
      ),
  };
}

export const wholeBlocks = ({ axes }: Grid): Blocks => blocksOf(axes);

export const PROVENANCE: Provenance = {
  engine: { kind: "cpu", precision: "f64", adapter: null },
  ...{ seconds: 1.5, started: "2026-01-31T12:00:00.000Z", version: "0.1.0", shard: "0/1", host: "here" },
};
