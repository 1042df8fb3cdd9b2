/** What a field of a table can hold. */
export type CsvValue = number | string | boolean | null | undefined;

/** A table by columns, all of the same length. */
export interface CsvColumn {
  name: string;
  values: readonly CsvValue[];
}

/**
 * The text of a table as RFC 4180 has it, with a header. Numbers are written so that they are read again to the last bit; −∞
 * is `-inf`, as in C and in NumPy; what is missing, NaN too, is an empty field.
 */
export function toCsv(columns: readonly CsvColumn[]): string {
  const count = columns[0]?.values.length ?? 0;
  const odd = columns.find(({ values }) => values.length !== count);
  if (odd !== undefined) throw new RangeError(`column ${odd.name} has ${odd.values.length} values, not ${count}`);
  const lines = [columns.map(({ name }) => quoted(name))];
  for (let row = 0; row < count; row++) lines.push(columns.map(({ values }) => quoted(textOf(values[row]))));
  return lines.map((fields) => `${fields.join(",")}\r\n`).join("");
}

function textOf(value: CsvValue): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "";
  if (value === Number.POSITIVE_INFINITY) return "inf";
  if (value === Number.NEGATIVE_INFINITY) return "-inf";
  return String(value);
}

function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
