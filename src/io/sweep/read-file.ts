import { readFile } from "node:fs/promises";
import { codeOf, fileError } from "./file-error.ts";

/** The bytes of a file; null where there is none. InputError where the system does not let it be read. */
export async function bytesOf(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw fileError(error, path, "read");
  }
}
