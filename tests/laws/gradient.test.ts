import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../src/engine/cpu/engine.ts";
import type { GradientProfile } from "../../src/engine/engine.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import { runGradient } from "../../src/study/run.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { newmanExponents, newmanVariance } from "../../src/theory/newman.ts";
import { reducibleExponents } from "../../src/theory/reducible.ts";
import { residualReluTop } from "../../src/theory/residual-relu.ts";
import { measure, SHIFT } from "./measured.ts";

const engine = createCpuEngine();
afterAll(() => engine.close());

async function profileOf(study: StudyInput): Promise<GradientProfile> {
  let cells: readonly (GradientProfile | null)[] = [];
  for await (const snapshot of runGradient(resolveStudy(study), engine)) cells = snapshot.cells;
  const [profile] = cells;
  if (!profile) throw new Error("the cell was not measured");
  return profile;
}

function slopeOf({ slope }: GradientProfile): { value: number; error: number } {
  return { value: slope.value ?? Number.NaN, error: slope.standardError ?? Number.NaN };
}

describe("deep linear networks", () => {
  const n = 32;
  const [top] = newmanExponents(n, 1, 1);

  test("Gaussian: the slope is Newman's λ₁, and its error what Newman's variance says", async () => {
    const depth = 200;
    const ensemble = 256;
    const profile = await profileOf({ network: { width: n, activation: "linear" }, depth, burnIn: 0, ensemble });
    const { value, error } = slopeOf(profile);
    expect(Math.abs(value - top) / error).toBeLessThan(4);
    expect(Math.abs(value - top - SHIFT) / error).toBeGreaterThan(4);
    expect(Math.abs(value - top + SHIFT) / error).toBeGreaterThan(4);
    // The error of a standard error from 256 networks is 4.4 %.
    const exact = Math.sqrt(newmanVariance(n, 1) / depth / ensemble);
    expect(Math.abs(error / exact - 1)).toBeLessThan(0.18);
  });

  test("Gaussian: ‖∂L/∂W_l‖ grows as the gradient behind it times the state before it", async () => {
    const profile = await profileOf({ network: { width: n, activation: "linear" }, depth: 60, ensemble: 64 });
    const { log10GradientNorm: gradient, log10StateNorm: state, log10WeightGradientNorm, layers } = profile;
    layers.slice(0, -1).forEach((layer, i) => {
      const expected = (gradient[layer + 1] ?? Number.NaN) + (state[layer] ?? Number.NaN);
      expect(log10WeightGradientNorm[0][i]).toBeCloseTo(expected, 10);
    });
  });

  test("orthogonal: flat to 1e-12, and GSC is 1", async () => {
    const network: NetworkInput = { width: n, activation: "linear", weights: { law: "orthogonal" } };
    const profile = await profileOf({ network, depth: 500, ensemble: 8 });
    for (const value of profile.log10GradientNorm) expect(Math.abs(value ?? Number.NaN)).toBeLessThan(1e-12);
    for (const value of profile.gsc) expect(Math.abs((value ?? Number.NaN) - 1)).toBeLessThan(1e-12);
  });

  test.each(["linear", "tanh"] as const)("%s: 4,000 layers at σ_w² = 0.25 lose 1,231 decades", async (activation) => {
    const depth = 4000;
    const network = { width: n, activation, weights: { variance: 0.25 } };
    const profile = await profileOf({ network, depth, ensemble: 16, burnIn: 0 });
    const expected = (newmanExponents(n, 1, 0.25)[0] * depth) / Math.LN10;
    expect(expected).toBeCloseTo(-1231.55, 1);
    const [value] = profile.log10GradientNorm;
    const [error] = profile.standardErrors;
    expect(value).toBeLessThan(-1200);
    // tanh is not linear in the first few layers, where it takes about a decade away.
    const allowed = activation === "tanh" ? 2 : 0;
    expect(Math.abs((value ?? Number.NaN) - expected)).toBeLessThan(4 * (error ?? Number.NaN) + allowed);
    expect(profile.log10WeightGradientNorm[0].every((each) => each !== null && each > -1300 && each < -1200)).toBe(
      true,
    );
  });
});

