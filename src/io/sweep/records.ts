import { crc32 } from "node:zlib";
import type { Spectrum } from "../../engine/engine.ts";

/** A finished cell. */
export interface CellRecord {
  index: number;
  result: Spectrum;
}

/** What JSON has no numbers for, as text. */
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
  ["-0", -0],
]);

const FRONT = '{"crc32":"';
/** Characters before what the checksum is of. */
const PREFIX = FRONT.length + '00000000",'.length;

/**
 * A record as one line of JSON, with its end: `{"crc32":"…","cell":17,"spectrum":{…}}`. The checksum, eight hexadecimal digits, is of the
 * line's bytes behind its comma. Every double comes back as it was; NaN throws RangeError.
 */
export function lineOf({ index, result }: CellRecord): string {
  const body = JSON.stringify({ cell: index, spectrum: result }, written).slice(1);
  return `${FRONT}${hex(crc32(body))}",${body}\n`;
}

/** The record of a line without its end; null where it is not as it was written. */
export function recordIn(line: Uint8Array): CellRecord | null {
  const body = line.subarray(PREFIX);
  const expected = Buffer.from(`${FRONT}${hex(crc32(body))}",`);
  if (!expected.equals(line.subarray(0, PREFIX))) return null;
  const text = `{${Buffer.from(body).toString("utf8")}`;
  // To look at every value takes several times as long as to parse them, and most records have no special one.
  const special = [...SPECIAL.keys()].some((name) => text.includes(`"${name}"`));
  const { cell, spectrum }: { cell: number; spectrum: Spectrum } = JSON.parse(text, special ? read : undefined);
  return { index: cell, result: spectrum };
}

function hex(word: number): string {
  return word.toString(16).padStart(8, "0");
}

function written(key: string, value: unknown): unknown {
  if (typeof value !== "number") return value;
  if (Number.isNaN(value)) throw new RangeError(`${key} is NaN`);
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : String(value);
}

function read(_: string, value: unknown): unknown {
  return typeof value === "string" ? (SPECIAL.get(value) ?? value) : value;
}
