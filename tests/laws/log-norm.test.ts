import { describe, expect, test } from "vitest";
import type { Spectrum } from "../../src/engine/engine.ts";
import { judgedLogNorm, varianceIsWrong } from "../../src/study/log-norm.ts";
import { type Cell, resolveStudy } from "../../src/study/resolve.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { measure } from "./measured.ts";

function cellOf(study: StudyInput): Cell {
  const [cell] = resolveStudy(study).cells;
  if (cell === undefined) throw new Error("a study has a cell");
  return cell;
}

const SHARED = { depth: 40, ensemble: 1200, exponents: 1, distribution: true } as const;
const HE = { activation: "relu", weights: { variance: 2 } } as const;

/** Networks whose law of ln‖Ju‖ is exact. */
const CASES: [string, StudyInput][] = [
  ["linear", { ...SHARED, network: { width: 4, activation: "linear" } }],
  ["linear residual", { ...SHARED, network: { width: 4, activation: "linear", block: "residual", scale: 0.5 } }],
  ["ReLU", { ...SHARED, network: { width: 32, ...HE } }],
  ["ReLU before its matrix", { ...SHARED, network: { width: 16, ...HE, branch: ["activation", "linear"] } }],
  ["ReLU with biases", { ...SHARED, network: { width: 16, ...HE, bias: { variance: 0.3 } }, seed: 3 }],
  ["leaky ReLU", { ...SHARED, network: { width: 20, activation: "leaky-relu", weights: { variance: 2 } } }],
  ["LayerNorm", { ...SHARED, network: { width: 8, activation: "linear", block: "layernorm-mlp" } }],
  ["ReLU in law", { ...SHARED, network: { width: 24, ...HE }, sampling: "law" }],
];

const logNormOf = (study: StudyInput, spectrum: Spectrum) => {
  const judged = judgedLogNorm(cellOf(study), spectrum.logNorm);
  if (judged === null || spectrum.logNorm === undefined) throw new Error("no law");
  return { ...judged, measured: spectrum.logNorm };
};

describe("ln‖Ju‖ over the networks has the exact law of", () => {
  test.each(CASES)("%s", async (_, study) => {
    const { law, zScores, fit, measured } = logNormOf(study, await measure(study));
    expect(Math.abs(zScores.mean ?? 99)).toBeLessThan(4);
    expect(Math.abs(zScores.variance ?? 99)).toBeLessThan(4);
    expect(fit?.pValue).toBeGreaterThan(1e-4);
    expect(fit?.freedom).toBeGreaterThan(8);
    expect(measured.layers).toBe(35);
    // The test sees a variance that is wrong by a quarter, which twice the factors ¼ and ½ would be.
    const wrong = { ...measured, variance: 1.25 * law.variance };
    expect(Math.abs(judgedLogNorm(cellOf(study), wrong)?.zScores.variance ?? 0)).toBeGreaterThan(4);
    expect(varianceIsWrong(judgedLogNorm(cellOf(study), measured), measured, "f64")).toBe(false);
  });

  test("orthogonal layers: no spread", async () => {
    const study: StudyInput = {
      ...SHARED,
      ensemble: 20,
      network: { width: 8, activation: "linear", weights: { law: "orthogonal", variance: 2 } },
    };
    const { law, measured, zScores } = logNormOf(study, await measure(study));
    expect(law.variance).toBe(0);
    expect(measured.mean).toBeCloseTo(17.5 * Math.LN2, 9);
    expect(measured.variance).toBeLessThan(1e-20);
    expect(zScores).toEqual({ mean: null, variance: null });
    expect(varianceIsWrong(judgedLogNorm(cellOf(study), measured), measured, "f64")).toBe(false);
    const spread = { ...measured, variance: 1e-3 };
    expect(varianceIsWrong(judgedLogNorm(cellOf(study), spread), spread, "f64")).toBe(true);
  });
});

test("narrow ReLU networks die as often as coins say", async () => {
  const study: StudyInput = { ...SHARED, network: { width: 6, ...HE } };
  const { law, measured } = logNormOf(study, await measure(study));
  const expected = law.vanishing * 1200;
  expect(law.vanishing).toBeCloseTo(1 - (63 / 64) ** 40, 12);
  expect(measured.count + measured.infinite).toBe(1200);
  expect(Math.abs(measured.infinite - expected)).toBeLessThan(4 * Math.sqrt(expected * (1 - law.vanishing)));
});

test("scores of independent cells are normal: 60 cells of few networks", async () => {
  const scores: { mean: number; variance: number; p: number }[] = [];
  for (let seed = 1; seed <= 60; seed++) {
    const study: StudyInput = { ...SHARED, network: { width: 4, activation: "linear" }, ensemble: 60, seed };
    const { zScores, fit } = logNormOf(study, await measure(study));
    scores.push({ mean: zScores.mean ?? 99, variance: zScores.variance ?? 99, p: fit?.pValue ?? -1 });
  }
  const about = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
  for (const name of ["mean", "variance"] as const) {
    const values = scores.map((each) => each[name]);
    expect(Math.abs(about(values))).toBeLessThan(4 / Math.sqrt(60));
    // Σ z² of 60 normal scores is 60 ± 11.
    expect(Math.abs(about(values.map((z) => z * z)) - 1)).toBeLessThan(4 * Math.sqrt(2 / 60));
  }
  expect(scores.every(({ p }) => p >= 0)).toBe(true);
  expect(Math.abs(about(scores.map(({ p }) => p)) - 0.5)).toBeLessThan(4 / Math.sqrt(12 * 60));
});
