import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { InputError } from "./error.ts";
import { parseJson } from "./parse-json.ts";

/**
 * The JSON of a study file, or of stdin where `source` is `-`; not yet checked against the schema.
 * Throws InputError where nothing can be read or what was read is no JSON.
 */
export async function readStudy(source: string): Promise<unknown> {
  const name = source === "-" ? "standard input" : source;
  const content = source === "-" ? await text(process.stdin) : await fileText(source);
  return parseJson(content.replace(/^\uFEFF/, ""), name);
}

async function fileText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new InputError(`${path}: ${reason(error)}`, { cause: error });
  }
}

function reason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "no such file";
  if (code === "EISDIR") return "is a directory, not a study file";
  if (code === "EACCES" || code === "EPERM") return "no permission to read it";
  return error instanceof Error ? error.message : String(error);
}