// Finite width lowers the slope by a multiple of 1/n: two widths take that out. Before the slope is measured δ must have
// turned into the leading direction: about ln √n / (λ₁ − λ₂) layers.
test.each([
  [0.1, 600, 200],
  [0.3, 300, 80],
  [1, 200, 40],
])("bare-ReLU residual networks, α = %f: the slope is the law of n → ∞", async (scale, depth, burnIn) => {
  const at = async (width: number) => {
    const network: NetworkInput = { width, block: "residual", scale, activation: "relu", weights: { variance: 2 } };
    return slopeOf(await profileOf({ network, depth, burnIn, ensemble: 24 }));
  };
  const [wide, narrow] = [await at(96), await at(48)];
  const error = Math.hypot(2 * wide.error, narrow.error);
  const off = (sigma: number): number =>
    Math.abs(2 * wide.value - narrow.value - residualReluTop(scale, sigma)) / error;
  expect(off(Math.SQRT2)).toBeLessThan(4);
  // It is not the O(α²) of a branch without a mean: ½ ln(1 + α² σ_w² / 2).
  const second = 0.5 * Math.log1p(scale ** 2);
  expect(Math.abs(2 * wide.value - narrow.value - second) / error).toBeGreaterThan(10);
});

describe("transposes agree in law: pull grows as push through the transposed network", () => {
  // (D W)ᵀ = Wᵀ D, the Jacobian of φ before the matrix; masks of ReLU are fair coins, independent of everything.
  test.each<[string, NetworkInput, NetworkInput]>([
    [
      "ReLU",
      { activation: "relu", weights: { variance: 2 }, branch: ["linear", "activation"] },
      { activation: "relu", weights: { variance: 2 }, branch: ["activation", "linear"] },
    ],
    ["residual linear", { block: "residual", activation: "linear" }, { block: "residual", activation: "linear" }],
    [
      "residual, two matrices",
      { block: "residual", scale: 0.5, activation: "linear", branch: ["linear", "linear"] },
      { block: "residual", scale: 0.5, activation: "linear", branch: ["linear", "linear"] },
    ],
  ])("%s", async (_, network, transposed) => {
    const study = { depth: 60, burnIn: 0, ensemble: 600 };
    const back = await profileOf({ network: { ...network, width: 16 }, ...study });
    const forth = await measure({ network: { ...transposed, width: 16 }, ...study, exponents: 1, seed: 7 });
    const { value, error } = slopeOf(back);
    const [growth] = forth.exponents;
    const [growthError] = forth.standardErrors;
    const joint = Math.hypot(error, growthError ?? Number.NaN);
    expect(Math.abs(value - (growth ?? Number.NaN)) / joint).toBeLessThan(4);
    expect(SHIFT / joint).toBeGreaterThan(4);
    // Not the means alone: the spread over the networks too, whose error is 2.9 % on either side.
    expect(Math.abs(error / (growthError ?? Number.NaN) - 1)).toBeLessThan(0.17);
  });
});

test("block-triangular weights: a gradient that starts in the last units sees their block alone, another one the larger rate", async () => {
  const weights = { variance: 1, split: 7, contrast: 2 };
  const [first, second] = reducibleExponents(12, 1, weights);
  const study = resolveStudy({
    network: { width: 12, activation: "linear", weights },
    depth: 500,
    burnIn: 50,
    ensemble: 64,
  });
  const slopeOf = async (output?: { from: number; units: number }): Promise<[number, number]> => {
    let slope: GradientProfile["slope"] | undefined;
    const options = output === undefined ? {} : { output };
    for await (const { cells } of runGradient(study, engine, options)) slope = cells[0]?.slope;
    return [slope?.value ?? Number.NaN, slope?.standardError ?? Number.NaN];
  };
  const [own, error] = await slopeOf({ from: 7, units: 5 });
  expect(Math.abs(own - second[0]) / error).toBeLessThan(4.5);
  const [generic, spread] = await slopeOf();
  expect(Math.abs(generic - first[0]) / spread).toBeLessThan(4.5);
  expect(first[0] - second[0]).toBeGreaterThan(20 * Math.max(error, spread));
});
