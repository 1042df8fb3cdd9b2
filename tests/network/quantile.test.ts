import { describe, expect, test } from "vitest";
import { streamKey, wordAt } from "../../src/network/generator.ts";
import { fillStandardised, type QuantileTable, standardised, tableOf } from "../../src/network/quantile.ts";
import { WEIGHT_LAWS } from "../../src/network/spec.ts";

interface Moments {
  /** E x^2, E x^4, E x^6, E x^8 */
  even: [number, number, number, number];
  /** E ln|x| */
  log: number;
}

/** Over all 2³¹ equally likely words of one sign, by summing over everything that the table distinguishes. */
function exactMoments(table: QuantileTable): Moments {
  let [m2, m4, m6, m8, log, total] = [0, 0, 0, 0, 0, 0];
  for (let octave = 0; octave < 32; octave++) {
    // U runs over the odd numbers of the octave; only its leading bit and the 19 after it matter.
    const first = 2 ** (31 - octave);
    const step = Math.max(2, first / 2 ** 19);
    const probability = step / 2 ** 32;
    for (let u = first; u < 2 * first; u += step) {
      const x = standardised(table, (u - (u % 2)) / 2);
      const square = x * x;
      total += probability;
      m2 += probability * square;
      m4 += probability * square * square;
      m6 += probability * square * square * square;
      m8 += probability * square * square * square * square;
      log += probability * Math.log(x);
    }
  }
  expect(total).toBe(1);
  return { even: [m2, m4, m6, m8], log };
}

describe("exact moments of a table", () => {
  test("gaussian", () => {
    const { even, log } = exactMoments(tableOf("gaussian"));
    expect(Math.abs(even[0] - 1)).toBeLessThan(1e-7);
    expect(Math.abs(even[1] - 3)).toBeLessThan(1e-6);
    expect(Math.abs(even[2] - 15)).toBeLessThan(1e-5);
    expect(Math.abs(even[3] - 105)).toBeLessThan(1e-4);
    // E ln|z| = −(γ + ln 2)/2
    expect(Math.abs(log + (0.5772156649015329 + Math.LN2) / 2)).toBeLessThan(3e-6);
  });

  test("uniform on (−√3, √3)", () => {
    const { even, log } = exactMoments(tableOf("uniform"));
    expect(Math.abs(even[0] - 1)).toBeLessThan(1e-6);
    expect(Math.abs(even[1] - 9 / 5)).toBeLessThan(1e-6);
    expect(Math.abs(even[2] - 27 / 7)).toBeLessThan(2e-6);
    expect(Math.abs(log - (Math.log(3) / 2 - 1))).toBeLessThan(3e-6);
  });

  test("rademacher is ±1", () => {
    expect(exactMoments(tableOf("rademacher"))).toEqual({ even: [1, 1, 1, 1], log: 0 });
    expect([standardised(tableOf("rademacher"), 5), standardised(tableOf("rademacher"), 2 ** 31 + 5)]).toEqual([1, -1]);
  });
});

describe.each(WEIGHT_LAWS)("table of %s", (law) => {
  const table = tableOf(law);

  test("keeps the bounds of its integer arithmetic", () => {
    // Those of heavy tables are others: student-t.test.ts.
    if (table.heavy) return expect(law).toBe("student-t");
    expect([table.base.length, table.slope.length]).toEqual([512, 512]);
    expect(Math.max(...table.slope)).toBeLessThan(2 ** 16);
    expect(2 * Math.max(...table.base) + 1).toBeLessThan(2 ** 24);
    // base − ⌊slope · f / 2¹⁵⌋ at the last place f must not wrap below 0.
    const ends = table.base.map((base, s) => base - Math.floor(((table.slope[s] ?? 0) * 32767) / 32768));
    expect(Math.max(...ends)).toBeLessThan(2 ** 23);
  });

  test("is odd in the sign bit, never 0, and exactly an f32", () => {
    const wrong: number[] = [];
    for (let i = 0; i < 100000; i++) {
      const word = Math.imul(i, 0x9e3779b1) >>> (1 + (i % 31));
      const x = standardised(table, word);
      if (!(x > 0) || Math.fround(x) !== x || standardised(table, word + 2 ** 31) !== -x) wrong.push(word);
    }
    expect(wrong).toEqual([]);
  });

  test("falls as the word grows, but for a small overlap where segments meet", () => {
    const wrong: number[] = [];
    let least = standardised(table, 0);
    for (let word = 1; word < 2 ** 31; word = Math.ceil(word * 1.0003)) {
      const x = standardised(table, word);
      if (x > least + 5e-4) wrong.push(word);
      least = Math.min(least, x);
    }
    expect(wrong).toEqual([]);
  });

  test("fills rows with the standardised words of their columns", () => {
    const key = streamKey(42, 7, 3, 0x10000);
    for (const first of [0, 1, 2, 3, 4, 7, 4093]) {
      for (const count of [0, 1, 2, 3, 4, 5, 9, 64]) {
        const out = new Float64Array(70).fill(Number.NaN);
        fillStandardised(out, count, table, key, 5, first);
        const expected = Array.from({ length: 70 }, (_, i) =>
          i < count ? standardised(table, wordAt(key, 5, first + i)) : Number.NaN,
        );
        expect([...out]).toEqual(expected);
      }
    }
    const wrapped = new Float64Array(6);
    const edge = [0xfffffffe, 0xffffffff, 0xfffffffe, 0] as const;
    fillStandardised(wrapped, 6, table, edge, 9);
    expect([...wrapped]).toEqual([0, 1, 2, 3, 4, 5].map((column) => standardised(table, wordAt(edge, 9, column))));
  });
});
