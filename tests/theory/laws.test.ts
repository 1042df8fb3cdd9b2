import { describe, expect, it } from "vitest";
import { resolveNetwork } from "../../src/network/resolve.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import type { Law } from "../../src/theory/law.ts";
import { lawsFor } from "../../src/theory/laws.ts";
import { normalisedTop } from "../../src/theory/layernorm.ts";
import { leakyReluTop } from "../../src/theory/leaky-relu-finite.ts";
import { meanField, meanFieldExponent } from "../../src/theory/mean-field.ts";
import { newmanExponents } from "../../src/theory/newman.ts";
import { reluExponents } from "../../src/theory/relu-finite.ts";
import { residualLinearTop } from "../../src/theory/residual-linear.ts";
import { whyNoLaw } from "../../src/theory/why-no-law.ts";
import { gaussian, type Layer, measureTop } from "./sampling.ts";

const laws = (network: NetworkInput, count = 4, depth = 100): Law[] =>
  lawsFor(resolveNetwork(network, depth), count, depth);
const best = (network: NetworkInput, count = 4): (number | null)[] => laws(network, count)[0].exponents;
const NONE = Number.NEGATIVE_INFINITY;

const linear = { width: 16, activation: "linear" } as const;
const residual = { width: 16, block: "residual", activation: "linear", scale: 0.5 } as const;
const weights = (law: "gaussian" | "uniform" | "rademacher" | "student-t" | "orthogonal", variance = 1) => ({
  weights: { law, variance },
});

const LIMITS = ["limit: free probability", "limit: mean field"];
const ORTHOGONAL = ["limit: mean field + 1/n, approximate", ...LIMITS];
const TANH = ["limit: mean field + 1/n", ...LIMITS];

const NORMALISED = [
  "limit: normalised, mean field + 1/n",
  "limit: free probability",
  "limit: mean field, layer by layer",
];
const TWO = [{ variance: 2 }, { variance: 0.5 }];
const LINE = { depth: { from: 0.5, to: 2 } };

