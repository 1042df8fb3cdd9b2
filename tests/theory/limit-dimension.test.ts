import { describe, expect, it } from "vitest";
import { entropy, kaplanYorke } from "../../src/measure/derived.ts";
import { orthogonalWidthCoefficient } from "../../src/theory/finite-width.ts";
import { freeSpectrum } from "../../src/theory/free-spectrum.ts";
import { limitDimension } from "../../src/theory/limit-dimension.ts";

describe("dimension and entropy of the limiting spectrum", () => {
  it("of tanh networks have the reference values", () => {
    for (const [gain, dimension, production] of [
      [2, 0.258, 0.0107],
      [3, 0.288, 0.0252],
      [5, 0.247, 0.0391],
    ] as const) {
      const found = limitDimension("tanh", gain ** 2, 0, "gaussian");
      expect(Math.abs(found.dimension - dimension)).toBeLessThan(1e-3);
      expect(found.entropy).toBeCloseTo(production, 4);
    }
  });

  it.each(["gaussian", "orthogonal"] as const)("are those of the exponents of a wide network, %s weights", (law) => {
    for (const [activation, weight, bias] of [
      ["tanh", 6, 0.1],
      ["relu", 3, 0],
      ["gelu", 5, 0.2],
    ] as const) {
      const n = 600;
      const exponents = freeSpectrum(activation, weight, bias, law, n, n);
      const found = limitDimension(activation, weight, bias, law);
      expect(Math.abs(found.dimension - (kaplanYorke(exponents, n) ?? 0) / n)).toBeLessThan(2e-3);
      expect(found.entropy).toBeCloseTo((entropy(exponents, n) ?? 0) / n, 5);
    }
  });

  it("are 0 where nothing grows, and those of a whole space that does not shrink", () => {
    expect(limitDimension("tanh", 0.5, 0, "gaussian")).toEqual({ dimension: 0, entropy: 0 });
    expect(limitDimension("relu", 2, 0, "gaussian")).toEqual({ dimension: 0, entropy: 0 });
    const whole = limitDimension("leaky-relu", 1e9, 0, "orthogonal");
    expect(whole.dimension).toBeCloseTo(1, 6);
    // Σ λ_i = ½ ln σ_w² + E ln φ′, n of them.
    expect(whole.entropy).toBeCloseTo(0.5 * (Math.log(1e9) + Math.log(0.01)), 6);
  });
});

it("the orthogonal 1/n coefficient is 0 of constant slopes, −¾ of ReLU's", () => {
  expect(orthogonalWidthCoefficient("linear", 2, 1)).toBeCloseTo(0, 12);
  expect(orthogonalWidthCoefficient("relu", 2, 0)).toBeCloseTo(-0.75, 12);
  expect(orthogonalWidthCoefficient("tanh", 1e-6, 0)).toBeCloseTo(0, 5);
  expect(orthogonalWidthCoefficient("tanh", 1.76, 0.05)).toBeLessThan(-0.1);
});
