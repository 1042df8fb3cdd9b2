import { describe, expect, test } from "vitest";
import type { NetworkInput } from "../../src/network/schema.ts";
import { layeredMeanField } from "../../src/theory/layered-mean-field.ts";
import { residualReluTop } from "../../src/theory/residual-relu.ts";
import { specOf } from "../support/specs.ts";
import { compareMeans, expectAgreement } from "./joint.ts";
import { measure } from "./measured.ts";

/** λ₁ of two widths, from which the term of order 1/n is taken out. */
async function extrapolated(network: NetworkInput, depth: number, burnIn: number) {
  const at = async (width: number) => {
    const study = {
      network: { ...network, width },
      sampling: "law" as const,
      depth,
      burnIn,
      ensemble: 16,
      exponents: 1,
    };
    const { exponents, standardErrors, status } = await measure(study);
    expect(status).toBe("ok");
    return { mean: exponents[0] ?? Number.NaN, error: standardErrors[0] ?? Number.NaN };
  };
  const [wide, narrow] = [await at(512), await at(256)];
  return { mean: 2 * wide.mean - narrow.mean, error: Math.hypot(2 * wide.error, narrow.error), networks: 16 };
}

const exactly = (mean: number) => ({ mean, error: 0, networks: Number.POSITIVE_INFINITY });
const ALPHAS: [scale: number, depth: number, burnIn: number][] = [
  [0.1, 500, 200],
  [0.3, 250, 80],
  [1, 150, 40],
];

test("bare ReLU residuals: λ₁ is of order α, and that of the limit at α = .1, .3, 1", async () => {
  const comparisons = [];
  for (const [scale, depth, burnIn] of ALPHAS) {
    const network: NetworkInput = { block: "residual", scale, activation: "relu", weights: { init: "he" } };
    const found = await extrapolated(network, depth, burnIn);
    comparisons.push(compareMeans(`α = ${scale}`, found, exactly(residualReluTop(scale, Math.SQRT2))));
    // Not the α² of a branch without a mean, and not of weights whose σ is 2 % off.
    for (const other of [0.5 * Math.log1p(scale ** 2), residualReluTop(scale, 1.02 * Math.SQRT2)]) {
      expect(Math.abs(found.mean - other) / found.error).toBeGreaterThan(scale < 1 && other > found.mean ? 2 : 4);
    }
  }
  expectAgreement(comparisons, 3);
});

test("ReLU between two matrices: ½ ln(1 + α² σ_w² σ_v²/2), each with its own σ, at α = .1, .3, 1", async () => {
  const comparisons = [];
  for (const [scale, depth, burnIn] of ALPHAS) {
    const weights = [{ variance: 4 }, { variance: 0.75 }];
    const found = await extrapolated(
      { block: "residual-two-matrix", scale, activation: "relu", weights },
      depth,
      burnIn,
    );
    comparisons.push(compareMeans(`α = ${scale}`, found, exactly(0.5 * Math.log1p(1.5 * scale ** 2))));
    // Nor with the first σ alone.
    expect(Math.abs(found.mean - 0.5 * Math.log1p(8 * scale ** 2)) / found.error).toBeGreaterThan(4);
  }
  expectAgreement(comparisons, 3);
});

describe("tanh residuals: ln‖J‖² grows like √L", () => {
  test.each([0.5, 1])(
    "α = %f, n = 256: it follows the recursion within 3 % at every depth, and drifts",
    async (scale) => {
      const network: NetworkInput = { block: "residual", scale, width: 256 };
      const depths = [64, 128, 256, 512];
      const logNorms: number[] = [];
      for (const depth of depths) {
        const study = { network, sampling: "law" as const, depth, burnIn: 0, ensemble: 32, exponents: 1 };
        const { exponents, status } = await measure(study);
        // A positive λ₁ is never reported as converged.
        expect(exponents[0]).toBeGreaterThan(0);
        expect(status).toBe("drifting");
        const recursion = layeredMeanField(specOf(network), depth, 0) ?? Number.NaN;
        expect(Math.abs((exponents[0] ?? Number.NaN) / recursion - 1)).toBeLessThan(0.03);
        logNorms.push(2 * depth * (exponents[0] ?? Number.NaN));
      }
      // Twice the depth makes √2 of it, not 2; the constant 8/(3√2π) of L → ∞ comes slowly.
      for (let i = 1; i < depths.length; i++) {
        expect(logNorms[i] / logNorms[i - 1]).toBeGreaterThan(1.35);
        expect(logNorms[i] / logNorms[i - 1]).toBeLessThan(1.65);
      }
      const constant = (logNorms.at(-1) ?? Number.NaN) / (scale * Math.sqrt(512));
      expect(Math.abs(constant / (8 / (3 * Math.sqrt(2 * Math.PI))) - 1)).toBeLessThan(0.05);
    },
  );
});
