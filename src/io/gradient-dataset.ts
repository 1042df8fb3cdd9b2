import type { GradientProfile } from "../engine/engine.ts";
import { QUANTILES } from "../measure/profile.ts";
import { type Cells, cellVariables, withDimension } from "./cell-dataset.ts";
import { type Dataset, floats, type Variable } from "./dataset.ts";

const SIZE = "log10, the output's being 0";

/**
 * Gradient profiles as arrays over the cells and the layer l, `results` in C order of the cells. The layers are all that any of
 * the profiles tells of; NaN where another one does not.
 */
export function gradientDataset(
  cells: Cells,
  results: readonly (GradientProfile | null)[],
  attributes: Dataset["attributes"],
): Dataset {
  const own = Object.keys(cells.dims);
  const layers = [...new Set(results.flatMap((result) => result?.layers ?? []))].toSorted((a, b) => a - b);
  const place = new Map(layers.map((layer, index) => [layer, index]));
  /** A row of numbers at the layers of its profile, laid over all layers. */
  const spread = (result: GradientProfile | null, values: readonly (number | null)[] | undefined) => {
    const row: (number | null)[] = layers.map(() => null);
    result?.layers.forEach((layer, index) => {
      row[place.get(layer) ?? 0] = values?.[index] ?? null;
    });
    return row;
  };
  type Pick = (result: GradientProfile) => readonly (number | null)[];
  const each = (pick: Pick) => results.flatMap((result) => spread(result, result === null ? [] : pick(result)));
  const over = (name: string, units: string, about: string, pick: Pick): Variable => ({
    ...{ name, dims: [...own, "layer"], units, about },
    data: floats(each(pick)),
  });
  const matrices = results.reduce((most, result) => Math.max(most, result?.log10WeightGradientNorm.length ?? 0), 0);
  const perMatrix = (name: string, units: string, about: string, pick: (one: GradientProfile) => readonly Means[]) => ({
    ...{ name, dims: [...own, "matrix", "layer"], units, about },
    data: floats(
      results.flatMap((result) =>
        Array.from({ length: matrices }, (_, i) => spread(result, result === null ? [] : pick(result)[i])).flat(),
      ),
    ),
  });
  type Means = readonly (number | null)[];
  const dataset = withDimension(
    cells,
    { name: "layer", dims: ["layer"], data: Int32Array.from(layers), about: "l, 0 at the input" },
    attributes,
    [
      over(
        "log10GradientNorm",
        SIZE,
        "mean of log10 of the gradient's norm; -inf is a value",
        (one) => one.log10GradientNorm,
      ),
      over("standardErrors", "decades", "of that mean, between networks", (one) => one.standardErrors),
      {
        ...{ name: "infinite", dims: [...own, "layer"], about: "networks whose gradient is exactly 0 there" },
        data: Int32Array.from(
          each((one) => one.infinite),
          (value) => value ?? 0,
        ),
      },
      ...cellVariables(cells, results),
      {
        ...{ name: "slope", dims: own, units: "nats per layer", about: "growth towards the input" },
        data: floats(results.map((result) => result?.slope.value)),
      },
      {
        ...{ name: "slopeStandardError", dims: own, units: "nats per layer", about: "of the slope" },
        data: floats(results.map((result) => result?.slope.standardError)),
      },
      {
        ...{ name: "quantiles", dims: [...own, "probability", "layer"], units: SIZE, about: "over the networks" },
        data: floats(results.flatMap((result) => QUANTILES.flatMap((_, i) => spread(result, result?.quantiles[i])))),
      },
      perMatrix("log10WeightGradientNorm", SIZE, "of the weights behind layer l", (one) => one.log10WeightGradientNorm),
      perMatrix("weightStandardErrors", "decades", "of those means", (one) => one.weightStandardErrors),
    ],
  );
  return {
    ...dataset,
    dims: { ...dataset.dims, probability: QUANTILES.length, matrix: matrices },
    coordinates: [
      ...dataset.coordinates,
      { name: "probability", dims: ["probability"], data: Float64Array.from(QUANTILES), about: "of a quantile" },
    ],
  };
}
