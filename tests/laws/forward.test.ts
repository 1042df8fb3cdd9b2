import { describe, expect, it } from "vitest";
import type { ForwardProfile } from "../../src/measure/forward-profile.ts";
import type { ForwardQuestion } from "../../src/study/forward.ts";
import { forwardLawOf } from "../../src/study/forward-law.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { deviationsAt, forwardOf } from "../support/forward.ts";

const both = (study: StudyInput, question: ForwardQuestion = {}) => ({
  found: forwardOf(study, question),
  law: forwardLawOf(resolveStudy(study).cells[0], question),
});

const number = (value: number | null | undefined): number => value ?? Number.NaN;
const last = (values: ForwardProfile["correlation"]): number => number(values.at(-1));
const DEPTHS = [1, 3, 10, 30];

/** Every measured size within 4.5 errors of the law at some depths; and none of a law that is 2 % larger per layer. */
function expectSizes(study: StudyInput): void {
  const { found, law } = both(study);
  expect(law.log10StateSize?.kind).toBe("exact");
  const sizes = (shift: number) =>
    deviationsAt(
      found.log10StateSize,
      found.stateSizeErrors,
      (layer) => number(law.log10StateSize?.values[layer]) + shift * layer,
      DEPTHS,
    ).map(Math.abs);
  expect(Math.max(...sizes(0))).toBeLessThan(4.5);
  expect(Math.max(...sizes(0.02))).toBeGreaterThan(4.5);
}

describe("signals against exact laws", () => {
  it("linear Gaussian networks: sizes grow by Newman's λ₁ at every layer, and cosines have mean 0", () => {
    const study: StudyInput = { network: { width: 8, activation: "linear" }, depth: 30, ensemble: 1500 };
    expectSizes(study);
    const { correlation, correlationErrors, effectiveRank } = forwardOf(study);
    const off = deviationsAt(correlation, correlationErrors, () => 0, DEPTHS).map(Math.abs);
    expect(Math.max(...off)).toBeLessThan(4.5);
    // All the same they become one direction, up to its sign.
    expect(last(effectiveRank)).toBeLessThan(1.3);
  });

  it("ReLU and leaky ReLU of one width, and linear residual networks: sizes grow by their exact λ₁", () => {
    expectSizes({ network: { width: 32, activation: "relu", weights: { variance: 2 } }, depth: 30, ensemble: 600 });
    expectSizes({ network: { width: 12, activation: "leaky-relu" }, depth: 30, ensemble: 600, sampling: "law" });
    expectSizes({
      network: { width: 12, activation: "linear", block: "residual", scale: 0.5 },
      depth: 30,
      ensemble: 600,
    });
  });

  it("odd networks without bias: cosines have mean 0 at every depth", () => {
    for (const network of [{ weights: { variance: 4 } }, { block: "residual", activation: "sine" }] as const) {
      const { correlation, correlationErrors } = forwardOf({
        network: { width: 12, ...network },
        depth: 30,
        ensemble: 400,
      });
      const off = deviationsAt(correlation, correlationErrors, () => 0, DEPTHS).map(Math.abs);
      expect(Math.max(...off)).toBeLessThan(4.5);
    }
  });

  it("orthogonal layers keep every size, angle and rank to rounding; so does a branch of scale 0", () => {
    for (const network of [
      { activation: "linear", weights: { law: "orthogonal" } },
      { block: "residual", scale: 0 },
    ] as const) {
      const study: StudyInput = { network: { width: 16, ...network }, depth: 100, ensemble: 3 };
      const found = forwardOf(study, { correlation: 0.3 });
      for (const values of [found.log10StateSize, found.oneMinusCorrelation, found.effectiveRank]) {
        for (const value of values) expect(Math.abs(number(value) - number(values[0]))).toBeLessThan(1e-12);
      }
      expect(found.relaxation).toBeNull();
    }
  });
});

