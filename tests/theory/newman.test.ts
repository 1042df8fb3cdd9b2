import { describe, expect, it } from "vitest";
import { newmanExponents, newmanVariance } from "../../src/theory/newman.ts";
import { orthogonalExponents } from "../../src/theory/orthogonal.ts";

describe("Newman's exponents", () => {
  it("equal the reference values", () => {
    const first = (n: number): number => newmanExponents(n, 1, 1)[0];
    const last = (n: number): number => newmanExponents(n, n, 1)[n - 1];
    expect(first(2)).toBeCloseTo(-0.288608, 6);
    expect(last(2)).toBeCloseTo(-0.981755, 6);
    expect(first(4)).toBeCloseTo(-0.135181, 6);
    expect(last(4)).toBeCloseTo(-1.328329, 6);
    expect(first(16)).toBeCloseTo(-0.0319, 6);
    expect(last(16)).toBeCloseTo(-2.021476, 6);
    expect(first(64)).toBeCloseTo(-0.007853, 6);
    expect(last(64)).toBeCloseTo(-2.714623, 6);
  });

  it("shift by ln σ_w and are −∞ at σ_w = 0", () => {
    const one = newmanExponents(8, 8, 1);
    newmanExponents(8, 8, 2.5).forEach((exponent, i) => {
      expect(exponent - one[i]).toBeCloseTo(0.5 * Math.log(2.5), 14);
    });
    expect(newmanExponents(8, 2, 0)).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  });

  it("approach ½ ln(1 − i/n) as the width grows", () => {
    const exponents = newmanExponents(16384, 16000, 1);
    for (const i of [1, 4096, 8192, 15000]) {
      expect(Math.abs(exponents[i - 1] - 0.5 * Math.log(1 - i / 16384))).toBeLessThan(1e-6);
    }
  });

  it("have the variance of the logarithm of a χ² variable", () => {
    // One degree of freedom: Var ln χ² = ψ₁(½) = π²/2; two: ψ₁(1) = π²/6.
    expect(newmanVariance(5, 5)).toBeCloseTo(Math.PI ** 2 / 8, 12);
    expect(newmanVariance(5, 4)).toBeCloseTo(Math.PI ** 2 / 24, 12);
  });
});

it("orthogonal layers have one exponent, ln σ_w", () => {
  expect(orthogonalExponents(3, 2.25)).toEqual([Math.log(1.5), Math.log(1.5), Math.log(1.5)]);
});
