import { type Dataset, fillOf, type Variable } from "../dataset.ts";
import type { NpyArray } from "../npy.ts";

/** A Zarr v3 array: its metadata as zarr-python writes them, ready for JSON. `checksum`: whether every chunk ends with its CRC-32C. */
export function arrayMetadata(
  variable: Variable,
  shape: readonly number[],
  chunk: readonly number[],
  checksum: boolean,
) {
  const { dims, about, units, codes } = variable;
  const fill = fillOf(variable);
  return {
    shape,
    data_type: dataType(variable.data),
    chunk_grid: { name: "regular", configuration: { chunk_shape: chunk } },
    // Dots: a folder an array, however many axes there are.
    chunk_key_encoding: { name: "default", configuration: { separator: "." } },
    fill_value: Number.isNaN(fill) ? "NaN" : fill,
    codecs: [...codecsOf(variable.data), ...(checksum ? [{ name: "crc32c" }] : [])],
    // Plots write the long name at their axes: it is the head of what there is to say.
    attributes: {
      long_name: about.split(/[,;]/)[0],
      description: about,
      ...(units === undefined ? {} : { units }),
      ...flags(codes),
    },
    dimension_names: dims,
    zarr_format: 3,
    node_type: "array",
    storage_transformers: [],
  };
}

/** The group of all arrays, with their metadata, so that one file tells everything. */
export function groupMetadata(attributes: Dataset["attributes"], arrays: Readonly<Record<string, unknown>>) {
  return {
    attributes,
    zarr_format: 3,
    consolidated_metadata: { kind: "inline", must_understand: false, metadata: arrays },
    node_type: "group",
  };
}

/** A coordinate as the one chunk that it is. */
export function coordinateChunk({ data }: Variable): Uint8Array {
  if ("buffer" in data) {
    const bytes = new Uint8Array(data.byteLength);
    const view = new DataView(bytes.buffer);
    data.forEach((value: number | bigint, place: number) => {
      if (data instanceof Float64Array) view.setFloat64(8 * place, Number(value), true);
      else view.setInt32(4 * place, Number(value), true);
    });
    return bytes;
  }
  return typeof data[0] === "boolean" ? Uint8Array.from(data, Number) : texts(data.map(String));
}

/** The codec `vlen-utf8`: the number of texts, then each with its length in bytes before it. */
function texts(values: readonly string[]): Uint8Array {
  const each = values.map((value) => new TextEncoder().encode(value));
  const bytes = new Uint8Array(each.reduce((sum, { length }) => sum + 4 + length, 4));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, each.length, true);
  let at = 4;
  for (const text of each) {
    view.setUint32(at, text.length, true);
    bytes.set(text, at + 4);
    at += 4 + text.length;
  }
  return bytes;
}

function dataType(data: NpyArray["data"]): string {
  if (data instanceof Float64Array) return "float64";
  if (data instanceof Int32Array) return "int32";
  return typeof data[0] === "boolean" ? "bool" : "string";
}

function codecsOf(data: NpyArray["data"]) {
  if (!("buffer" in data)) {
    return typeof data[0] === "boolean" ? [{ name: "bytes" }] : [{ name: "vlen-utf8", configuration: {} }];
  }
  return [{ name: "bytes", configuration: { endian: "little" } }];
}

/** Names of codes as the CF conventions tell them: words without spaces. */
function flags(codes: Variable["codes"]) {
  if (codes === undefined) return {};
  const values = Object.keys(codes)
    .map(Number)
    .toSorted((a, b) => a - b);
  return {
    flag_values: values,
    flag_meanings: values.map((value) => codes[value]?.replaceAll(" ", "_")).join(" "),
  };
}
