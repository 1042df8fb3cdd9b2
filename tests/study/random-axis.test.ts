import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { resolveAxis } from "../../src/study/axis.ts";
import { StudyError } from "../../src/study/error.ts";
import { scalarFields } from "../../src/study/fields.ts";
import { hashOf } from "../../src/study/random-values.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import type { AxisInput } from "../../src/study/schema.ts";

const PAGE = readFileSync(new URL("../../docs/generator.md", import.meta.url), "utf8");

const REAL: AxisInput = { path: "network.weights.variance", from: 0.5, to: 4, steps: 7, draw: "random" };

function drawn(axis: Partial<AxisInput> = {}, seed = 42): number[] {
  return resolveAxis({ ...REAL, ...axis }, 0, seed).values.map(Number);
}

/** Largest distance of an empirical distribution function from the uniform one on [0, 1], times √n (Kolmogorov). */
function kolmogorov(ascending: readonly number[]): number {
  const n = ascending.length;
  return Math.sqrt(n) * Math.max(...ascending.map((u, i) => Math.max(u - i / n, (i + 1) / n - u)));
}

/** What is exceeded once in 10⁴ draws that are uniform. */
const UNLIKELY = 2.225;

describe("random axes", () => {
  test("values are ascending, within the ends, and a function of seed and path", () => {
    const values = drawn();
    expect(values).toHaveLength(7);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(values.every((value) => value >= 0.5 && value < 4)).toBe(true);
    expect(new Set(values).size).toBe(7);
    expect(drawn()).toEqual(values);
    expect(drawn({}, 43)).not.toEqual(values);
    expect(drawn({ path: "network.bias.variance" })).not.toEqual(values);
    expect(drawn({ from: 4, to: 0.5 })).toEqual(values);
  });

  test("are those that docs/generator.md describes", () => {
    // The page's figures are of a rebuild from its text, in Python.
    expect(PAGE).toContain(`hash ${hashOf("network.weights.variance")}`);
    expect(PAGE).toContain(`: ${drawn({ steps: 3 }).join(", ")}.`);
  });

  test("more steps keep the values of fewer", () => {
    const more = drawn({ steps: 30 });
    for (const value of drawn({ steps: 12 })) expect(more).toContain(value);
  });

  test("are uniform, on a log scale in the logarithm", () => {
    const steps = 4000;
    expect(kolmogorov(drawn({ steps }).map((value) => (value - 0.5) / 3.5))).toBeLessThan(UNLIKELY);
    const logs = drawn({ from: 1e-3, to: 1e3, steps, scale: "log" }).map((value) => Math.log10(value) / 6 + 0.5);
    expect(kolmogorov(logs)).toBeLessThan(UNLIKELY);
    // Values of two fields are no copies of each other.
    const other = new Set(drawn({ path: "network.bias.variance", steps }));
    expect(drawn({ steps }).filter((value) => other.has(value))).toEqual([]);
  });

  test("of whole numbers all are equally likely, ends and all", () => {
    const counts = new Map<number, number>();
    for (const value of drawn({ path: "network.width", from: 3, to: 6, steps: 4000 })) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.keys()]).toEqual([3, 4, 5, 6]);
    const chi2 = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chi2).toBeLessThan(21.1); // 10⁻⁴ of χ² with 3 degrees
    const logs = drawn({ path: "depth", from: 1, to: 1000, steps: 500, scale: "log" });
    expect(logs.every((value) => Number.isInteger(value) && value >= 1 && value <= 1000)).toBe(true);
    expect(logs.filter((value) => value < 32).length).toBeGreaterThan(200);
  });

  test("one value, and ends that are equal", () => {
    expect(drawn({ steps: 1 })).toHaveLength(1);
    expect(drawn({ from: 2, to: 2, steps: 3 })).toEqual([2, 2, 2]);
    expect(drawn({ path: "depth", from: 9, to: 9, steps: 2, scale: "log" })).toEqual([9, 9]);
  });

  test("ends of any size, in order", () => {
    const values = drawn({ path: "network.input.variance", from: 5e-324, to: 1.7e308, steps: 50, scale: "log" });
    expect(values.every((value) => value > 0 && value <= 1.7e308)).toBe(true);
    expect(values[0]).toBeLessThan(1e-150);
    expect(values[49]).toBeGreaterThan(1e150);
  });

  test("no two fields share their draws", () => {
    expect(new Set(scalarFields.map(({ path }) => hashOf(path))).size).toBe(scalarFields.length);
  });

  test("follow the study's seed, not that of an axis, and resolve again to themselves", () => {
    const axes = [REAL, { path: "seed", values: [1, 2] }];
    const { study, axes: resolved, cells } = resolveStudy({ seed: 7, axes });
    expect(resolved[0]?.values).toEqual(drawn({}, 7));
    expect(study.axes).toEqual(axes);
    expect(resolveStudy(study).cells).toEqual(cells);
    expect(resolveStudy({ axes }).axes[0]?.values).toEqual(drawn({}, 42));
  });

  test.each<[Partial<AxisInput>, string, string]>([
    [{ path: "depth", from: 1.5 }, "axes.0.from", "a whole number, as those drawn are"],
    [{ path: "depth", from: 1, to: 9.5 }, "axes.0.to", "a whole number, as those drawn are"],
    [{ path: "network.block" }, "axes.0", "values, since network.block is not a number"],
    [{ from: 0, scale: "log" }, "axes.0.from", "a number above 0 on a log scale"],
    [{ steps: undefined }, "axes.0", "either values, or from, to and steps"],
    [
      { from: undefined, to: undefined, steps: undefined, values: [1] },
      "axes.0",
      "either values, or from, to and steps",
    ],
    // Whether it is a study does not hang on the seed.
    [{ from: -1e-9, steps: 1 }, "network.weights.variance", "a number from 0 to 1000000"],
  ])("wrong: %j", (change, path, allowed) => {
    const wrong = () => resolveStudy({ axes: [JSON.parse(JSON.stringify({ ...REAL, ...change }))] });
    expect(wrong).toThrow(StudyError);
    expect(wrong).toThrow(`allowed: ${allowed}`);
    expect(wrong).toThrow(new RegExp(`^${path} is `));
  });

  test("wrong: another way to draw", () => {
    expect(() => resolveStudy({ axes: [{ ...REAL, draw: "sobol" }] })).toThrow(
      'axes.0.draw is "sobol"; allowed: one of random',
    );
  });
});
