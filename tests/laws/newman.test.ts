import { describe, expect, test } from "vitest";
import { newmanExponents, newmanVariance } from "../../src/theory/newman.ts";
import { expectLaw, measure } from "./measured.ts";

describe.each([1, 2.5])("deep linear Gaussian networks, σ_w² = %f", (variance) => {
  test.each([
    [2, 1000],
    [4, 1000],
    [16, 500],
    [32, 500],
  ])("width %i: Newman's spectrum, and ¼ψ₁ for the variance of each layer", async (width, depth) => {
    const spectrum = await measure({
      network: { width, activation: "linear", weights: { variance } },
      depth,
      burnIn: 0,
      ensemble: 64,
      exponents: width,
    });
    expectLaw(spectrum, newmanExponents(width, width, variance));
    spectrum.layerVariances.forEach((measured, i) => {
      expect((measured ?? Number.NaN) / newmanVariance(width, i + 1)).toBeGreaterThan(0.95);
      expect((measured ?? Number.NaN) / newmanVariance(width, i + 1)).toBeLessThan(1.05);
    });
  });
});