describe("signals against mean field", () => {
  it("critical ReLU follows the arc-cosine kernel, and no exponential", () => {
    const study: StudyInput = {
      network: { width: 512, activation: "relu", weights: { variance: 2 } },
      depth: 60,
      ensemble: 32,
      sampling: "law",
    };
    const { found, law } = both(study);
    const off = deviationsAt(
      found.oneMinusCorrelation,
      found.correlationErrors,
      (layer) => number(law.oneMinusCorrelation?.values[layer]),
      [1, 2, 5, 10, 20, 40],
    );
    // At n = 512 the limit is off by less than the error of 32 networks.
    expect(Math.max(...off.map(Math.abs))).toBeLessThan(4.5);
    expect(number(law.oneMinusCorrelation?.values[60])).toBeLessThan(0.013);
    expect(found.relaxation).toBeNull();
    expect(law.scales?.correlationDepth).toBe(Number.POSITIVE_INFINITY);
  });

  it("ordered tanh: inputs become one at the rate ξ_c, as far as rounding lets it be seen", () => {
    const study: StudyInput = {
      network: { width: 256, weights: { variance: 1.69 }, bias: { variance: 0.09 } },
      depth: 120,
      ensemble: 32,
      sampling: "law",
    };
    const { found, law } = both(study, { inputs: 4 });
    const expected = number(law.scales?.correlationDepth);
    expect(expected).toBeCloseTo(16.108, 2);
    const { correlationDepth, standardError, oneMinusLimit } = found.relaxation ?? {
      correlationDepth: 0,
      standardError: 0,
      oneMinusLimit: 1,
    };
    expect(oneMinusLimit).toBe(0);
    // 1/n shifts ξ_c by some 5 % at n = 256.
    expect(Math.abs(correlationDepth - expected)).toBeLessThan(4 * standardError + 0.05 * expected);
    expect(standardError).toBeLessThan(0.08 * expected);
    expect(last(found.effectiveRank)).toBeCloseTo(1, 2);
  });

  it("sees 1 − cosine far below the rounding of a cosine", () => {
    const found = forwardOf({
      network: { width: 16, weights: { variance: 0.25 }, bias: { variance: 1 } },
      depth: 20,
      ensemble: 8,
    });
    const [early, late] = [10, 15].map((layer) => number(found.oneMinusCorrelation[layer]));
    expect(late).toBeGreaterThan(1e-25);
    expect(late).toBeLessThan(1e-12);
    // They shrink at one rate, above and below 1e-16.
    const rate = Math.log(late / early) / 5;
    const before = Math.log(early / number(found.oneMinusCorrelation[5])) / 5;
    expect(rate / before).toBeCloseTo(1, 0);
  });

  it("chaotic tanh: nearly equal inputs part, and end at c*", () => {
    const study: StudyInput = {
      network: { width: 256, weights: { variance: 6.25 }, bias: { variance: 0.09 } },
      depth: 60,
      ensemble: 64,
      sampling: "law",
    };
    const { found, law } = both(study, { correlation: 0.95 });
    const { correlation = Number.NaN, correlationDepth: expected = Number.NaN } = law.scales ?? {};
    expect(correlation).toBeCloseTo(0.1023, 4);
    const error = number(found.correlationErrors.at(-1));
    // The limit is off by O(1/n).
    expect(Math.abs(last(found.correlation) - correlation)).toBeLessThan(4.5 * error + 1 / 256);
    expect(error).toBeLessThan(0.006);
    expect(last(found.effectiveRank)).toBeGreaterThan(6);
    const { correlationDepth = Number.NaN, standardError = Number.NaN } = found.relaxation ?? {};
    // The map's third order, which the fit leaves out, makes some 5 %.
    expect(Math.abs(correlationDepth - expected)).toBeLessThan(4 * standardError + 0.05 * expected);
    expect(standardError).toBeLessThan(0.15 * expected);
  });

  it.each([
    [{ block: "residual", scale: 0.5, activation: "relu", weights: { variance: 2 } }, 0],
    [{ block: "residual", scale: 0.5, activation: "silu", bias: { variance: 0.1 } }, 0.5],
    [{ block: "residual-two-matrix", scale: 0.5, activation: "gelu" }, 0],
    [{ block: "preactivation", activation: "elu" }, 0],
    [{ block: "preln", scale: 0.5, activation: "relu" }, 0],
    [{ block: "postln", activation: "softplus" }, 0],
    [{ block: "layernorm-mlp", activation: "relu" }, 0],
    [{ activation: "sine", weights: { law: "orthogonal", variance: 2 }, bias: { variance: 0.1 } }, 0.5],
    [{ branch: ["activation", "linear"], activation: "sigmoid", weights: { variance: 8 } }, 0],
  ] as const)("%j, inputs of correlation %d", (network, correlation) => {
    const study = { network: { width: 512, ...network }, depth: 10, ensemble: 16, sampling: "law" } as const;
    const { found, law } = both(study as StudyInput, { correlation, inputs: 4 });
    const off = [
      ...deviationsAt(
        found.oneMinusCorrelation,
        found.correlationErrors,
        (layer) => number(law.oneMinusCorrelation?.values[layer]),
        [1, 3, 10],
      ),
      ...deviationsAt(
        found.log10StateSize,
        found.stateSizeErrors,
        (layer) => number(law.log10StateSize?.values[layer]),
        [1, 3, 10],
      ),
    ].map(Math.abs);
    // Six comparisons with 15 degrees of freedom.
    expect(Math.max(...off)).toBeLessThan(5.5);
  });

  it("tied weights of a plain network follow it too", () => {
    const study: StudyInput = {
      network: { width: 256, tied: true, weights: { variance: 2.5 }, bias: { variance: 0.2 } },
      depth: 12,
      ensemble: 24,
    };
    const { found, law } = both(study, { inputs: 4 });
    const off = deviationsAt(
      found.oneMinusCorrelation,
      found.correlationErrors,
      (layer) => number(law.oneMinusCorrelation?.values[layer]),
      [1, 3, 6, 12],
    );
    expect(Math.max(...off.map(Math.abs))).toBeLessThan(5);
  });

  it("batch normalisation keeps a rank that plain ReLU loses", () => {
    const network = { width: 48, activation: "relu", weights: { variance: 2 } } as const;
    const [plain, normalised] = [network, { ...network, block: "batchnorm-mlp" as const }].map((each) =>
      forwardOf({ network: each, depth: 60, ensemble: 12 }),
    );
    expect(last(plain.effectiveRank)).toBeLessThan(1.1);
    expect(last(normalised.effectiveRank)).toBeGreaterThan(2);
  });
});
