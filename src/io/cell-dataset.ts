import type { CellStatus } from "../engine/engine.ts";
import type { Axis } from "../study/axis.ts";
import type { Scalar } from "../study/schema.ts";
import { type Dataset, scalars, type Variable } from "./dataset.ts";

/** The dimensions that tell cells apart, in C order: axes of a study, or a list of cells with names. */
export interface Cells {
  dims: Readonly<Record<string, number>>;
  coordinates: readonly Variable[];
}

/** The cells of a study, by the paths of its axes. */
export function cellsOfAxes(axes: readonly Axis[]): Cells {
  return {
    dims: Object.fromEntries(axes.map(({ path, values }) => [dimensionOf(path), values.length])),
    coordinates: axes.map(({ path, values }) => ({
      name: dimensionOf(path),
      dims: [dimensionOf(path)],
      data: scalars(values),
      // What plots write at an axis.
      about: path,
    })),
  };
}

/** Name of the dimension of an axis: its path. What is measured is called `exponents` too, so that field of the study is not. */
export function dimensionOf(path: string): string {
  return path === "exponents" ? "study.exponents" : path;
}

/** Cells by names, with the values of some fields, by path: of every cell the same fields. */
export function namedCells(cells: readonly { name: string; at: Readonly<Record<string, Scalar>> }[]): Cells {
  const paths = Object.keys(cells[0]?.at ?? {});
  const dims = ["series"];
  return {
    dims: { series: cells.length },
    coordinates: [
      { name: "series", dims, data: cells.map(({ name }) => name), about: "what it is" },
      ...paths.map((path) => ({
        ...{ name: path, dims, about: "value of the field" },
        data: scalars(cells.map(({ at }) => at[path] ?? "")),
      })),
    ],
  };
}

/** Codes of what there is to say of a cell. */
const CODES: Readonly<Record<CellStatus, number>> = {
  ok: 0,
  overflow: 1,
  collapsed: 2,
  "ill-conditioned": 3,
  drifting: 4,
  "not-converged": 5,
};
const NOT_MEASURED = -1;

/** What every measured cell has beside its numbers. */
export interface CellResult {
  status: CellStatus;
  networks: number;
}

/** Status and number of networks of every cell. */
export function cellVariables({ dims }: Cells, results: readonly (CellResult | null)[]): Variable[] {
  const own = Object.keys(dims);
  return [
    {
      ...{ name: "status", dims: own, about: "code of the cell's status" },
      data: Int32Array.from(results, (result) => (result === null ? NOT_MEASURED : CODES[result.status])),
      codes: {
        [NOT_MEASURED]: "not measured",
        ...Object.fromEntries(Object.entries(CODES).map(([name, code]) => [code, name])),
      },
    },
    {
      ...{ name: "networks", dims: own, about: "networks behind the cell's numbers" },
      data: Int32Array.from(results, (result) => result?.networks ?? 0),
    },
  ];
}

/** One more dimension behind those of the cells. */
export function withDimension(
  { dims, coordinates }: Cells,
  coordinate: Variable,
  attributes: Dataset["attributes"],
  variables: readonly Variable[],
): Dataset {
  return {
    dims: { ...dims, [coordinate.name]: coordinate.data.length },
    coordinates: [...coordinates, coordinate],
    variables,
    attributes,
  };
}
