import type { Spectrum } from "../engine/engine.ts";
import { type Cells, cellVariables, withDimension } from "./cell-dataset.ts";
import { type Dataset, floats, type Variable } from "./dataset.ts";

const RATE = "nats per layer";

/**
 * Lyapunov spectra as arrays over the cells and the index i, `results` in C order of the cells. Spectra shorter than the
 * longest are padded with NaN; `count` tells how long each is.
 */
export function spectrumDataset(
  cells: Cells,
  results: readonly (Spectrum | null)[],
  attributes: Dataset["attributes"],
): Dataset {
  const own = Object.keys(cells.dims);
  const length = results.reduce((longest, result) => Math.max(longest, result?.exponents.length ?? 0), 1);
  const each = (pick: (result: Spectrum) => readonly (number | null)[]) =>
    results.flatMap((result) => Array.from({ length }, (_, i) => (result === null ? null : pick(result)[i])));
  const rates = (name: string, about: string, pick: (result: Spectrum) => readonly (number | null)[]): Variable => ({
    ...{ name, dims: [...own, "index"], units: RATE, about },
    data: floats(each(pick)),
  });
  return withDimension(
    cells,
    { name: "index", dims: ["index"], data: Int32Array.from({ length }, (_, i) => i + 1), about: "i, from 1" },
    attributes,
    [
      rates("exponents", "Lyapunov exponents, the largest first; -inf is a value, NaN none", (one) => one.exponents),
      rates("standardErrors", "of each exponent, between networks", (one) => one.standardErrors),
      {
        ...{ name: "infinite", dims: [...own, "index"], about: "networks whose exponent i is -inf" },
        data: Int32Array.from(
          each((one) => one.infinite),
          (value) => value ?? 0,
        ),
      },
      ...cellVariables(cells, results),
      {
        ...{ name: "layers", dims: own, about: "layers counted: depth - burnIn" },
        data: Int32Array.from(results, (result) => result?.layers ?? 0),
      },
      {
        ...{ name: "count", dims: own, about: "exponents of the cell" },
        data: Int32Array.from(results, (result) => result?.exponents.length ?? 0),
      },
    ],
  );
}
