import type { Spectrum } from "../../engine/engine.ts";
import type { Grid } from "../../study/grid.ts";
import { cellsOfAxes } from "../cell-dataset.ts";
import { type Dataset, shapeOf } from "../dataset.ts";
import { spectrumDataset } from "../spectrum-dataset.ts";
import type { SpectrumSizes } from "../spectrum-variables.ts";
import { sweepAttributes } from "./attributes.ts";

/** Sizes of what is measured in a study: they are known before anything is, so that every shard lays out the same arrays. */
export function sweepSizes({ study, count, cell }: Grid): SpectrumSizes {
  const isAxis = (path: string) => study.axes?.some((axis) => axis.path === path) ?? false;
  const longest = (lengthOf: (index: number) => number) => {
    let most = 0;
    for (let index = 0; index < count; index++) most = Math.max(most, lengthOf(index));
    return most;
  };
  const fixed = isAxis("exponents") ? undefined : study.exponents;
  const checkpoints = study.checkpoints !== undefined || isAxis("checkpoints");
  return {
    index: fixed ?? longest((index) => cell(index).exponents),
    vector: study.fixedVectors?.length ?? 0,
    checkpoint: checkpoints ? longest((index) => cell(index).checkpoints?.length ?? 0) : 0,
    distribution: isAxis("distribution") || study.distribution === true,
  };
}

/** Bytes that a cell takes in the arrays, not compressed. */
export function bytesPerCell(grid: Grid): number {
  const dataset = spectrumDataset(cellsOfAxes(grid.axes), [], {}, sweepSizes(grid));
  return dataset.variables.reduce((sum, variable) => {
    const size = "BYTES_PER_ELEMENT" in variable.data ? variable.data.BYTES_PER_ELEMENT : 1;
    const numbers = shapeOf(dataset, variable).reduce((product, each) => product * each, 1);
    return sum + (size * numbers) / grid.count;
  }, 0);
}

/** The spectra of all cells, in C order, as arrays over the axes. */
export function sweepDataset(grid: Grid, results: readonly Spectrum[]): Dataset {
  return spectrumDataset(cellsOfAxes(grid.axes), results, sweepAttributes(grid), sweepSizes(grid));
}
