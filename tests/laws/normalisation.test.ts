import { describe, expect, test } from "vitest";
import { GRADIENT } from "../../src/engine/measurement.ts";
import type { NetworkGradient } from "../../src/measure/gradient.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import type { ActivationName } from "../../src/network/spec.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { widthCoefficient } from "../../src/theory/finite-width.ts";
import { meanField } from "../../src/theory/mean-field.ts";
import { normalisedLinearExponents } from "../../src/theory/normalised-linear.ts";
import { expectLaw, measure } from "./measured.ts";

/** λ₁ and its error, sampled in law. */
async function topExponent(network: NetworkInput, study: StudyInput): Promise<[value: number, error: number]> {
  const { exponents, standardErrors, status } = await measure({ sampling: "law", exponents: 1, ...study, network });
  expect(status).toBe("ok");
  return [exponents[0] ?? Number.NaN, standardErrors[0] ?? Number.NaN];
}

/**
 * λ₁ is within `bound` of what theory says, and its own error so small (a third of the bound at most) that a wrong value
 * would not be.
 */
function expectWithin([value, error]: readonly [number, number], theory: number, bound: number): void {
  expect(error).toBeLessThan(bound / 3);
  expect(Math.abs(value - theory)).toBeLessThan(bound);
}

// Growth of the mean squared gradient per layer at n → ∞ (Yang et al. 2019), for a batch of 16.
describe("batch normalisation, n = 256, B = 16: λ₁ is ½ ln g(B)", () => {
  test.each<[ActivationName, number]>([
    ["relu", 1.591],
    ["tanh", 1.246],
  ])("%s: g = %f", async (activation, growth) => {
    const network: NetworkInput = { block: "batchnorm-mlp", width: 256, batch: 16, activation };
    const top = await topExponent(network, { depth: 36, burnIn: 12, ensemble: 12 });
    expectWithin(top, Math.log(growth) / 2, 0.006);
  });

  test("the number of inputs matters: B = 8 is beyond the bound for B = 16", async () => {
    const network: NetworkInput = { block: "batchnorm-mlp", width: 256, batch: 8, activation: "relu" };
    const [value] = await topExponent(network, { depth: 36, burnIn: 12, ensemble: 4 });
    expect(value).toBeGreaterThan(Math.log(1.591) / 2 + 0.02);
  });
});

/**
 * Growth per layer of the mean over networks of ‖∂L/∂h_l‖², from layer 9 to layer 1 of 14: without the first five steps from
 * the top, where the gradient is not yet like those of the layers below it, and without the input layer. With its error.
 */
function meanSquareGrowth(study: StudyInput): [value: number, error: number] {
  const [cell] = resolveStudy({ ...study, depth: 14 }).cells;
  const steps = GRADIENT.networks(cell, 0, cell.ensemble);
  let networks: NetworkGradient[] = [];
  for (let step = steps.next(); ; step = steps.next()) {
    if (!step.done) continue;
    networks = step.value;
    break;
  }
  const [first, last] = [1, 9];
  const squares = (layer: number): number[] => networks.map(({ gradient }) => Math.exp(2 * gradient[layer]));
  const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
  const [below, above] = [squares(first), squares(last)];
  const [a, b] = [mean(below), mean(above)];
  // The error of ln(a/b), to first order: networks are independent, their two layers are not.
  const deviations = below.map((x, i) => (x / a - above[i] / b) ** 2);
  const error = Math.sqrt(mean(deviations) / (networks.length - 1));
  const growth = (a / b) ** (1 / (last - first));
  return [growth, (growth * error) / (last - first)];
}

describe("batch normalisation: the mean squared gradient grows by g per layer, over a shallow window", () => {
  test("linear, n = 1,024, B = 8: g = (B − 2)/(B − 3) = 1.2", () => {
    const network: NetworkInput = { block: "batchnorm-mlp", width: 1024, batch: 8, activation: "linear" };
    expectWithin(meanSquareGrowth({ sampling: "law", network, ensemble: 30 }), 6 / 5, 0.01);
  });

  test("ReLU, n = B = 256: 1.470", () => {
    const network: NetworkInput = { block: "batchnorm-mlp", width: 256, batch: 256, activation: "relu" };
    const [growth, error] = meanSquareGrowth({ network, ensemble: 3, seed: 6 });
    expect(error).toBeLessThan(0.01 / 2);
    expect(Math.abs(growth - 1.47)).toBeLessThan(0.01);
  });
});

// Limits E φ′²/E φ² and measured 1/n shifts of the exponent.
describe("layer normalisation, n = 256: λ₁ is ½ ln(E φ′²/E φ²), shifted by about −1/n", () => {
  test.each<[ActivationName, number, number]>([
    ["relu", 1, -1.3],
    ["tanh", 1.17781, -1],
  ])("%s: %f, shift %f/n", async (activation, growth, shift) => {
    const network: NetworkInput = { block: "layernorm-mlp", width: 256, activation };
    const top = await topExponent(network, { depth: 100, burnIn: 20, ensemble: 60 });
    expectWithin(top, Math.log(growth) / 2 + shift / 256, 0.01);
  });
});

test("SELU without normalisation: ½ ln 1.071575 and the 1/n coefficient of theory", async () => {
  const { chi, q } = meanField("selu", 1, 0, 1);
  expect(q).toBeCloseTo(1, 10);
  expect(chi).toBeCloseTo(1.071575, 6);
  const coefficient = widthCoefficient("selu", 1, 0);
  for (const [width, ensemble] of [
    [64, 200],
    [256, 100],
  ]) {
    const study = { depth: 100, burnIn: 20, ensemble, seed: width };
    const [value, error] = await topExponent({ width, activation: "selu" }, study);
    // 4 standard errors, of two tests: the .02 % level; what is left out is of order 1/n².
    expect(Math.abs(value - Math.log(chi) / 2 - coefficient / width)).toBeLessThan(4 * error + 4 / width ** 2);
    expect(error).toBeLessThan(0.0015);
  }
});

test.each([
  ["layernorm", 6],
  ["rmsnorm", 7],
] as const)("linear networks behind %s: the whole spectrum, exactly", async (name, tangent) => {
  const network: NetworkInput = { width: 8, activation: "linear", branch: ["linear", name, "activation"] };
  const spectrum = await measure({ network, depth: 300, burnIn: 1, ensemble: 64, exponents: 8 });
  expectLaw(spectrum, normalisedLinearExponents({ tangent, length: tangent + 1 }, tangent));
  expect(spectrum.infinite).toEqual(Array.from({ length: 8 }, (_, i) => (i < tangent ? 0 : 64)));
});
