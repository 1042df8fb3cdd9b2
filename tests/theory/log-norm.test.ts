import { describe, expect, it } from "vitest";
import { resolveNetwork } from "../../src/network/resolve.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { logChi, logCumulants } from "../../src/theory/cumulants.ts";
import { leakyReluTop } from "../../src/theory/leaky-relu-finite.ts";
import { leakyReluLogNorm, logNormLaw, reluLogNorm, residualLinearCumulants } from "../../src/theory/log-norm.ts";
import { newmanExponents, newmanVariance } from "../../src/theory/newman.ts";
import { pentagamma, tetragamma } from "../../src/theory/polygamma.ts";
import { reluExponents, reluLogNormVariance } from "../../src/theory/relu-finite.ts";
import { residualLinearTop } from "../../src/theory/residual-linear.ts";

const lawOf = (network: NetworkInput, depth = 10, burnIn = 2) => logNormLaw(resolveNetwork(network), depth, burnIn);
const HE = { width: 32, activation: "relu", weights: { variance: 2 } } as const;

describe("polygamma functions", () => {
  it("have their values at 1 and ½, and their recurrence", () => {
    const zeta3 = 1.2020569031595942;
    expect(tetragamma(1)).toBeCloseTo(-2 * zeta3, 13);
    expect(tetragamma(0.5)).toBeCloseTo(-14 * zeta3, 12);
    expect(pentagamma(1)).toBeCloseTo(Math.PI ** 4 / 15, 13);
    expect(pentagamma(0.5)).toBeCloseTo(Math.PI ** 4, 12);
    expect(tetragamma(21) - tetragamma(20)).toBeCloseTo(2 / 20 ** 3, 15);
  });
});

describe("cumulants of a logarithm", () => {
  it("from the Laplace transform are those of χ²", () => {
    for (const freedom of [1, 2, 7, 300]) {
      // −t T′ of T = (1 + 2t)^(−d/2).
      const found = logCumulants((u) => {
        const t = Math.exp(u);
        return freedom * t * (1 + 2 * t) ** (-freedom / 2 - 1);
      });
      for (const [name, value] of Object.entries(logChi(freedom)))
        expect(Reflect.get(found, name)).toBeCloseTo(value, 10);
    }
  });

  it("from the Laplace transform are those of a non-central χ²: a residual layer", () => {
    const [width, scale] = [5, 0.7];
    const noncentral = width / scale ** 2;
    const found = logCumulants((u) => {
      const t = Math.exp(u);
      const p = 1 + 2 * t;
      return t * p ** (-width / 2) * Math.exp((-noncentral * t) / p) * (width / p + noncentral / p ** 2);
    });
    const { mean, variance, third, fourth } = residualLinearCumulants(width, 1, scale);
    expect(found.mean + Math.log(scale / Math.sqrt(width))).toBeCloseTo(mean, 12);
    expect(found.variance).toBeCloseTo(variance, 12);
    expect(found.third).toBeCloseTo(third, 12);
    expect(found.fourth).toBeCloseTo(fourth, 11);
  });

  it("of a residual layer go over into their expansion, and skip scales", () => {
    for (const scale of [1.58e-3, 1.6e-4]) {
      const [summed, expanded] = [1.0001, 0.9999].map((f) => residualLinearCumulants(50, 1, scale * f));
      expect(expanded.variance / summed.variance).toBeCloseTo(0.9999 ** 2 / 1.0001 ** 2, 6);
    }
    expect(residualLinearCumulants(9, -3, 1.5).variance).toBeCloseTo(residualLinearCumulants(9, 1, 0.5).variance, 14);
  });

  it("of ReLU are the reference variances of ln‖Ju‖²", () => {
    expect(4 * reluLogNorm(32).variance).toBeCloseTo(0.1775, 4);
    expect(4 * reluLogNorm(16).variance).toBeCloseTo(0.42, 3);
    expect(4 * reluLogNorm(16).variance).toBeCloseTo(reluLogNormVariance(16), 13);
  });

  it("of leaky ReLU are those of linear layers at slope 1 and near those of ReLU at slope 0", () => {
    const linear = leakyReluLogNorm(12, 1);
    for (const [name, value] of Object.entries(logChi(12))) expect(Reflect.get(linear, name)).toBeCloseTo(value, 11);
    const [leaky, relu] = [leakyReluLogNorm(64, 1e-4), reluLogNorm(64)];
    expect(leaky.variance / relu.variance).toBeCloseTo(1, 6);
    expect(leaky.fourth / relu.fourth).toBeCloseTo(1, 4);
  });
});

