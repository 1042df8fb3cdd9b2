import { describe, expect, test } from "vitest";
import { DRIFT_LEVEL } from "../../src/measure/drift.ts";
import { DriftFits } from "../../src/measure/drift-fit.ts";
import { resolveNetwork } from "../../src/network/resolve.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { layeredMeanField } from "../../src/theory/layered-mean-field.ts";
import { measure, measureAll } from "./measured.ts";

/** Batches of the counted layers 256 … 2048. */
const edges = Array.from({ length: 9 }, (_, j) => 256 + 224 * j);

describe("a positive λ₁ that still falls is told", () => {
  test.each<[string, NetworkInput]>([
    ["tanh residual", { block: "residual" }],
    ["tanh residual, two matrices", { block: "residual-two-matrix" }],
  ])("%s", async (_, network) => {
    const spectrum = await measure({
      network: { ...network, width: 64 },
      sampling: "law",
      depth: 512,
      ensemble: 16,
      exponents: 1,
    });
    expect(spectrum.exponents[0]).toBeGreaterThan(0.01);
    expect(spectrum.status).toBe("drifting");
    // ln‖J‖² grows like √L: the second half of 64 … 512 has (√512 − √288)/(√288 − √64) = .63 of the first.
    const { first = 0, second = 0 } = spectrum.drift ?? {};
    expect(second / first).toBeGreaterThan(0.5);
    expect(second / first).toBeLessThan(0.75);
  });

  // ln‖J‖ of the mean-field recursion over the same batches, by the same fit.
  test.each<[NetworkInput["block"], number, "sqrt" | "log", number]>([
    ["residual", 1, "sqrt", 0.5556],
    ["residual", 0.5, "sqrt", 0.2968],
    ["preln", 1, "log", 0.5837],
  ])("%s, α = %f: its law is fitted", async (block, scale, form, coefficient) => {
    const network = { block, scale, width: 256 };
    const { drift } = await measure({ network, sampling: "law", depth: 2048, ensemble: 16, exponents: 1 });
    const recursion = new DriftFits(edges);
    recursion.add(edges.slice(1).map((to, j) => layeredMeanField(resolveNetwork(network), to, edges[j]) ?? Number.NaN));
    expect(recursion.best()).toMatchObject({ form });
    expect(recursion.best()?.coefficient).toBeCloseTo(coefficient, 3);
    expect(drift?.fit?.form).toBe(form);
    const { coefficient: measured = 0, coefficientError = 0, limit = 0, limitError = 0 } = drift?.fit ?? {};
    expect(Math.abs(measured - coefficient)).toBeLessThan(4 * coefficientError);
    expect(coefficientError).toBeLessThan(0.05 * coefficient);
    // Of finite width, a little more than nothing.
    expect(Math.abs(limit)).toBeLessThan(Math.max(4 * limitError, 0.5 / 256));
  });

  test("of a single network too", async () => {
    const network: NetworkInput = { block: "residual", width: 2048 };
    const study: StudyInput = { network, depth: 512, burnIn: 64, ensemble: 1, exponents: 1 };
    expect((await measure({ ...study, sampling: "law" })).status).toBe("drifting");
  });
});

// Cells of different seeds are independent, and layers of Gaussian and ReLU products settled from the first on.
describe(`settled exponents raise a false alarm in ${DRIFT_LEVEL} of the cells`, () => {
  const seeds = Array.from({ length: 100 }, (_, seed) => seed);
  const settled: StudyInput = {
    depth: 64,
    burnIn: 16,
    ensemble: 8,
    exponents: 1,
    axes: [{ path: "seed", values: seeds }],
  };
  test.each<[string, StudyInput]>([
    ["Newman", { ...settled, network: { width: 16, activation: "linear" } }],
    ["ReLU", { ...settled, network: { width: 32, activation: "relu", weights: { variance: 2 } } }],
    ["linear residual", { ...settled, network: { width: 16, activation: "linear", block: "residual" } }],
    ["ordered tanh", { ...settled, network: { width: 32, bias: { variance: 0.5 } } }],
    ["single networks", { ...settled, ensemble: 1, depth: 1000, network: { width: 8, activation: "linear" } }],
  ])("%s", async (_, study) => {
    const spectra = await measureAll({ sampling: "law", ...study });
    expect(spectra.every(({ drift }) => drift !== null)).toBe(true);
    // Of 100 cells 0.01 are expected.
    expect(spectra.filter(({ status }) => status !== "ok").length).toBe(0);
  });
});
