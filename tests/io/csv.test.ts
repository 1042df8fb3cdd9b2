import Papa from "papaparse";
import { expect, test } from "vitest";
import { toCsv } from "../../src/io/csv.ts";

test("a table is read by others as it was written", () => {
  const text = toCsv([
    { name: "a, b", values: [0.1, -0.1 / 3, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN, null] },
    { name: 'say "x"', values: ['1"2', "two\r\nlines", " padded ", "σ_w²", true, ""] },
  ]);
  const { data, errors } = Papa.parse<string[]>(text, { header: false, newline: "\r\n", skipEmptyLines: true });
  expect(errors).toEqual([]);
  expect(data).toEqual([
    ["a, b", 'say "x"'],
    ["0.1", '1"2'],
    [String(-0.1 / 3), "two\r\nlines"],
    ["-inf", " padded "],
    ["inf", "σ_w²"],
    ["", "true"],
    ["", ""],
  ]);
  expect(Number(data[2]?.[0])).toBe(-0.1 / 3);
  expect(() =>
    toCsv([
      { name: "a", values: [1] },
      { name: "b", values: [] },
    ]),
  ).toThrow("column b has 0 values, not 1");
});
