import { describe, expect, it } from "vitest";
import type { NetworkInput } from "../../src/network/schema.ts";
import { ACTIVATIONS } from "../../src/network/spec.ts";
import { correlations, depthScales } from "../../src/theory/depth-scales.ts";
import { forwardLaw } from "../../src/theory/forward-law.ts";
import { forwardMeanField } from "../../src/theory/forward-mean-field.ts";
import { meanField } from "../../src/theory/mean-field.ts";
import { momentsOf } from "../../src/theory/moments.ts";
import { halfSquaredDistance } from "../../src/theory/pair-moments.ts";
import { specOf } from "../support/specs.ts";

const states = (network: NetworkInput, depth: number, correlation = 0) => {
  const found = forwardMeanField(specOf(network, depth), depth, correlation);
  if (found === null) throw new Error("no law");
  return found.map((each) => each ?? { logSquare: Number.NaN, apart: Number.NaN });
};

const ORDERED: NetworkInput = { weights: { variance: 1.69 }, bias: { variance: 0.09 } };
const CHAOTIC: NetworkInput = { weights: { variance: 6.25 }, bias: { variance: 0.09 } };

describe("half the squared distance of two images", () => {
  it("of every activation is E φ² − E φ φ′", () => {
    for (const name of ACTIVATIONS) {
      for (const [q, c] of [
        [0.5, 0],
        [2, 0.6],
      ]) {
        const [product] = correlations(name, q, c);
        const expected = momentsOf(name).square(Math.log(q)) - product;
        expect(Math.abs(halfSquaredDistance(name, q, q * (1 - c)) - expected), name).toBeLessThan(1e-10);
      }
    }
  });

  it("of close inputs is E φ′² times theirs, however close", () => {
    for (const name of ["tanh", "sine", "gelu", "relu", "leaky-relu", "softplus"] as const) {
      for (const d of [1e-8, 1e-12, 1e-20, 1e-40]) {
        const ratio = halfSquaredDistance(name, 2, d) / (d * momentsOf(name).slopeSquare(Math.log(2)));
        // ReLU: the angle between the inputs is left out.
        expect(Math.abs(ratio - 1), `${name} ${d}`).toBeLessThan(1e-6 + Math.sqrt(d));
      }
    }
  });
});

