import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";
import type { Dataset, TableColumn } from "../dataset.ts";

/**
 * A long table as a Parquet file, a row group a slice; numbers are DOUBLE or INT32, −∞ is -inf, what is missing is null. Its
 * key-value metadata: every attribute as JSON, and under `lyascope.columns` units and meaning of the columns.
 */
export async function parquetOf(
  slices: Iterable<readonly TableColumn[]>,
  attributes: Dataset["attributes"],
): Promise<Uint8Array> {
  let file: ParquetWriter | undefined;
  const writer = new ByteWriter();
  for (const columns of slices) {
    const columnData = columns.map(sourceOf);
    file ??= new ParquetWriter({
      writer,
      schema: schemaFromColumnData({ columnData }),
      kvMetadata: metadata({ ...attributes, columns: aboutOf(columns) }),
      createdBy: `lyascope version ${attributes.version}`,
    });
    await file.write({ columnData, rowGroupSize: Math.max(1, columnData[0].data.length) });
  }
  if (file === undefined) throw new RangeError("a table has a column at least");
  await file.finish();
  return writer.getBytes();
}

function sourceOf({ name, values, variable: { data, codes } }: TableColumn): ColumnSource {
  if (codes !== undefined) return { name, data: values.map(String), type: "STRING", nullable: false };
  if (data instanceof Int32Array) return { name, data: [...values], type: "INT32", nullable: false };
  if (data instanceof Float64Array) {
    return { name, data: values.map((value) => (Number.isNaN(value) ? null : value)), type: "DOUBLE", nullable: true };
  }
  const type = typeof data[0] === "boolean" ? "BOOLEAN" : "STRING";
  return { name, data: [...values], type, nullable: false };
}

function metadata(attributes: Readonly<Record<string, unknown>>) {
  return Object.entries(attributes).map(([key, value]) => ({ key: `lyascope.${key}`, value: JSON.stringify(value) }));
}

function aboutOf(columns: readonly TableColumn[]) {
  return Object.fromEntries(columns.map(({ name, variable: { about, units } }) => [name, { about, units }]));
}
