import { InputError } from "./error.ts";

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
