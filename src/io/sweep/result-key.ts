import { readFile } from "node:fs/promises";
import { unzipSync } from "fflate";
import { ATTRIBUTES } from "../dataset.ts";
import { fileError } from "./file-error.ts";
import type { Format } from "./result-file.ts";

/** Whether a finished file is of the study `key`; null where it cannot tell, as CSV, and what is no result. Throws InputError where it cannot be read. */
export async function isOfStudy(path: string, format: Exclude<Format, "zarr">, key: string): Promise<boolean | null> {
  if (format === "csv") return null;
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw fileError(error, path, "read");
  }
  // Parquet keeps what it says of itself as plain text.
  if (format === "parquet") return bytes.subarray(0, 4).toString() === "PAR1" ? bytes.includes(key) : null;
  try {
    const name = `${ATTRIBUTES}.npy`;
    const { [name]: attributes } = unzipSync(bytes, { filter: (file) => file.name === name });
    if (attributes === undefined) return null;
    // UTF-32: of plain letters every fourth byte.
    return Buffer.from(attributes.filter((byte) => byte !== 0)).includes(key);
  } catch {
    return null;
  }
}
