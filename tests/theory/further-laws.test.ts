import { describe, expect, it } from "vitest";
import type { NetworkInput } from "../../src/network/schema.ts";
import { meanFieldGsc } from "../../src/theory/gsc.ts";
import { layeredGrowth, layeredMeanField } from "../../src/theory/layered-mean-field.ts";
import { meanFieldExponent } from "../../src/theory/mean-field.ts";
import { residualReluTop } from "../../src/theory/residual-relu.ts";
import { residualTanhGrowth } from "../../src/theory/residual-tanh.ts";
import { scalarExponent } from "../../src/theory/scalar.ts";
import { tiedLimit, tiedOrthogonalLimit } from "../../src/theory/tied-linear.ts";
import { specOf } from "../support/specs.ts";

describe("width 1", () => {
  it("is the mean of ln|skip + αw|", () => {
    expect(scalarExponent("rademacher", 0, 1, 2.25)).toBe(Math.log(1.5));
    expect(scalarExponent("orthogonal", 1, 0.5, 1)).toBeCloseTo(0.5 * Math.log(0.75), 14);
    expect(scalarExponent("rademacher", 1, 1, 1)).toBe(Number.NEGATIVE_INFINITY);
    // E ln|√3 u| = ½ ln 3 − 1, E ln|z| = −(γ + ln 2)/2.
    expect(scalarExponent("uniform", 0, -2, 1)).toBeCloseTo(Math.LN2 + 0.5 * Math.log(3) - 1, 13);
    expect(scalarExponent("gaussian", 0, 1, 1)).toBeCloseTo(-0.5 * (0.5772156649015329 + Math.LN2), 13);
    expect(scalarExponent("gaussian", 2, 1, 0)).toBe(Math.LN2);
  });

  it("of Student's t law: closed forms of odd ν, the Gaussian's from far on, null with a skip path", () => {
    // ψ(½) − ψ(ν/2) of odd ν is −2 Σ 1/(2k − 1), k up to (ν − 1)/2; the scale is √(ν − 2) but for the cut tails.
    expect(scalarExponent("student-t", 0, 1, 1, 9)).toBeCloseTo(0.5 * Math.log(7) - (1 + 1 / 3 + 1 / 5 + 1 / 7), 7);
    expect(scalarExponent("student-t", 0, -2, 4, 7)).toBeCloseTo(
      Math.log(4) + 0.5 * Math.log(5) - (1 + 1 / 3 + 1 / 5),
      5,
    );
    expect(scalarExponent("student-t", 0, 1, 1, 1e6)).toBeCloseTo(-0.5 * (0.5772156649015329 + Math.LN2), 5);
    // ν = 3 where none is given; there the cut takes .06 % of the variance.
    const third = scalarExponent("student-t", 0, 1, 1);
    expect(third).toBe(scalarExponent("student-t", 0, 1, 1, 3));
    expect((third ?? Number.NaN) - (0 - 1)).toBeGreaterThan(2e-4);
    expect((third ?? Number.NaN) - (0 - 1)).toBeLessThan(5e-4);
    expect(scalarExponent("student-t", 1, 0.5, 1)).toBeNull();
    expect(scalarExponent("student-t", 3, 0, 1)).toBe(Math.log(3));
  });

  it("of shifted laws is their integral", () => {
    const steps = 400000;
    let uniform = 0;
    let gaussian = 0;
    for (let k = 0; k < steps; k++) {
      const u = (2 * (k + 0.5)) / steps - 1;
      uniform += Math.log(Math.abs(0.7 + 0.5 * Math.sqrt(3) * u)) / steps;
      const z = 9 * u;
      gaussian += (Math.log(Math.abs(0.7 + 0.5 * z)) * Math.exp(-0.5 * z * z) * 18) / Math.sqrt(2 * Math.PI) / steps;
    }
    expect(scalarExponent("uniform", 0.7, 0.5, 1)).toBeCloseTo(uniform, 5);
    expect(scalarExponent("gaussian", 0.7, 0.5, 1)).toBeCloseTo(gaussian, 4);
  });
});

describe("tied linear networks", () => {
  it("have the eigenvalues of a disk", () => {
    expect(tiedLimit(0.75, 0, 2)).toBeCloseTo(0, 14);
    for (const x of [0.1, 0.5, 0.9]) expect(tiedLimit(x, 1e-9, 2)).toBeCloseTo(tiedLimit(x, 0, 2), 8);
    expect(tiedLimit(1e-13, -1, 0.5)).toBeCloseTo(Math.log(1.5), 7);
    expect(tiedLimit(1 - 1e-13, 1, 0.5)).toBeCloseTo(Math.log(0.5), 7);
    // ln|z| is harmonic: its mean over a disk that leaves out 0 is its value at the centre.
    let sum = 0;
    for (let k = 0; k < 2000; k++) sum += tiedLimit((k + 0.5) / 2000, 1, 0.8) / 2000;
    expect(Math.abs(sum)).toBeLessThan(5e-6);
  });

  it("have those of a circle where W is orthogonal", () => {
    expect(tiedOrthogonalLimit(0, -1, 0.5)).toBeCloseTo(Math.log(1.5), 14);
    expect(tiedOrthogonalLimit(1, 1, 0.5)).toBeCloseTo(Math.log(0.5), 14);
    expect(tiedOrthogonalLimit(0.5, 1, 1)).toBeCloseTo(0.5 * Math.LN2, 14);
  });
});

