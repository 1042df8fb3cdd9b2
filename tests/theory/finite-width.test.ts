import { describe, expect, it } from "vitest";
import { activeBelow, activeMean } from "../../src/theory/active-units.ts";
import { widthCoefficient } from "../../src/theory/finite-width.ts";
import { leakyReluTop } from "../../src/theory/leaky-relu-finite.ts";
import { meanFieldExponent } from "../../src/theory/mean-field.ts";
import { newmanExponents } from "../../src/theory/newman.ts";
import { reluDeath, reluExponents, reluLogNormVariance, reluSurvival } from "../../src/theory/relu-finite.ts";
import { gaussian, measureTop } from "./sampling.ts";

describe("1/n coefficient", () => {
  it.each([
    [2.5, 0.3, -1.191],
    [1.760955, 0.05, -0.839],
    [9, 0.09, -2.389],
  ])("of tanh at (%f, %f)", (weight, bias, coefficient) => {
    expect(Math.abs(widthCoefficient("tanh", weight, bias) - coefficient)).toBeLessThan(5.1e-4);
  });

  it("is that of the exact laws", () => {
    expect(widthCoefficient("linear", 3, 0.2)).toBeCloseTo(-0.5, 12);
    expect(widthCoefficient("tanh", 0.8, 0)).toBeCloseTo(-0.5, 12);
    expect(widthCoefficient("relu", 2, 0)).toBeCloseTo(-1.25, 12);
    const n = 16384;
    expect(n * newmanExponents(n, 1, 1)[0]).toBeCloseTo(-0.5, 4);
    expect(n * reluExponents(n, 1, 2)[0]).toBeCloseTo(-1.25, 3);
    expect(n * (leakyReluTop(n, 1.3, 0.01) - meanFieldExponent("leaky-relu", 1.3, 0))).toBeCloseTo(
      widthCoefficient("leaky-relu", 1.3, 0),
      3,
    );
  });

  it("moves the crossing of tanh at σ_b² = 0.05", () => {
    const top = (weight: number, n: number): number =>
      meanFieldExponent("tanh", weight, 0.05) + widthCoefficient("tanh", weight, 0.05) / n;
    expect(top(1.88, 64)).toBeLessThan(0);
    expect(top(1.92, 64)).toBeGreaterThan(0);
    expect(top(1.78, 256)).toBeLessThan(0);
    expect(top(1.81, 256)).toBeGreaterThan(0);
  });
});

describe("ReLU at finite width", () => {
  it("has the reference exponents", () => {
    const expected = [-0.04127, -0.077195, -0.116062, -0.158443];
    reluExponents(32, 4, 2).forEach((exponent, i) => {
      expect(Math.abs(exponent - expected[i])).toBeLessThan(6e-7);
    });
    reluExponents(32, 4, 0.5).forEach((exponent, i) => {
      expect(exponent).toBeCloseTo(reluExponents(32, 4, 2)[i] - Math.LN2, 13);
    });
  });

  it("says something finite of every exponent, at any width", () => {
    // All units active is the only way to have λ_n.
    expect(reluExponents(32, 32, 2)[31]).toBeCloseTo(newmanExponents(32, 32, 2)[31], 12);
    expect(reluExponents(4096, 4096, 2).every(Number.isFinite)).toBe(true);
  });

  it("has the reference variance", () => {
    expect(reluLogNormVariance(32)).toBeCloseTo(0.1775, 4);
    expect(reluLogNormVariance(16)).toBeCloseTo(0.42, 3);
    expect(4096 * reluLogNormVariance(4096)).toBeCloseTo(5, 1);
  });

  it("dies with the probability of n coins", () => {
    expect(reluDeath(32)).toBe(2 ** -32);
    expect(activeBelow(32, 1) / 2 ** -32).toBeCloseTo(1, 12);
    expect(reluSurvival(2, 1, 3)).toBeCloseTo(0.75 ** 3, 14);
    expect(reluSurvival(3, 2, 1)).toBeCloseTo(0.5, 14);
    expect(reluSurvival(16384, 9000, 1)).toBeLessThan(1e-30);
  });

  it("averages over a conditioned binomial", () => {
    // n = 3 given m ≥ 2: P(2) = 3/4.
    expect(activeMean(3, 2, (m) => m)).toBeCloseTo(2.25, 14);
    expect(activeMean(1000, 0, (m) => (m - 500) ** 2)).toBeCloseTo(250, 9);
  });
});

describe("leaky ReLU at finite width", () => {
  it("is Newman's law at slope 1 and approaches ReLU's at slope 0", () => {
    for (const n of [1, 4, 64]) expect(leakyReluTop(n, 2, 1)).toBeCloseTo(newmanExponents(n, 1, 2)[0], 12);
    expect(leakyReluTop(64, 2, 1e-8)).toBeCloseTo(reluExponents(64, 1, 2)[0], 9);
  });

  it("is measured, biases or not", () => {
    const n = 6;
    const draw = gaussian(7);
    for (const biasDeviation of [0, 0.7]) {
      const { mean, error } = measureTop(
        n,
        (state) => {
          const jacobian: number[] = [];
          const next = state.map(() => {
            const row = state.map(() => Math.sqrt(2 / n) * draw());
            const h = row.reduce((sum, each, k) => sum + each * state[k], biasDeviation * draw());
            const slope = h > 0 ? 1 : 0.1;
            jacobian.push(...row.map((each) => slope * each));
            return slope * h;
          });
          return { state: next, jacobian };
        },
        64,
        400,
        draw,
      );
      expect(error).toBeLessThan(0.006);
      expect(Math.abs(mean - leakyReluTop(n, 2, 0.1))).toBeLessThan(4 * error);
    }
  });
});