describe("the mean field of two inputs", () => {
  it("of critical ReLU is the arc-cosine kernel, and 1 − c falls as 9π²/2 l⁻²", () => {
    const found = states({ activation: "relu", weights: { variance: 2 } }, 20_000);
    let c = 0;
    for (let layer = 0; layer <= 200; layer++) {
      expect(1 - found[layer].apart).toBeCloseTo(c, 12);
      expect(found[layer].logSquare).toBeCloseTo(0, 12);
      const angle = Math.acos(c);
      c = (Math.sin(angle) + (Math.PI - angle) * c) / Math.PI;
    }
    expect((found[20_000].apart * 20_000 ** 2) / (4.5 * Math.PI ** 2)).toBeCloseTo(1, 2);
  });

  it("ends at the fixed point of the map, at its rate", () => {
    const ordered = states(ORDERED, 400);
    const scales = depthScales("tanh", 1.69, 0.09);
    expect(ordered[400].apart / ordered[399].apart).toBeCloseTo(scales?.slope ?? 0, 8);
    const { q } = meanField("tanh", 1.69, 0.09);
    expect(Math.exp(ordered[400].logSquare)).toBeCloseTo((q - 0.09) / 1.69, 10);
    const chaotic = states(CHAOTIC, 300, 0.9);
    const end = depthScales("tanh", 6.25, 0.09);
    const law = forwardLaw(specOf(CHAOTIC), [0, 300], 8, 0.9);
    expect(law.scales?.correlation).toBeCloseTo(1 - chaotic[300].apart, 9);
    expect(law.scales?.correlationDepth).toBe(end?.correlationDepth);
    expect(law.effectiveRank?.values[1]).toBeCloseTo(8 / (1 + 7 * (1 - chaotic[300].apart) ** 2), 9);
    const rate = (chaotic[40].apart - chaotic[300].apart) / (chaotic[39].apart - chaotic[300].apart);
    expect(rate).toBeCloseTo(end?.slope ?? 0, 4);
  });

  it("of a residual ReLU adds means: the squares, the cosine and the tangent's rate", () => {
    const [alpha, layers] = [0.5, 60];
    const found = states(
      { block: "residual", scale: alpha, activation: "relu", weights: { variance: 2 } },
      layers,
      0.2,
    );
    let [q, p, m] = [1, 0.2, 0];
    for (let layer = 0; layer <= layers; layer++) {
      expect(found[layer].logSquare).toBeCloseTo(Math.log(q), 9);
      expect(found[layer].apart).toBeCloseTo(1 - p / q, 9);
      const z = 2 * q;
      const angle = Math.acos(p / q);
      const mean = Math.sqrt(z / (2 * Math.PI));
      const product = (z * (Math.sin(angle) + (Math.PI - angle) * Math.cos(angle))) / (2 * Math.PI);
      [q, p] = [q + 2 * alpha * m * mean + (alpha ** 2 * z) / 2, p + 2 * alpha * m * mean + alpha ** 2 * product];
      m += alpha * mean;
    }
  });

  it("goes on where squares leave the range of the numbers, if sizes do not matter", () => {
    const found = states({ activation: "relu", weights: { variance: 200 } }, 1000);
    expect(found[1000].logSquare).toBeCloseTo(1000 * Math.log(100), 6);
    const critical = states({ activation: "relu", weights: { variance: 2 } }, 1000);
    expect(found[1000].apart).toBeCloseTo(critical[1000].apart, 12);
  });

  it("is silent where no law is known", () => {
    const silent: NetworkInput[] = [
      { block: "batchnorm-mlp" },
      { block: "gru" },
      { block: "lstm" },
      { block: "neural-ode", integrator: "rk4" },
      { block: "rate" },
      { weights: { sparsity: 5 } },
      { weights: { spectralNorm: 1 } },
      { weights: { zeroDiagonal: true } },
      { weights: { split: 8 } },
      { block: "residual", branch: ["activation"] },
      { branch: ["linear", "activation", "activation"] },
      { block: "layernorm-mlp", norm: { gain: { variance: 0.1 } } },
      { tied: true, weights: { law: "orthogonal" } },
      { width: 4 },
    ];
    for (const network of silent) {
      const law = forwardLaw(specOf({ input: { variance: 1 }, ...network, bias: { variance: 0.1 } }), [0, 10], 8, 0.3);
      expect(law, JSON.stringify(network)).toMatchObject({ log10StateSize: null, oneMinusCorrelation: null });
    }
  });
});

describe("laws of signals", () => {
  it("say which are exact", () => {
    const kinds = (network: NetworkInput, correlation = 0) => {
      const law = forwardLaw(specOf({ width: 16, ...network }), [0, 5], 4, correlation);
      return [law.log10StateSize?.kind, law.oneMinusCorrelation?.kind];
    };
    expect(kinds({ activation: "linear" })).toEqual(["exact", "exact"]);
    expect(kinds({ activation: "linear" }, 0.5)).toEqual(["exact", "limit"]);
    expect(kinds({ activation: "relu" })).toEqual(["exact", "limit"]);
    expect(kinds({ activation: "relu", bias: { variance: 1 } })).toEqual(["limit", "limit"]);
    expect(kinds({ activation: "relu", block: "residual" })).toEqual(["limit", "limit"]);
    expect(kinds({})).toEqual(["limit", "exact"]);
    expect(kinds({ bias: { variance: 1 } })).toEqual(["limit", "limit"]);
  });

  it("have no correlation depth on a critical line, and none where angles stay", () => {
    const scalesOf = (network: NetworkInput) => forwardLaw(specOf(network), [0, 5], 4, 0).scales;
    for (const variance of [1, 2, 3]) {
      expect(scalesOf({ activation: "relu", weights: { variance } })).toMatchObject({
        correlation: 1,
        correlationDepth: Number.POSITIVE_INFINITY,
      });
    }
    expect(scalesOf({ activation: "relu", weights: { variance: 1 } })?.gradientDepth).toBeCloseTo(1 / Math.log(2), 12);
    expect(scalesOf({ activation: "linear" })).toBeNull();
    expect(
      scalesOf({ activation: "linear", weights: { variance: 0.5 }, bias: { variance: 1 } })?.correlationDepth,
    ).toBeCloseTo(1 / Math.log(2), 12);
  });
});
