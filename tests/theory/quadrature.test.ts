import { describe, expect, it } from "vitest";
import type { ActivationName } from "../../src/network/spec.ts";
import { ACTIVATIONS } from "../../src/network/spec.ts";
import { correlations, depthScales } from "../../src/theory/depth-scales.ts";
import { meanField } from "../../src/theory/mean-field.ts";
import { momentsAt, momentsOf } from "../../src/theory/moments.ts";
import { expectation, gaussianRule } from "../../src/theory/quadrature.ts";

const SCALES = [1e-12, 1e-6, 1e-3, 0.1, 1, 10, 1e3, 1e6, 1e12];

describe("Gaussian rule", () => {
  it.each(SCALES)("integrates moments at variance %f", (variance) => {
    const mean = 0.3 * Math.sqrt(variance);
    const rule = gaussianRule(variance, { mean });
    expect(expectation(rule, () => 1)).toBeCloseTo(1, 13);
    expect(expectation(rule, (h) => (h - mean) ** 2) / variance).toBeCloseTo(1, 12);
    expect(expectation(rule, (_, z) => z ** 8)).toBeCloseTo(105, 8);
    expect(expectation(gaussianRule(variance), (h) => Math.abs(h)) / Math.sqrt((2 * variance) / Math.PI)).toBeCloseTo(
      1,
      13,
    );
  });

  it("shrinks towards the points asked for", () => {
    // E 1/(1 + v h²) = √(π/2v) e^{1/2v} erfc(1/√(2v)); e^x erfc √x = 1 − 2√(x/π) + x … with x = 5e-11 here.
    const v = 1e10;
    const value = expectation(gaussianRule(1, { graded: [0] }), (h) => 1 / (1 + v * h * h));
    const x = 1 / (2 * v);
    expect(value / (Math.sqrt(Math.PI * x) * (1 - 2 * Math.sqrt(x / Math.PI) + x))).toBeCloseTo(1, 11);
  });
});

describe("second moments", () => {
  it.each(SCALES)("equal closed forms at q = %f", (q) => {
    const [erf, , erfSlope] = momentsAt("erf", q);
    expect(erf / ((2 / Math.PI) * Math.asin((2 * q) / (1 + 2 * q)))).toBeCloseTo(1, 7);
    expect(erfSlope / (4 / Math.PI / Math.sqrt(1 + 4 * q))).toBeCloseTo(1, 12);
    const [relu, , reluSlope] = momentsAt("relu", q);
    expect(relu / (q / 2)).toBeCloseTo(1, 13);
    expect(reluSlope).toBeCloseTo(0.5, 13);
    const [sine, , sineSlope] = momentsAt("sine", q);
    expect(sine / (-0.5 * Math.expm1(-2 * q))).toBeCloseTo(1, 12);
    expect(sineSlope).toBeCloseTo(0.5 * (1 + Math.exp(-2 * q)), 12);
  });

  it.each([...ACTIVATIONS])("of %s are tabulated to 1e-11", (activation) => {
    const moments = momentsOf(activation);
    for (let t = -29.9; t < 30; t += 1.37) {
      const [square, squareSlope, slopeSquare] = momentsAt(activation, Math.exp(t));
      expect(Math.abs(moments.square(t) / square - 1)).toBeLessThan(1e-11);
      expect(Math.abs(moments.squareSlope(t) - squareSlope) / square).toBeLessThan(1e-11);
      expect(Math.abs(moments.slopeSquare(t) - slopeSquare)).toBeLessThan(1e-11);
    }
  });

  it("go on as powers of q beyond the table", () => {
    const moments = momentsOf("tanh");
    expect(moments.square(Math.log(1e-15)) / 1e-15).toBeCloseTo(1, 9);
    expect(moments.squareSlope(Math.log(1e-15)) / 1e-15).toBeCloseTo(1, 9);
    expect(moments.square(80)).toBeCloseTo(1, 4);
    expect(moments.slopeSquareAtZero).toBeCloseTo(1, 12);
    expect(moments.slopeSquareAtInfinity).toBeLessThan(1e-20);
  });

  it("increase with q, on which the search for fixed points relies", () => {
    for (const activation of ACTIVATIONS) {
      const moments = momentsOf(activation);
      for (let t = -20; t < 20; t += 0.5) expect(moments.squareSlope(t)).toBeGreaterThan(-1e-12);
    }
  });
});

describe("correlation map", () => {
  it("of ReLU is the arc-cosine kernel", () => {
    // Cho & Saul 2009.
    for (const c of [0, 0.3, 0.9, 0.999]) {
      const angle = Math.acos(c);
      const [product, slopes] = correlations("relu", 2, c);
      expect(product).toBeCloseTo((Math.sin(angle) + (Math.PI - angle) * c) / Math.PI, 12);
      expect(slopes).toBeCloseTo((Math.PI - angle) / (2 * Math.PI), 12);
    }
  });

  it("has its fixed point at 1 in the ordered phase, with slope χ₁", () => {
    const scales = depthScales("tanh", 1.69, 0.09);
    expect(scales?.correlation).toBe(1);
    expect(scales?.slope).toBeCloseTo(0.939807, 6);
    expect(scales?.correlationDepth).toBeCloseTo(-1 / Math.log(0.939807), 3);
    expect(scales?.gradientDepth).toBeCloseTo(-1 / Math.log(0.939807), 3);
  });

  it("has a stable one below 1 in the chaotic phase", () => {
    const scales = depthScales("tanh", 6.25, 0.09);
    const c = scales?.correlation ?? Number.NaN;
    const { q } = meanField("tanh", 6.25, 0.09);
    const [product] = correlations("tanh", q, c);
    expect((6.25 * product + 0.09) / q).toBeCloseTo(c, 12);
    expect(c).toBeLessThan(0.9);
    expect(scales?.slope).toBeLessThan(1);
    expect(scales?.gradientDepth).toBeCloseTo(1 / Math.log(1.585225), 5);
  });

  it("is not defined where the variance runs away", () => {
    const none: [ActivationName, number, number][] = [
      ["tanh", 0.5, 0],
      ["relu", 3, 0.1],
    ];
    for (const [activation, weight, bias] of none) expect(depthScales(activation, weight, bias)).toBeNull();
  });
});
