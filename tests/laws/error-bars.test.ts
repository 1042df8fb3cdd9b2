import { expect, test } from "vitest";
import { newmanExponents } from "../../src/theory/newman.ts";
import { deviations, measureAll } from "./measured.ts";

test("±2 standard errors hold the exact law in 92–98 % of 800 cases", async () => {
  const cells = await measureAll({
    network: { width: 4, activation: "linear" },
    depth: 60,
    burnIn: 0,
    ensemble: 64,
    exponents: 4,
    axes: [{ path: "seed", from: 1, to: 200, steps: 200 }],
  });
  const law = newmanExponents(4, 4, 1);
  const all = cells.flatMap((cell) => deviations(cell, law));
  expect(all.length).toBe(800);
  const inside = all.filter((deviation) => Math.abs(deviation) <= 2).length / all.length;
  expect(inside).toBeGreaterThanOrEqual(0.92);
  expect(inside).toBeLessThanOrEqual(0.98);
});
