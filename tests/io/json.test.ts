import { describe, expect, it } from "vitest";
import { toJson } from "../../src/io/json.ts";

describe("JSON of a result", () => {
  it("writes infinities as strings and keeps every bit of the others", () => {
    const numbers = [0.1, 1 / 3, -5e-324, 1.7976931348623157e308];
    expect(JSON.parse(toJson(numbers))).toEqual(numbers);
    expect(toJson({ a: [-Infinity, Infinity, null, 0] })).toBe('{"a":["-Infinity","Infinity",null,0]}');
  });

  it("refuses NaN by its place", () => {
    expect(() => toJson({ cells: [{ exponent: Number.NaN }] })).toThrow("exponent is NaN");
    expect(() => toJson(Number.NaN)).toThrow("the result is NaN");
  });
});
