import type { Grid } from "../../study/grid.ts";
import { toCsv } from "../csv.ts";
import { type Dataset, datasetNpz, datasetTable, type TableColumn } from "../dataset.ts";
import { InputError } from "../error.ts";
import type { Provenance } from "./attributes.ts";
import { parquetOf } from "./parquet.ts";
import { bytesPerCell } from "./sweep-dataset.ts";

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
 * The arrays of a sweep, and the runs that measured them, as one file. NPZ: all arrays; CSV and Parquet: a long table, a row an
 * exponent of a cell, of the arrays that have no other dimensions. CSV carries the numbers alone.
 */
export async function resultBytes(
  format: "npz" | "csv" | "parquet",
  dataset: Dataset,
  provenance: readonly Provenance[],
): Promise<Uint8Array> {
  const attributes = { ...dataset.attributes, provenance };
  if (format === "npz") return datasetNpz({ ...dataset, attributes });
  const slices = slicesOf(dataset);
  return format === "csv" ? csvOf(slices) : parquetOf(slices, attributes);
}

/** Of the arrays: a ZIP archive without extensions holds 4 GiB, and so does a buffer, which a table fills with several times as much. */
const MOST_BYTES = { npz: 2 ** 32 - 2 ** 20, csv: 2 ** 29, parquet: 2 ** 30 };

/** Throws InputError where a single file will not hold a sweep: to be asked before anything is measured. */
export function refuseTooLarge(format: keyof typeof MOST_BYTES, grid: Grid): void {
  const bytes = grid.count * bytesPerCell(grid);
  if (bytes <= MOST_BYTES[format]) return;
  const [has, takes] = [bytes, MOST_BYTES[format]].map((each) => (each / 2 ** 30).toPrecision(2));
  throw new InputError(`the arrays have ${has} GiB, and a single .${format} takes ${takes}; name a .zarr instead`);
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
