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

/** A dataset as a long table: a row for every point of some dimensions, a column for all that has no others. */
export function datasetCsv(dataset: Dataset, dims: readonly string[]): string {
  const columns = [...dataset.coordinates, ...dataset.variables].filter((each) =>
    each.dims.every((dim) => dims.includes(dim)),
  );
  const count = sizeOf(dataset, dims);
  return toCsv(columns.map((each) => column(dataset, each, dims, count)));
}

function column(dataset: Dataset, { name, dims: own, data, codes }: Variable, dims: readonly string[], count: number) {
  const values: CsvValue[] = [];
  for (let row = 0; row < count; row++) {
    let rest = row;
    const at: Record<string, number> = {};
    for (const dim of dims.toReversed()) {
      const size = dataset.dims[dim] ?? 1;
      at[dim] = rest % size;
      rest = Math.floor(rest / size);
    }
    const value = data[own.reduce((place, dim) => place * (dataset.dims[dim] ?? 1) + (at[dim] ?? 0), 0)];
    values.push(codes !== undefined ? codes[String(value)] : typeof value === "bigint" ? String(value) : value);
  }
  return { name, values } satisfies CsvColumn;
}

function shapeOf({ dims }: Dataset, variable: Variable): number[] {
  return variable.dims.map((dim) => dims[dim] ?? 1);
}

function sizeOf(dataset: Dataset, dims: readonly string[]): number {
  return dims.reduce((product, dim) => product * (dataset.dims[dim] ?? 1), 1);
}

/** Numbers as an array, NaN where there is none. */
export function floats(values: readonly (number | null | undefined)[]): Float64Array {
  return Float64Array.from(values, (value) => value ?? Number.NaN);
}

/** Values of a field: numbers, names, or true and false. */
export function scalars(values: readonly Scalar[]): NpyArray["data"] {
  if (values.every((value) => typeof value === "number")) return Float64Array.from(values);
  return values.every((value) => typeof value === "boolean") ? values : values.map(String);
}
