import type { Spectrum } from "../engine/engine.ts";
import { PROBABILITIES } from "../measure/distribution.ts";
import { type Cells, cellVariables, withDimension } from "./cell-dataset.ts";
import { type Dataset, floats, integers, type Variable } from "./dataset.ts";
import { askedVariables, driftVariables, estimateVariables, type SpectrumSizes } from "./spectrum-variables.ts";
import { RATE } from "./units.ts";

/** Sizes that hold all of some spectra. */
export function spectrumSizes(results: readonly (Spectrum | null)[]): SpectrumSizes {
  const longest = (lengthOf: (result: Spectrum) => number | undefined, least: number) =>
    results.reduce((most, result) => Math.max(most, (result === null ? 0 : lengthOf(result)) ?? 0), least);
  return {
    index: longest(({ exponents }) => exponents.length, 1),
    vector: longest(({ fixedVectors }) => fixedVectors?.length, 0),
    checkpoint: longest(({ checkpoints }) => checkpoints?.length, 0),
    distribution: results.some((result) => result?.logNorm !== undefined),
  };
}

/**
 * Lyapunov spectra as arrays over the cells and the index i, `results` in C order of the cells. Spectra shorter than the
 * longest are padded with NaN; `count` tells how long each is. Fixed vectors, checkpoints and the distribution of ln‖Ju‖
 * (without its histogram) are there where they were asked for. `sizes`: of a larger whole, where the results are part of one.
 */
export function spectrumDataset(
  cells: Cells,
  results: readonly (Spectrum | null)[],
  attributes: Dataset["attributes"],
  sizes: SpectrumSizes = spectrumSizes(results),
): Dataset {
  const own = Object.keys(cells.dims);
  const length = sizes.index;
  const each = (pick: (result: Spectrum) => readonly (number | null | undefined)[]) =>
    results.flatMap((result) => {
      const values = result === null ? [] : pick(result);
      return Array.from({ length }, (_, i) => values[i]);
    });
  type Pick = (result: Spectrum) => readonly (number | null | undefined)[];
  const rates = (name: string, about: string, pick: Pick): Variable => ({
    ...{ name, dims: [...own, "index"], units: RATE, about },
    data: floats(each(pick)),
  });
  const low = "low end of the interval that holds the exponent with a probability of 95 %";
  const dataset = withDimension(
    cells,
    { name: "index", dims: ["index"], data: Int32Array.from({ length }, (_, i) => i + 1), about: "i, from 1" },
    attributes,
    [
      rates("exponents", "Lyapunov exponents, the largest first; -inf is a value, NaN none", (one) => one.exponents),
      rates("standardErrors", "of each exponent, between networks", (one) => one.standardErrors),
      rates("withinErrors", "of each exponent, from the noise along depth alone", (one) => one.withinErrors),
      rates("intervalLow", low, (one) => one.intervals.map((ends) => ends?.[0])),
      rates("intervalHigh", low.replace("low", "high"), (one) => one.intervals.map((ends) => ends?.[1])),
      {
        ...{ name: "infinite", dims: [...own, "index"], about: "networks whose exponent i is -inf" },
        data: integers(each((one) => one.infinite)),
      },
      ...cellVariables(cells, results),
      {
        ...{ name: "layers", dims: own, about: "layers counted: depth - burnIn" },
        data: integers(results.map((result) => result?.layers)),
      },
      {
        ...{ name: "count", dims: own, about: "exponents of the cell" },
        data: integers(results.map((result) => result?.exponents.length)),
      },
      ...driftVariables(own, results),
      ...estimateVariables(own, results),
      ...askedVariables(own, results, sizes),
    ],
  );
  const { vector, checkpoint, distribution = false } = sizes;
  return {
    ...dataset,
    dims: {
      ...dataset.dims,
      ...(vector === 0 ? {} : { vector }),
      ...(checkpoint === 0 ? {} : { checkpoint }),
      ...(distribution ? { probability: PROBABILITIES.length } : {}),
    },
    coordinates: [
      ...dataset.coordinates,
      ...(vector === 0 ? [] : [counter("vector", vector, "place in fixedVectors, from 1")]),
      ...(checkpoint === 0 ? [] : [counter("checkpoint", checkpoint, "its place, from 1")]),
      ...(distribution ? [PROBABILITY] : []),
    ],
  };
}

function counter(name: string, length: number, about: string): Variable {
  return { name, dims: [name], data: Int32Array.from({ length }, (_, i) => i + 1), about };
}

const PROBABILITY: Variable = {
  ...{ name: "probability", dims: ["probability"], about: "of a quantile" },
  data: Float64Array.from(PROBABILITIES),
};