/** Network, and the laws that hold for it. */
const TABLE: [string, NetworkInput, string[]][] = [
  ["linear, Gaussian", linear, ["exact: Newman"]],
  ["linear, uniform", { ...linear, ...weights("uniform") }, ["limit: Newman"]],
  ["linear, rademacher", { ...linear, ...weights("rademacher") }, ["limit: Newman"]],
  ["linear, student-t", { ...linear, ...weights("student-t") }, ["limit: Newman"]],
  ["linear, orthogonal", { ...linear, ...weights("orthogonal") }, ["exact: orthogonal"]],
  ["linear with biases", { ...linear, bias: { variance: 2 } }, ["exact: Newman"]],
  ["linear, no activation in the branch", { width: 16, branch: ["linear"] }, ["exact: Newman"]],
  ["linear, two matrices", { ...linear, branch: ["linear", "activation", "linear"] }, ["exact: Newman"]],
  ["linear, one matrix behind", { ...linear, after: ["linear"] }, ["exact: Newman"]],
  ["linear, no matrix", { ...linear, branch: ["activation"], scale: 3 }, ["exact: constant Jacobian"]],
  ["linear, tied", { ...linear, tied: true }, ["limit: circular law"]],
  ["linear, tied, rademacher", { ...linear, tied: true, ...weights("rademacher") }, ["limit: circular law"]],
  ["linear, tied, orthogonal", { ...linear, tied: true, ...weights("orthogonal") }, ["exact: orthogonal"]],
  ["width 1", { ...linear, width: 1, ...weights("uniform") }, ["exact: scalar tower"]],
  ["width 1, student-t", { ...linear, width: 1, ...weights("student-t") }, ["exact: scalar tower"]],
  ["width 1, student-t, residual", { ...residual, width: 1, ...weights("student-t") }, []],
  ["width 1, tied, residual", { ...residual, width: 1, tied: true }, ["exact: scalar tower"]],
  ["no weights", { weights: { variance: 0 } }, ["exact: zero Jacobian"]],
  ["no weights, linear, tied", { ...linear, tied: true, weights: { variance: 0 } }, ["exact: zero Jacobian"]],
  ["scale 0", { scale: 0 }, ["exact: zero Jacobian"]],
  ["residual, no weights", { ...residual, weights: { variance: 0 } }, ["exact: constant Jacobian"]],
  ["residual, scale 0, tanh", { block: "residual", scale: 0, skip: 2 }, ["exact: constant Jacobian"]],
  ["residual", residual, ["exact: linear residual, λ₁", "limit: linear residual, limit"]],
  ["residual, uniform", { ...residual, ...weights("uniform") }, ["limit: linear residual, limit"]],
  ["residual, orthogonal", { ...residual, ...weights("orthogonal") }, ["limit: linear residual, λ₁ in the limit"]],
  [
    "residual, two matrices",
    { ...residual, branch: ["linear", "linear"] },
    ["limit: linear residual, λ₁ in the limit"],
  ],
  ["residual, tied", { ...residual, tied: true }, ["limit: shifted circular law"]],
  ["residual, tied, orthogonal", { ...residual, tied: true, ...weights("orthogonal") }, ["limit: shifted circle"]],
  ["residual, tied, two matrices", { ...residual, tied: true, branch: ["linear", "linear"] }, []],
  ["residual, one matrix behind", { ...residual, after: ["linear"] }, ["limit: residual mean field"]],
  ["tanh", {}, TANH],
  ["tanh, activation first", { branch: ["activation", "linear"] }, TANH],
  ["tanh, orthogonal", weights("orthogonal"), ORTHOGONAL],
  ["tanh, uniform", weights("uniform"), LIMITS],
  ["tanh, tied", { tied: true }, LIMITS],
  ["tanh, tied, orthogonal", { tied: true, ...weights("orthogonal") }, []],
  ["sigmoid, tied", { tied: true, activation: "sigmoid" }, []],
  ["tanh, narrow", { width: 4 }, []],
  ["tanh, activation behind", { after: ["activation"] }, []],
  ["tanh, two activations", { branch: ["linear", "activation", "activation"] }, []],
  ["tanh at rest at 0", { input: { variance: 0 } }, ["exact: Newman"]],
  ["tanh, no input but a bias", { input: { variance: 0 }, bias: { variance: 0.1 } }, TANH],
  ["ReLU", { activation: "relu" }, ["exact: ReLU at finite width", ...TANH]],
  ["ReLU with biases", { activation: "relu", bias: { variance: 1 } }, ["exact: ReLU at finite width", ...TANH]],
  ["ReLU, orthogonal", { activation: "relu", ...weights("orthogonal") }, ORTHOGONAL],
  ["ReLU, rademacher", { activation: "relu", ...weights("rademacher") }, LIMITS],
  ["ReLU, tied", { activation: "relu", tied: true }, []],
  ["leaky ReLU", { activation: "leaky-relu" }, ["exact: leaky ReLU at finite width, λ₁", ...TANH]],
  ["residual tanh", { block: "residual" }, ["limit: residual mean field"]],
  ["residual tanh, tied", { block: "residual", tied: true }, []],
  ["residual ReLU", { block: "residual", activation: "relu" }, ["limit: residual ReLU"]],
  ["residual ReLU, negative skip", { block: "residual", activation: "relu", skip: -1 }, []],
  [
    "residual ReLU, two matrices",
    { block: "residual", activation: "relu", branch: ["linear", "activation", "linear"] },
    ["limit: residual mean field"],
  ],
  ["residual SELU", { block: "residual", activation: "selu" }, []],
  [
    "residual SELU, activation first",
    { block: "residual", activation: "selu", branch: ["activation", "linear"] },
    ["limit: residual mean field"],
  ],
  ["layernorm-mlp", { block: "layernorm-mlp" }, NORMALISED],
  ["layernorm-mlp with biases", { block: "layernorm-mlp", bias: { variance: 1 } }, NORMALISED.slice(1)],
  ["layernorm-mlp, spread gains", { block: "layernorm-mlp", norm: { gain: { variance: 1 } } }, []],
  ["layernorm-mlp, tied", { block: "layernorm-mlp", tied: true }, []],
  ["RMSNorm", { branch: ["linear", "rmsnorm", "activation"] }, NORMALISED],
  ["batchnorm-mlp", { block: "batchnorm-mlp", width: 128 }, ["limit: batch normalisation"]],
  [
    "batchnorm-mlp with biases",
    { block: "batchnorm-mlp", width: 128, bias: { variance: 1 } },
    ["limit: batch normalisation"],
  ],
  ["batchnorm-mlp, not wide enough for its batch", { block: "batchnorm-mlp", width: 127 }, []],
  ["batchnorm-mlp, no mean square", { block: "batchnorm-mlp", width: 128, batch: 3 }, []],
  ["batchnorm-residual", { block: "batchnorm-residual", width: 256 }, []],
  ["preln", { block: "preln" }, ["limit: residual mean field"]],
  ["postln, GELU", { block: "postln", activation: "gelu" }, ["limit: residual mean field"]],
  ["preln with sparse weights", { block: "preln", weights: { sparsity: 8 } }, []],
  ["a given spectral norm", { ...linear, weights: { spectralNorm: 1 } }, []],
  ["several inputs side by side", { ...linear, batch: 2 }, []],
  ["two matrices of their own", { block: "residual-two-matrix", weights: TWO }, ["limit: residual mean field"]],
  ["two matrices of their own, linear", { ...linear, branch: ["linear", "linear"], weights: TWO }, ["exact: Newman"]],
  [
    "two matrices, one orthogonal, linear",
    { ...linear, branch: ["linear", "linear"], weights: [{}, { law: "orthogonal" }] },
    ["limit: mean field, layer by layer"],
  ],
  ["linear, along the depth", { ...linear, weights: { variance: LINE } }, ["exact: Newman"]],
  ["linear, tied, along the depth", { ...linear, tied: true, weights: { variance: LINE } }, ["limit: circular law"]],
  [
    "ReLU, along the depth",
    { activation: "relu", weights: { variance: LINE } },
    ["exact: ReLU at finite width", "limit: mean field + 1/n", "limit: free probability"],
  ],
  ["tanh, along the depth", { weights: { variance: LINE } }, ["limit: mean field, layer by layer"]],
  ["residual tanh, along the depth", { block: "residual", scale: LINE }, ["limit: residual mean field"]],
  [
    "residual, along the depth",
    { ...residual, scale: LINE },
    ["exact: linear residual, λ₁", "limit: linear residual, limit"],
  ],
  ["residual ReLU, along the depth", { block: "residual", activation: "relu", scale: LINE }, []],
];

