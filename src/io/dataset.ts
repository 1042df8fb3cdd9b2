import type { Scalar } from "../study/schema.ts";
import { type CsvColumn, type CsvValue, toCsv } from "./csv.ts";
import type { NpyArray } from "./npy.ts";
import { toNpz } from "./npz.ts";

/** An array whose every dimension has a name; missing numbers are NaN. */
export interface Variable {
  name: string;
  /** Names of the dimensions, slowest first. */
  dims: readonly string[];
  data: NpyArray["data"];
  /** What it is, in a few words. */
  about: string;
  units?: string;
  /** Names of integer codes, where it holds those. */
  codes?: Readonly<Record<string, string>>;
}

/** Arrays over common dimensions, as xarray knows them. */
export interface Dataset {
  /** Sizes by name. */
  dims: Readonly<Record<string, number>>;
  /** Values along the dimensions. */
  coordinates: readonly Variable[];
  variables: readonly Variable[];
  /** What the numbers are of, as JSON. */
  attributes: Readonly<Record<string, unknown>>;
}

/** Name of the member of an NPZ that holds everything but numbers, as JSON. */
export const ATTRIBUTES = "attributes";

/**
 * A dataset as an .npz file: one member a coordinate or variable by its name, and `attributes`, a string of JSON, with the
 * attributes, and under `arrays` the dimensions, units and codes of every array.
 */
export function datasetNpz(dataset: Dataset): Uint8Array<ArrayBuffer> {
  const all = [...dataset.coordinates, ...dataset.variables];
  const arrays = Object.fromEntries(all.map((each) => [each.name, { shape: shapeOf(dataset, each), data: each.data }]));
  const told = Object.fromEntries(all.map(({ name, data: _, ...about }) => [name, about]));
  const attributes = JSON.stringify({ ...dataset.attributes, arrays: told });
  return toNpz({ ...arrays, [ATTRIBUTES]: { shape: [], data: [attributes] } });
}

/** The long table of a dataset as CSV; `rows`: which of its rows, all if not given. */
export function datasetCsv(dataset: Dataset, dims: readonly string[], rows?: readonly number[]): string {
  return toCsv(datasetTable(dataset, dims, rows));
}

/**
 * A dataset as a long table: a row for every point of some dimensions, in C order, a column for all that has no others; codes
 * by their names. `rows`: which of its rows, all if not given.
 */
export function datasetTable(dataset: Dataset, dims: readonly string[], rows?: readonly number[]): TableColumn[] {
  const chosen = [...dataset.coordinates, ...dataset.variables].filter((each) =>
    each.dims.every((dim) => dims.includes(dim)),
  );
  const all = rows ?? Array.from({ length: sizeOf(dataset, dims) }, (_, row) => row);
  return chosen.map((each) => column(dataset, each, dims, all));
}

/** A column, and the array that it comes from. */
export interface TableColumn extends CsvColumn {
  variable: Variable;
}

function column(dataset: Dataset, variable: Variable, dims: readonly string[], rows: readonly number[]): TableColumn {
  const { name, dims: own, data, codes } = variable;
  const sizes = dims.map((dim) => dataset.dims[dim] ?? 1);
  // How far the next value along each dimension of the table is in the array.
  const steps = dims.map((dim) => {
    const place = own.indexOf(dim);
    return place < 0 ? 0 : own.slice(place + 1).reduce((product, each) => product * (dataset.dims[each] ?? 1), 1);
  });
  const values = rows.map((row): CsvValue => {
    let rest = row;
    let place = 0;
    for (let dim = dims.length - 1; dim >= 0; dim--) {
      place += (rest % sizes[dim]) * steps[dim];
      rest = Math.floor(rest / sizes[dim]);
    }
    const value = data[place];
    return codes !== undefined ? codes[String(value)] : typeof value === "bigint" ? String(value) : value;
  });
  return { name, values, variable };
}

/** Sizes of the dimensions of one of its arrays. */
export function shapeOf({ dims }: Dataset, variable: Variable): number[] {
  return variable.dims.map((dim) => dims[dim] ?? 1);
}

function sizeOf(dataset: Dataset, dims: readonly string[]): number {
  return dims.reduce((product, dim) => product * (dataset.dims[dim] ?? 1), 1);
}

/** Numbers as an array, NaN where there is none. */
export function floats(values: readonly (number | null | undefined)[]): Float64Array {
  return Float64Array.from(values, (value) => value ?? Number.NaN);
}

/** Whole numbers as an array, 0 where there is none. */
export function integers(values: readonly (number | null | undefined)[]): Int32Array {
  return Int32Array.from(values, (value) => value ?? 0);
}

/** What an array holds where there is nothing: NaN, the code −1 where it has one, 0 or its like. */
export function fillOf({ data, codes }: Variable): number | string | boolean {
  if (data instanceof Float64Array || data instanceof Float32Array) return Number.NaN;
  if ("buffer" in data) return codes?.[-1] === undefined ? 0 : -1;
  return typeof data[0] === "boolean" ? false : "";
}

/** Values of a field: numbers, names, or true and false. */
export function scalars(values: readonly Scalar[]): NpyArray["data"] {
  if (values.every((value) => typeof value === "number")) return Float64Array.from(values);
  return values.every((value) => typeof value === "boolean") ? values : values.map(String);
}
