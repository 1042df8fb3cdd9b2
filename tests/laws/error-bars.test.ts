import { describe, expect, test } from "vitest";
import type { Spectrum } from "../../src/engine/engine.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { newmanExponents } from "../../src/theory/newman.ts";
import { residualLinearTop } from "../../src/theory/residual-linear.ts";
import { deviations, measure, measureAll } from "./measured.ts";

/** The same study with other seeds, so that intervals are independent. */
async function repeated(study: StudyInput, times: number): Promise<Spectrum[]> {
  return measureAll({ ...study, axes: [{ path: "seed", from: 1, to: times, steps: times }] });
}

/** Which part of the intervals holds the law; at least 1,600 of them. */
function coverage(cells: readonly Spectrum[], law: readonly number[]): number {
  const held = cells.flatMap(({ intervals }) =>
    law.map((exact, i) => {
      const [low, high] = intervals[i] ?? [Number.NaN, Number.NaN];
      return low <= exact && exact <= high;
    }),
  );
  expect(held.length).toBeGreaterThanOrEqual(1600);
  return held.filter(Boolean).length / held.length;
}

/** 1,600 intervals of 95 % stray by .54 % of standard error. */
function expectNominal(covered: number): void {
  expect(covered).toBeGreaterThan(0.93);
  expect(covered).toBeLessThan(0.97);
}

test("±2 standard errors hold the exact law in 92–98 % of 800 cases", async () => {
  const cells = await repeated(
    { network: { width: 4, activation: "linear" }, depth: 60, burnIn: 0, ensemble: 64, exponents: 4 },
    200,
  );
  const all = cells.flatMap((cell) => deviations(cell, newmanExponents(4, 4, 1)));
  expect(all.length).toBe(800);
  const inside = all.filter((deviation) => Math.abs(deviation) <= 2).length / all.length;
  expect(inside).toBeGreaterThanOrEqual(0.92);
  expect(inside).toBeLessThanOrEqual(0.98);
});

/** Measured once. */
let long: Promise<Spectrum> | undefined;

describe("intervals of 95 % hold what they should in 93–97 % of 1,600 cases", () => {
  describe.each([
    ["five networks", 5, 60],
    ["one network", 1, 400],
  ])("%s", (_, ensemble, depth) => {
    test.each([
      [4, 400],
      [16, 100],
    ])("Newman, n = %i", async (width, times) => {
      const network = { width, activation: "linear" } as const;
      const cells = await repeated(
        { network, depth, burnIn: 0, ensemble, exponents: width, orthogonalizeEvery: 1 },
        times,
      );
      expectNominal(coverage(cells, newmanExponents(width, width, 1)));
    });

    test("residual linear, α = 0.5: λ₁", async () => {
      const network = { width: 8, block: "residual", activation: "linear", scale: 0.5 } as const;
      const cells = await repeated({ network, depth, burnIn: 0, ensemble, exponents: 1 }, 1600);
      expectNominal(coverage(cells, [residualLinearTop(8, 1, 0.5)]));
    });

    test("tanh, σ_w² = 2, σ_b² = 0.3: λ₁ against a long run", async () => {
      const network = { width: 8, weights: { variance: 2 }, bias: { variance: 0.3 } };
      long ??= measure({ network, depth: 6000, burnIn: 100, ensemble: 64, exponents: 1, seed: 99_999 });
      const { exponents, standardErrors } = await long;
      const cells = await repeated({ network, depth: depth + 100, burnIn: 100, ensemble, exponents: 1 }, 1600);
      // Nothing beside the intervals' own errors.
      expect(standardErrors[0]).toBeLessThan(0.1 * (cells[0]?.standardErrors[0] ?? 0));
      expectNominal(coverage(cells, [exponents[0] ?? Number.NaN]));
    });
  });
});
