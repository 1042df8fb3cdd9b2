import { describe, expect, test } from "vitest";
import type { StudyInput } from "../../src/study/schema.ts";
import { freeSpectrum } from "../../src/theory/free-spectrum.ts";
import { measure, measureAll } from "./measured.ts";

/** σ_w² at which λ₁ crosses zero: a line fitted through the measured points. */
async function crossing(study: StudyInput & { width: number }, variances: number[]): Promise<number> {
  const { width, ...rest } = study;
  const cells = await measureAll({
    ...rest,
    network: { width, activation: "tanh", bias: { variance: 0.05 } },
    burnIn: 32,
    ensemble: 64,
    exponents: 1,
    axes: [{ path: "network.weights.variance", values: variances }],
  });
  const exponents = cells.map((cell) => cell.exponents[0] ?? Number.NaN);
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const centre = mean(variances);
  const slope =
    mean(variances.map((variance, i) => (variance - centre) * exponents[i])) /
    mean(variances.map((variance) => (variance - centre) ** 2));
  return centre - mean(exponents) / slope;
}

/** The edge within 0.03; and σ_w wrong by 2 % (σ_w² by 4 %), either way, would put it outside. */
function expectCrossing(found: number, expected: number): void {
  expect(Math.abs(found - expected)).toBeLessThan(0.03);
  expect(Math.abs(found * 1.02 ** 2 - expected)).toBeGreaterThan(0.03);
  expect(Math.abs(found / 1.02 ** 2 - expected)).toBeGreaterThan(0.03);
}

describe("tanh networks, σ_b² = 0.05: the edge of chaos at finite width", () => {
  test("n = 64: σ_w² = 1.90", async () => {
    expectCrossing(await crossing({ width: 64, depth: 400 }, [1.8, 1.9, 2.0]), 1.9);
  });

  test("n = 256: σ_w² = 1.79", async () => {
    expectCrossing(await crossing({ width: 256, depth: 400, sampling: "law" }, [1.7, 1.8, 1.9]), 1.79);
  });
});

test("tanh, n = 64, σ_w² = 1.9: the bulk follows the free spectrum within 0.06", async () => {
  const spectrum = await measure({
    network: { width: 64, activation: "tanh", weights: { variance: 1.9 }, bias: { variance: 0.05 } },
    depth: 80,
    burnIn: 32,
    ensemble: 64,
    exponents: 64,
  });
  const law = freeSpectrum("tanh", 1.9, 0.05, "gaussian", 64, 64);
  const first = Math.floor(0.85 * 64);
  expect(spectrum.layers * spectrum.networks).toBeGreaterThan(1500);
  for (let i = 0; i < first; i++) {
    expect(Math.abs((spectrum.exponents[i] ?? Number.NaN) - (law[i] ?? Number.NaN))).toBeLessThan(0.06);
  }
});
