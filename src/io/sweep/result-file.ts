import type { Spectrum } from "../../engine/engine.ts";
import type { Grid } from "../../study/grid.ts";
import { toCsv } from "../csv.ts";
import { type Dataset, datasetNpz, datasetTable, type TableColumn } from "../dataset.ts";
import { InputError } from "../error.ts";
import type { Provenance } from "./attributes.ts";
import { parquetOf } from "./parquet.ts";
import { sweepDataset } from "./sweep-dataset.ts";

const FORMATS = ["zarr", "npz", "csv", "parquet"] as const;
export type Format = (typeof FORMATS)[number];

/** The format that the name of a result ends in. InputError where it is none. */
export function formatOf(path: string): Format {
  const name = path.replace(/[\\/]+$/, "").toLowerCase();
  const format = FORMATS.find((each) => name.endsWith(`.${each}`));
  if (format !== undefined) return format;
  throw new InputError(
    `out is "${path}"; allowed: a name that ends in ${FORMATS.map((each) => `.${each}`).join(", ")}`,
  );
}

/**
 * A finished sweep as one file, `results` in C order of the cells. NPZ: all arrays; CSV and Parquet: a long table, a row an
 * exponent of a cell, of the arrays that have no other dimensions. CSV carries the numbers alone.
 */
export function resultBytes(
  format: "npz" | "csv" | "parquet",
  grid: Grid,
  results: readonly Spectrum[],
  provenance: Provenance,
): Promise<Uint8Array> {
  return datasetBytes(format, sweepDataset(grid, results), [provenance]);
}

/** The same from the arrays of a sweep, as a store has them, and the runs that measured them. */
export async function datasetBytes(
  format: "npz" | "csv" | "parquet",
  dataset: Dataset,
  provenance: readonly Provenance[],
): Promise<Uint8Array> {
  const attributes = { ...dataset.attributes, provenance };
  if (format === "npz") return npzOf({ ...dataset, attributes });
  const slices = slicesOf(dataset);
  return format === "csv" ? csvOf(slices) : parquetOf(slices, attributes);
}

/** What a ZIP archive without extensions can hold. */
const MOST_BYTES = 2 ** 32 - 2 ** 20;

function npzOf(dataset: Dataset): Uint8Array {
  const bytes = dataset.variables.reduce((sum, { data }) => sum + ("byteLength" in data ? data.byteLength : 0), 0);
  if (bytes > MOST_BYTES) {
    throw new InputError(`the result has ${(bytes / 2 ** 30).toFixed(1)} GiB, and an NPZ takes 4; write .zarr instead`);
  }
  return datasetNpz(dataset);
}

/** Rows that are made at a time: tables of millions are longer than a string, or a list of numbers in memory, may be. */
const SLICE = 20_000;

/** The long table piece by piece, without the rows that fill up shorter spectra. */
function* slicesOf(dataset: Dataset): Generator<TableColumn[]> {
  const { index = 1 } = dataset.dims;
  const dims = Object.keys(dataset.dims);
  const table = [...dims.slice(0, dims.indexOf("index")), "index"];
  const count = dataset.variables.find(({ name }) => name === "count")?.data ?? [];
  let rows: number[] = [];
  for (let cell = 0; cell < count.length; cell++) {
    for (let i = 0; i < Number(count[cell]); i++) rows.push(cell * index + i);
    if (rows.length < SLICE && cell + 1 < count.length) continue;
    yield datasetTable(dataset, table, rows);
    rows = [];
  }
}

function csvOf(slices: Iterable<TableColumn[]>): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (const columns of slices) {
    const text = toCsv(columns);
    // The header once.
    pieces.push(new TextEncoder().encode(pieces.length === 0 ? text : text.slice(text.indexOf("\r\n") + 2)));
  }
  return Buffer.concat(pieces);
}
