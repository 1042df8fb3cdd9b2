import { describe, expect, test } from "vitest";
import { DRIFT_LEVEL } from "../../src/measure/drift.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { measure, measureAll } from "./measured.ts";

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