describe("laws that hold", () => {
  it.each(TABLE)("for %s", (_, network, expected) => {
    const found = laws(network, 1);
    expect(found.map((law) => `${law.kind}: ${law.name}`)).toEqual(expected);
    for (const law of found) {
      expect(law.exponents).toHaveLength(1);
      expect(law.exponents[0]).not.toBeNaN();
      expect(law.source).not.toBe("");
      expect(law.note).toMatch(/\.$/);
      expect(law.domain).toMatch(/^[^.]{20,}[^.]$/);
    }
    // Where nothing is known there is a reason.
    if (found.length === 0) expect(whyNoLaw(resolveNetwork(network, 100))).toMatch(/^[^.]{20,}$/);
  });

  it("give as many exponents as asked for, and never NaN", () => {
    for (const [, network] of TABLE) {
      const width = resolveNetwork(network).width;
      for (const law of laws(network, width)) {
        expect(law.exponents).toHaveLength(width);
        for (const exponent of law.exponents) expect(exponent).not.toBeNaN();
        expect(law.exponents[0]).not.toBeNull();
      }
    }
  });
});

describe("values", () => {
  const one = newmanExponents(16, 4, 1);

  it("scale with the branch's factor", () => {
    expect(best({ ...linear, scale: -3 })).toEqual(one.map((each) => each + Math.log(3)));
    expect(best({ ...linear, ...weights("orthogonal", 2.25), scale: 2 })[3]).toBeCloseTo(Math.log(3), 14);
    expect(best({ width: 16, activation: "relu", scale: 0.5 })[0]).toBeCloseTo(reluExponents(16, 1, 0.25)[0], 14);
    expect(best({ width: 16, activation: "leaky-relu", scale: 2 })[0]).toBeCloseTo(leakyReluTop(16, 4, 0.01), 14);
  });

  it("count the matrices", () => {
    const three = best({ ...linear, branch: ["linear", "linear"], after: ["linear"] });
    three.forEach((each, i) => {
      expect(each).toBeCloseTo(3 * one[i], 13);
    });
    expect(best({ ...linear, branch: ["activation"], scale: 3 })).toEqual(new Array(4).fill(Math.log(3)));
    expect(best({ ...residual, branch: ["activation"], scale: -1 })).toEqual(new Array(4).fill(NONE));
    expect(best({ ...residual, scale: 0, skip: -2, after: ["linear"] })[0]).toBeCloseTo(one[0] + Math.LN2, 13);
  });

  it("of two matrices go by the product of their σ", () => {
    const equal = best({ ...linear, branch: ["linear", "linear"] });
    const given = best({ ...linear, branch: ["linear", "linear"], weights: [{ variance: 8 }, { variance: 0.5 }] });
    given.forEach((each, i) => {
      expect(each).toBeCloseTo((equal[i] ?? 0) + Math.log(2), 12);
    });
  });

  it("along the depth are means over the counted layers, 12 … 99", () => {
    const counted = Array.from({ length: 88 }, (_, i) => 0.5 + (1.5 * (i + 12)) / 99);
    const logs = counted.reduce((sum, variance) => sum + 0.5 * Math.log(variance), 0) / 88;
    const line = { weights: { variance: LINE } };
    best({ ...linear, ...line }).forEach((each, i) => {
      expect(each).toBeCloseTo(one[i] + logs, 12);
    });
    expect(best({ width: 16, activation: "relu", ...line })[0]).toBeCloseTo(
      reluExponents(16, 1, Math.exp(2 * logs))[0],
      12,
    );
    const tops = counted.reduce((sum, scale) => sum + residualLinearTop(16, 1, scale), 0) / 88;
    expect(best({ ...residual, scale: LINE })[0]).toBeCloseTo(tops, 12);
  });

  it("of normalised ReLU: n c for n → ∞", () => {
    expect(normalisedTop("relu", true).limit).toBeCloseTo(0, 14);
    expect(normalisedTop("relu", true).coefficient).toBeCloseTo(-1 - 1 / (2 * Math.PI), 10);
    expect(normalisedTop("relu", false).coefficient).toBeCloseTo(-1, 10);
    expect(normalisedTop("tanh", true).limit).toBeCloseTo(0.5 * Math.log(1.17781), 5);
    for (const centred of [true, false]) expect(normalisedTop("linear", centred).coefficient).toBeCloseTo(-0.5, 10);
  });

  it("are −∞ without weights", () => {
    for (const network of [
      { weights: { variance: 0 } },
      { scale: 0, activation: "relu" },
      { ...linear, scale: 0 },
    ] as const) {
      expect(best(network)).toEqual(new Array(4).fill(NONE));
    }
    expect(best({ ...residual, skip: -3, weights: { variance: 0 } })).toEqual(new Array(4).fill(Math.log(3)));
  });

  it("are those of the slope at 0 where the state rests there", () => {
    const gelu = best({ width: 16, activation: "gelu", input: { variance: 0 } });
    gelu.forEach((each, i) => {
      expect(each).toBeCloseTo(one[i] - Math.LN2, 13);
    });
    expect(best({ width: 16, activation: "relu", input: { variance: 0 } })).toEqual(new Array(4).fill(NONE));
    // tanh is its argument there, with a skip path too.
    expect(laws({ width: 16, block: "residual", scale: 0.5, input: { variance: 0 } })).toEqual(laws(residual));
  });

  it("put the scale of tanh into its weight variance, and into its bias where that is scaled too", () => {
    const network = { width: 32, weights: { variance: 4 }, bias: { variance: 0.3 }, scale: 0.7 } as const;
    const top = (input: NetworkInput): number | null | undefined =>
      laws(input).find((law) => law.name === "mean field")?.exponents[0];
    expect(top(network)).toBeCloseTo(meanFieldExponent("tanh", 4 * 0.49, 0.3), 13);
    expect(top({ ...network, branch: ["activation", "linear"] })).toBeCloseTo(
      meanFieldExponent("tanh", 4 * 0.49, 0.3 * 0.49),
      13,
    );
  });

  it("take the fixed point that the input leads to", () => {
    const network = { activation: "gelu", weights: { variance: 2.5 }, width: 32 } as const;
    const top = (variance: number): number | null | undefined =>
      laws({ ...network, input: { variance } }).find((law) => law.name === "mean field")?.exponents[0];
    expect(top(0.001)).toBeCloseTo(meanField("gelu", 2.5, 0, 0.0025).exponent, 13);
    expect(top(100)).toBeCloseTo(0.5 * Math.log(1.25), 13);
    expect(top(0.001)).toBeLessThan(-0.2);
  });

  it("call an exponent of ReLU −∞ where no network can be expected to keep it", () => {
    const he = { width: 16, activation: "relu", weights: { variance: 2 } } as const;
    const exponents = lawsFor(resolveNetwork(he), 16, 100)[0].exponents;
    expect(exponents[0]).toBeCloseTo(reluExponents(16, 1, 2)[0], 14);
    // P(m ≥ 8)^100 = 0.598^100.
    expect(exponents.slice(7)).toEqual(new Array(9).fill(NONE));
    // A single layer in one network keeps λ₈ more often than not, not λ₉.
    const shallow = lawsFor(resolveNetwork(he), 16, 1, { ensemble: 1 })[0].exponents;
    expect(shallow[7]).toBeCloseTo(reluExponents(16, 8, 2)[7], 13);
    expect(shallow[8]).toBe(NONE);
    expect(lawsFor(resolveNetwork(he), 16, 1, { ensemble: 1000 })[0].exponents[12]).toBeGreaterThan(NONE);
  });

  it("of a drifting residual network depend on depth and burn-in", () => {
    const network = resolveNetwork({ block: "residual", scale: 0.5 });
    const top = (depth: number, burnIn: number): number | null =>
      lawsFor(network, 1, depth, { burnIn })[0].exponents[0];
    expect(top(100, 0)).toBeGreaterThan(Number(top(1000, 0)));
    expect(100 * Number(top(200, 100))).toBeCloseTo(200 * Number(top(200, 0)) - 100 * Number(top(100, 0)), 11);
  });
});

