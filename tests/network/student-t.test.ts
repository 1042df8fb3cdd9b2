import digamma from "@stdlib/math-base-special-digamma";
import quantile from "@stdlib/stats-base-dists-t-quantile";
import { afterEach, describe, expect, test, vi } from "vitest";
import { standardised, tableOf } from "../../src/network/quantile.ts";
import { studentSegments } from "../../src/network/tables/student-law.ts";
import { studentTable, studentVariance } from "../../src/network/tables/student-t.ts";
import { heavyInteger } from "../../src/network/tables/table.ts";

/** Gauss–Legendre on (0, 1) with five nodes. */
const RULE: [node: number, weight: number][] = [
  [0.046910077030668, 0.1184634425280945],
  [0.2307653449471585, 0.2393143352496832],
  [0.5, 0.2844444444444444],
  [0.7692346550528415, 0.2393143352496832],
  [0.953089922969332, 0.1184634425280945],
];

/** Words of every segment that the table distinguishes, as (place in the table, place in the segment, probability). */
function forEachPlace(visit: (segment: number, place: number, probability: number) => void): void {
  for (let octave = 0; octave < 32; octave++) {
    const first = 2 ** (31 - octave);
    const step = Math.max(2, first / 2 ** 19);
    for (let u = first; u < 2 * first; u += step) {
      const m = (u + 1 - (u % 2)) << octave;
      visit((octave << 4) | ((m >>> 27) & 15), (m >>> 12) & 0x7fff, step / 2 ** 32);
    }
  }
}

/** E x², E x⁴ and E ln|x| over all 2³² words. */
function momentsOf(nu: number) {
  const { base, slope, fractionBits } = studentTable(nu);
  let [total, square, fourth, log] = [0, 0, 0, 0];
  forEachPlace((s, place, probability) => {
    const x = heavyInteger(base[s], slope[s], place) / 2 ** fractionBits;
    total += probability;
    square += probability * x * x;
    fourth += probability * x ** 4;
    log += probability * Math.log(x);
  });
  expect(total).toBe(1);
  return { square, fourth, log };
}

describe("Student's t in the segments of a table, against quantiles of another program", () => {
  test.each([2.05, 2.5, 3, 4.7, 10, 200])("ν = %f", (nu) => {
    const { mean, variance } = studentSegments(nu);
    const far = (u: number): number => -quantile(u / 2 ** 33, nu);
    // Octaves 27 … 31: single U, with their bits as the generator takes them apart.
    for (let u = 1; u < 32; u += 2) {
      const octave = Math.clz32(u);
      expect(mean[octave * 16 + (((u << octave) >>> 27) & 15)] / far(u)).toBeCloseTo(1, 9);
    }
    for (let octave = 0; octave < 27; octave += 2) {
      for (const index of [0, 5, 14]) {
        const width = 2 ** (27 - octave);
        const values = RULE.map(([node]) => far((16 + index + node) * width));
        const expected = RULE.reduce((sum, [, weight], i) => sum + weight * values[i], 0);
        const spread = RULE.reduce((sum, [, weight], i) => sum + weight * (values[i] - expected) ** 2, 0);
        const s = octave * 16 + index;
        expect(mean[s] / expected, `octave ${octave}, segment ${index}`).toBeCloseTo(1, 9);
        expect(variance[s] / spread, `octave ${octave}, segment ${index}`).toBeCloseTo(1, 5);
      }
    }
  });

  test("every word has the quantile of its tail probability, to the curvature of a segment", () => {
    for (const nu of [2.5, 5, 30]) {
      const table = tableOf("student-t", nu);
      for (let i = 0; i < 3000; i++) {
        const word = Math.imul(i + 1, 0x9e3779b1) >>> (1 + (i % 31));
        const x = -quantile((2 * word + 1) / 2 ** 33, nu) / Math.sqrt(studentVariance(nu));
        expect(Math.abs(standardised(table, word) / x - 1)).toBeLessThan(x < 0.01 ? 0.05 : 1.5e-3);
      }
    }
  });
});

