import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { InputError } from "./error.ts";

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

/** Parses JSON; the error names the source, and the line and column where the parser tells a position. */
export function parseJson(content: string, name: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const plain = message.replace(/ is not valid JSON$/, "").replace(/ in JSON at position \d+.*$/s, "");
    throw new InputError(`${name} is not JSON: ${plain}${placeOf(message, content)}`, { cause: error });
  }
}

function placeOf(message: string, content: string): string {
  if (content.trim() === "") return " (it is empty)";
  const position = / at position (\d+)/.exec(message)?.[1];
  if (position === undefined) return "";
  const before = content.slice(0, Number(position)).split("\n");
  return ` (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1})`;
}