describe("measured", () => {
  const draw = gaussian(11);
  /** h ← skip·h + scale·f(h) with one activation and one Gaussian matrix, in either order. */
  const layer =
    (input: NetworkInput, phi: (x: number) => number, slope: (x: number) => number): Layer =>
    (state) => {
      const { width: n, skip, scale, branch, weights, bias } = resolveNetwork(input);
      const first = branch[0] === "activation";
      const source = first ? state.map(phi) : state;
      const jacobian: number[] = [];
      const next = state.map((each, row) => {
        const w = state.map(() => Math.sqrt(weights.variance / n) * draw());
        const h = w.reduce((sum, entry, k) => sum + entry * source[k], Math.sqrt(bias.variance) * draw());
        w.forEach((entry, k) => {
          const through = first ? entry * slope(state[k]) : slope(h) * entry;
          jacobian.push(scale * through + (k === row ? skip : 0));
        });
        return skip * each + scale * (first ? h : phi(h));
      });
      return { state: next, jacobian };
    };

  it.each([
    ["a scaled tanh layer", { width: 40, scale: 0.7, weights: { variance: 4 }, bias: { variance: 0.3 } }],
    [
      "a scaled tanh layer, activation first",
      {
        width: 40,
        scale: 0.7,
        weights: { variance: 4 },
        bias: { variance: 0.3 },
        branch: ["activation" as const, "linear" as const],
      },
    ],
  ])("%s: λ₁ to order 1/n", (_, network) => {
    const tanh = layer(network, Math.tanh, (x) => 1 - Math.tanh(x) ** 2);
    const { mean, error } = measureTop(40, tanh, 32, 100, draw);
    expect(error).toBeLessThan(0.006);
    // 4 standard errors and the next order, 1/n².
    expect(Math.abs(mean - Number(best(network)[0]))).toBeLessThan(4 * error + 0.004);
  });

  it("ReLU with biases: λ₁ exactly", () => {
    const network = { width: 24, activation: "relu", weights: { variance: 2 }, bias: { variance: 0.5 } } as const;
    const relu = layer(
      network,
      (x) => Math.max(x, 0),
      (x) => (x > 0 ? 1 : 0),
    );
    const { mean, error } = measureTop(24, relu, 64, 100, draw);
    expect(error).toBeLessThan(0.007);
    expect(Math.abs(mean - Number(best(network)[0]))).toBeLessThan(4 * error);
  });
});

describe("where no law is known", () => {
  it.each<[string, NetworkInput, RegExp]>([
    ["gated cells", { block: "gru" }, /gated cells/],
    [
      "Rademacher weights of a narrow tanh",
      { width: 4, ...weights("rademacher") },
      /below 8.*tanh.*rademacher weights/,
    ],
    ["tied ReLU", { activation: "relu", tied: true }, /recurrent networks.*relu/],
    ["residual SELU", { block: "residual", activation: "selu" }, /skip path and an activation/],
    ["sparse weights", { weights: { sparsity: 8 } }, /sparse/],
    ["several inputs", { ...linear, batch: 2 }, /samples/],
    ["batch normalisation", { block: "batchnorm-residual", width: 256 }, /batchnorm/],
    ["a Runge–Kutta step", { block: "neural-ode", integrator: "rk4" }, /Runge and Kutta/],
    ["no diagonal", { weights: { zeroDiagonal: true } }, /zeros/],
  ])("%s: the reason is told", (_, network, reason) => {
    expect(laws(network)).toEqual([]);
    expect(whyNoLaw(resolveNetwork(network, 100))).toMatch(reason);
  });
});