describe.each([2.001, 2.5, 3, 5, 7, 10, 1e6])("table of ν = %f", (nu) => {
  const { base, slope, fractionBits } = studentTable(nu);
  const { square, fourth, log } = momentsOf(nu);

  test("keeps the bounds of its integer arithmetic", () => {
    expect([base.length, slope.length]).toEqual([512, 512]);
    expect(fractionBits).toBeLessThanOrEqual(21);
    base.forEach((b, s) => {
      expect(b).toBeLessThan(2 ** 30);
      expect(slope[s] >>> 16).toBeLessThan(32);
      expect(Math.floor(((slope[s] & 0xffff) * 32767) / 2 ** (slope[s] >>> 16))).toBeLessThanOrEqual(b);
    });
  });

  test("variance 1", () => {
    expect(Math.abs(square - 1)).toBeLessThan(nu < 2.2 ? 2e-8 : 1e-9);
  });

  test("variance before it is scaled: ν/(ν − 2) less the tails beyond 2⁻³³", () => {
    // ∫ x² over the tail, from the density's power law; all of the variance that is missing.
    const cut = -quantile(2 ** -33, nu);
    const lost = nu / (nu - 2) - studentVariance(nu);
    const beyond = (2 ** -32 * cut * cut * 2) / (nu - 2);
    if (nu < 20) expect(lost / beyond).toBeCloseTo(1, 0);
    else expect(Math.abs(lost)).toBeLessThan(1e-6);
  });

  test("E ln|x| is ½ (ln ν + ψ(½) − ψ(ν/2)) − ln of the scale", () => {
    const exact = 0.5 * (Math.log(nu) + digamma(0.5) - digamma(nu / 2));
    expect(Math.abs(log - exact + 0.5 * Math.log(studentVariance(nu)))).toBeLessThan(nu < 3 ? 5e-5 : 1e-5);
    // The scale is the law's own where the tails do not hold the variance.
    if (nu >= 4) expect(Math.abs(log - exact + 0.5 * Math.log(nu / (nu - 2)))).toBeLessThan(3e-5);
  });

  test("kurtosis is that of the law whose tails are cut", () => {
    // 3 (ν − 2)/(ν − 4) less what is beyond the cut: E x⁴ there, by the power law of the tail.
    if (nu < 5) return expect(fourth).toBeGreaterThan(20);
    const cut = -quantile(2 ** -33, nu) / Math.sqrt(studentVariance(nu));
    const lost = (2 ** -32 * cut ** 4 * 4) / (nu - 4);
    expect(fourth).toBeLessThan((3 * (nu - 2)) / (nu - 4));
    expect(Math.abs(fourth - (3 * (nu - 2)) / (nu - 4) + lost)).toBeLessThan(0.1 * lost + 1e-5 * fourth);
  });
});

describe("a heavy table", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test("needs no function that differs between engines", async () => {
    const expected = studentTable(6.25);
    for (const name of ["exp", "log", "pow", "log1p", "expm1", "log2", "sinh", "cosh"] as const) {
      vi.spyOn(Math, name).mockImplementation(() => {
        throw new Error(`Math.${name} was used`);
      });
    }
    vi.resetModules();
    const fresh = await import("../../src/network/tables/student-t.ts");
    expect(fresh.studentTable(6.25)).not.toBe(expected);
    expect(fresh.studentTable(6.25)).toEqual(expected);
  });

  test("is a Gaussian one for large ν", () => {
    const [student, gaussian] = [tableOf("student-t", 1e6), tableOf("gaussian")];
    for (let word = 1_000_003; word < 2 ** 31; word += 1_000_003) {
      const x = standardised(gaussian, word);
      expect(Math.abs(standardised(student, word) - x)).toBeLessThan(2e-5 + 2e-5 * x);
    }
  });

  test("falls as the word grows, but for a small overlap where segments meet", () => {
    const wrong: number[] = [];
    for (const nu of [2.1, 3, 8]) {
      const table = tableOf("student-t", nu);
      let least = standardised(table, 0);
      for (let word = 1; word < 2 ** 31; word = Math.ceil(word * 1.0003)) {
        const x = standardised(table, word);
        if (x > least * 1.001 + 5e-4) wrong.push(word);
        least = Math.min(least, x);
      }
    }
    expect(wrong).toEqual([]);
  });
});
