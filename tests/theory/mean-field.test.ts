import { describe, expect, it } from "vitest";
import { criticalVariance } from "../../src/theory/critical-line.ts";
import { meanField, meanFieldExponent } from "../../src/theory/mean-field.ts";
import { momentsOf } from "../../src/theory/moments.ts";

/** σ_b², σ_w² on the line, q* there. */
const TANH_LINE = [
  [0.001, 1.18919, 0.107292],
  [0.01, 1.424205, 0.273301],
  [0.05, 1.760955, 0.570048],
  [0.1, 1.986073, 0.805799],
  [0.2, 2.285152, 1.164496],
  [0.25, 2.401489, 1.317939],
  [0.5, 2.843167, 1.971031],
  [1, 3.443211, 3.036396],
];

describe("critical line", () => {
  it.each(TANH_LINE)("of tanh at σ_b² = %f", (bias, weight, q) => {
    const found = criticalVariance("tanh", bias) ?? Number.NaN;
    expect(Math.abs(found - weight)).toBeLessThan(6e-7);
    const field = meanField("tanh", found, bias);
    expect(Math.abs(field.q - q)).toBeLessThan(1e-6);
    expect(Math.abs(field.exponent)).toBeLessThan(1e-12);
  });

  it("starts where the slope at the origin is 1", () => {
    expect(criticalVariance("tanh", 0)).toBeCloseTo(1, 12);
    expect(criticalVariance("erf", 0)).toBeCloseTo(Math.PI / 4, 12);
    expect(criticalVariance("sine", 0)).toBeCloseTo(1, 12);
  });

  it("is vertical for homogeneous activations", () => {
    expect(criticalVariance("linear", 0.3)).toBeCloseTo(1, 12);
    expect(criticalVariance("relu", 0)).toBeCloseTo(2, 12);
    expect(criticalVariance("relu", 0.5)).toBeCloseTo(2, 12);
  });

  it("does not exist where the exponent jumps from one fixed point to another", () => {
    expect(criticalVariance("gelu", 0)).toBeNull();
    expect(meanFieldExponent("gelu", 2, 0)).toBeLessThan(-0.3);
  });
});

describe("mean field", () => {
  it.each([
    [1.3, 0.939807],
    [2.5, 1.585225],
    [4, 2.367261],
  ])("of tanh at σ_b = 0.3, σ_w = %f", (deviation, chi) => {
    expect(Math.abs(meanField("tanh", deviation ** 2, 0.09).chi - chi)).toBeLessThan(6e-7);
  });

  it("of erf is that of its closed forms", () => {
    // E erf² = (2/π) asin(2q/(1 + 2q)), E erf′² = (4/π)/√(1 + 4q) (Williams 1997).
    for (const [weight, bias] of [
      [0.3, 0.2],
      [1.4, 0.05],
      [9, 1],
      [400, 1e-6],
    ]) {
      const { q, chi } = meanField("erf", weight, bias);
      expect(q / (weight * (2 / Math.PI) * Math.asin((2 * q) / (1 + 2 * q)) + bias)).toBeCloseTo(1, 11);
      expect(chi / ((weight * 4) / Math.PI / Math.sqrt(1 + 4 * q))).toBeCloseTo(1, 11);
    }
  });

  it("of SELU has the fixed point (0, 1) that it was built for", () => {
    const { q, chi } = meanField("selu", 1, 0);
    expect(q).toBeCloseTo(1, 10);
    expect(Math.abs(chi - 1.071575)).toBeLessThan(6e-7);
  });

  it("of ReLU depends on σ_w² alone", () => {
    expect(meanField("relu", 1, 0.5)).toEqual({ q: 1, chi: 0.5, exponent: 0.5 * Math.log(0.5) });
    expect(meanField("relu", 3, 0)).toEqual({ q: Number.POSITIVE_INFINITY, chi: 1.5, exponent: 0.5 * Math.log(1.5) });
    expect(meanField("relu", 2, 0, 0.7).q).toBe(0.7);
  });

  it("says where the variance runs to 0 or ∞", () => {
    expect(meanField("tanh", 0.81, 0)).toMatchObject({ q: 0, exponent: expect.closeTo(Math.log(0.9), 12) });
    for (const activation of ["elu", "gelu", "silu", "softplus"] as const) {
      expect(meanField(activation, 3, 1)).toMatchObject({
        q: Number.POSITIVE_INFINITY,
        exponent: expect.closeTo(0.5 * Math.log(1.5), 12),
      });
    }
  });

  it("takes the fixed point that the input leads to", () => {
    // GELU at σ_w² = 2.5 shrinks small signals and lets large ones grow.
    expect(meanField("gelu", 2.5, 0, 0.01).q).toBe(0);
    expect(meanField("gelu", 2.5, 0, 100).q).toBe(Number.POSITIVE_INFINITY);
  });

  it("is where the orbit of the variance map ends", () => {
    for (const activation of ["tanh", "sigmoid", "elu", "gelu", "silu", "softplus", "sine"] as const) {
      const moments = momentsOf(activation);
      for (const [weight, bias, start] of [
        [1.5, 0.05, 1.55],
        [1.5, 0.05, 150],
        [1.9, 0.3, 0.3],
        [8, 0.01, 0.02],
      ]) {
        let q = start;
        for (let layer = 0; layer < 20000 && q < 1e13; layer++) q = weight * moments.square(Math.log(q)) + bias;
        const found = meanField(activation, weight, bias, start).q;
        if (q < 1e13) expect(found / q).toBeCloseTo(1, 9);
        else expect(found).toBe(Number.POSITIVE_INFINITY);
      }
    }
  });

  it("vanishes with the weights", () => {
    expect(meanField("tanh", 0, 0.3)).toEqual({ q: 0.3, chi: 0, exponent: Number.NEGATIVE_INFINITY });
  });
});