describe("the law of ln‖Ju‖", () => {
  it("has the mean of λ₁ times the counted layers, and so many variances", () => {
    const linear = { width: 6, activation: "linear", weights: { variance: 3 } } as const;
    expect(lawOf(linear)?.mean).toBeCloseTo(8 * newmanExponents(6, 1, 3)[0], 12);
    expect(lawOf(linear)?.variance).toBeCloseTo(8 * newmanVariance(6, 1), 12);
    expect(lawOf({ ...linear, branch: ["linear", "linear"] })?.variance).toBeCloseTo(16 * newmanVariance(6, 1), 12);
    const residual = lawOf({ ...linear, block: "residual", scale: 0.4, skip: 2 });
    expect(residual?.mean).toBeCloseTo(8 * residualLinearTop(6, 2, 0.4 * Math.sqrt(3)), 12);
    expect(lawOf(HE)?.mean).toBeCloseTo(8 * reluExponents(32, 1, 2)[0], 12);
    const leaky = lawOf({ ...HE, activation: "leaky-relu" });
    expect(leaky?.mean).toBeCloseTo(8 * leakyReluTop(32, 2, 0.01), 12);
    const flat = lawOf({ ...linear, weights: { law: "orthogonal", variance: 3 } });
    expect(flat).toMatchObject({ variance: 0, skewness: 0 });
    expect(flat?.mean).toBeCloseTo(4 * Math.log(3), 13);
  });

  it("is normal with mean −½ of the variance, of squares, where mean squares are kept", () => {
    for (const [width, tolerance] of [
      [32, 0.05],
      [512, 0.004],
    ] as const) {
      const law = lawOf({ ...HE, width });
      expect(law?.meanSquareGrowth).toBe(0);
      expect(Math.abs((law?.mean ?? 0) / (2 * (law?.variance ?? 0)) + 0.5)).toBeLessThan(tolerance);
    }
    expect(Math.abs(lawOf(HE, 1000)?.skewness ?? 1)).toBeLessThan(0.05);
  });

  it("knows how often a narrow ReLU network dies, in the burn-in too", () => {
    expect(lawOf({ ...HE, width: 4 })?.vanishing).toBeCloseTo(1 - (15 / 16) ** 10, 13);
    expect(lawOf(HE)?.vanishing).toBeCloseTo(10 * 2 ** -32, 15);
  });

  it("is silent where layers are not independent or their law is not known", () => {
    expect(lawOf({ width: 32 })).toBeNull();
    expect(lawOf({ ...HE, tied: true })).toBeNull();
    expect(lawOf({ ...HE, weights: { law: "uniform", variance: 2 } })).toBeNull();
    expect(lawOf({ ...HE, branch: ["activation", "linear"] }, 10, 0)).toBeNull();
    expect(lawOf({ ...HE, branch: ["activation", "linear"] }, 10, 1)?.variance).toBeCloseTo(
      9 * reluLogNorm(32).variance,
      12,
    );
    expect(lawOf({ width: 8, activation: "linear", block: "residual-two-matrix" })).toBeNull();
    expect(lawOf({ width: 8, block: "layernorm-mlp" })).toBeNull();
    expect(lawOf({ width: 8, block: "layernorm-mlp", activation: "linear" }, 10, 0)).toBeNull();
    expect(lawOf({ width: 8, block: "gru" })).toBeNull();
  });
});