describe("residual networks with a nonlinearity", () => {
  it("of ReLU have the reference exponents", () => {
    const he = Math.SQRT2;
    expect(residualReluTop(1, he)).toBeCloseTo(0.53306, 5);
    expect(residualReluTop(0.3, he)).toBeCloseTo(0.1688, 5);
    expect(residualReluTop(0.1, he)).toBeCloseTo(0.05647, 5);
  });

  it("of ReLU before a second matrix add squares", () => {
    for (const scale of [0.3, 1]) {
      const weights = [{ variance: 4 }, { variance: 0.7 }];
      const network = specOf({ activation: "relu", block: "residual-two-matrix", scale, weights });
      expect(layeredMeanField(network, 5000, 10)).toBeCloseTo(0.5 * Math.log1p(scale ** 2 * 1.4), 12);
    }
  });

  it("of tanh grow like √L, with the constant 8/(3√2π)", () => {
    const weightVariance = 2;
    const scale = 0.5;
    const depth = 400000;
    const network = specOf({ block: "residual", scale, weights: { variance: weightVariance } });
    const { logSquareNorm } = layeredGrowth(network, depth) ?? {};
    const found = logSquareNorm?.[depth] ?? Number.NaN;
    expect(residualTanhGrowth(1, 1, 1)).toBeCloseTo(1.0638, 4);
    expect(Math.abs(found / residualTanhGrowth(scale, Math.sqrt(weightVariance), depth) - 1)).toBeLessThan(
      0.01 / 1.0638,
    );
    expect(found).toBeCloseTo(2 * depth * (layeredMeanField(network, depth, 0) ?? Number.NaN), 6);
    // Far from its constant where the depth is usual.
    const early = (logSquareNorm?.[30] ?? Number.NaN) / residualTanhGrowth(scale, Math.sqrt(weightVariance), 30);
    expect(Math.abs(early - 1)).toBeGreaterThan(0.05);
  });

  it("without a skip path are plain networks", () => {
    const network = specOf({ weights: { variance: 2.5 }, bias: { variance: 0.3 } });
    expect(layeredMeanField(network, 400, 200)).toBeCloseTo(meanFieldExponent("tanh", 2.5, 0.3), 11);
  });
});

describe("the gradient scale coefficient", () => {
  const gsc = (network: NetworkInput) => meanFieldGsc(specOf(network), 50)?.[0] ?? Number.NaN;

  it("is 1 where signals and gradients scale alike", () => {
    expect(gsc({ activation: "relu", weights: { variance: 2 } })).toBeCloseTo(1, 12);
    expect(gsc({ activation: "linear", weights: { variance: 3 } })).toBeCloseTo(1, 12);
    expect(gsc({ block: "residual", activation: "linear", scale: 0.4 })).toBeCloseTo(1, 12);
    expect(meanFieldGsc(specOf({ activation: "relu" }), 7)?.[7]).toBe(1);
    // A state beyond the range of the numbers.
    expect(meanFieldGsc(specOf({ activation: "linear", weights: { variance: 9 } }), 500)?.[0]).toBeCloseTo(1, 9);
  });

  it("grows by E φ′²/E φ² a layer behind LayerNorm, and by χ₁ of SELU, whose state stays as it is", () => {
    expect(gsc({ block: "layernorm-mlp" })).toBeCloseTo(1.17781 ** 25, 1);
    expect(gsc({ activation: "selu" }) / 1.071575 ** 25).toBeCloseTo(1, 3);
  });

  it("is of the order that simulations of width 100 found", () => {
    for (const [network, found] of [
      [{ activation: "relu", weights: { variance: 2 } }, 1.6],
      [{}, 1.3],
      [{ block: "layernorm-mlp" }, 83],
      [{ activation: "selu" }, 6.2],
    ] as const) {
      const ratio = gsc(network) / found;
      expect(ratio).toBeGreaterThan(0.5);
      expect(ratio).toBeLessThan(2);
    }
  });

  it("is not known for gated cells and recurrent networks", () => {
    expect(meanFieldGsc(specOf({ block: "gru" }), 5)).toBeNull();
    expect(meanFieldGsc(specOf({ tied: true }), 5)).toBeNull();
  });
});
