import { describe, expect, it } from "vitest";
import { newmanExponents } from "../../src/theory/newman.ts";
import { poissonDigamma } from "../../src/theory/poisson-digamma.ts";
import { residualLimit, residualLinearTop, residualSmallScale } from "../../src/theory/residual-linear.ts";
import { gaussian, logDiagonal } from "./sampling.ts";

describe("λ₁ of a linear residual network", () => {
  it("equals the reference value", () => {
    expect(residualLinearTop(16, 1, 0.5)).toBeCloseTo(0.100096, 6);
  });

  it("follows the expansion in α where the Poisson mean is large", () => {
    // Mean 320,000; and on both sides of the place where the expansion takes over.
    for (const [width, scale] of [
      [64, 0.01],
      [64, 1e-3],
      [64, 5.6e-4],
      [3, 1e-4],
    ]) {
      const t = scale ** 2 / width;
      const expansion = ((width - 2) * t) / 2 - ((width - 2) * (width - 4) * t * t) / 4;
      expect(Math.abs(residualLinearTop(width, 1, scale) - expansion)).toBeLessThan(1e-13 + scale ** 6);
    }
  });

  it("approaches its limit as the width grows and Newman's law as the skip path fades", () => {
    for (const scale of [0.1, 0.5, 1, 2]) {
      expect(Math.abs(residualLinearTop(4096, 1, scale) - residualLimit(0, 1, scale))).toBeLessThan(2e-4);
      expect(residualLimit(0, 1, scale)).toBeCloseTo(0.5 * Math.log1p(scale ** 2), 14);
    }
    expect(residualLinearTop(64, 1e-200, 1.5)).toBeCloseTo(newmanExponents(64, 1, 2.25)[0], 12);
    expect(residualLinearTop(64, 1, 1e6)).toBeCloseTo(newmanExponents(64, 1, 1e12)[0], 9);
  });

  it("scales with skip", () => {
    expect(residualLinearTop(16, -3, 1.5)).toBeCloseTo(Math.log(3) + residualLinearTop(16, 1, 0.5), 13);
    expect(residualLimit(0.3, -3, 1.5)).toBeCloseTo(Math.log(3) + residualLimit(0.3, 1, 0.5), 13);
  });
});

it("a Poisson mean of ψ equals its plain sum", () => {
  // E ψ(1 + j) over j ~ Poisson(2), from ψ(1 + j) = −γ + H_j.
  let sum = 0;
  let weight = Math.exp(-2);
  let harmonic = 0;
  for (let j = 0; j < 60; j++) {
    sum += weight * (harmonic - 0.5772156649015329);
    weight *= 2 / (j + 1);
    harmonic += 1 / (j + 1);
  }
  expect(poissonDigamma(2, 1)).toBeCloseTo(sum, 14);
  expect(poissonDigamma(0, 1)).toBeCloseTo(-0.5772156649015329, 14);
});

describe("the limiting spectrum of a linear residual network", () => {
  it("has its known ends and keeps volume up to α = 1", () => {
    expect(residualLimit(1, 1, 0.6)).toBeCloseTo(0.5 * Math.log(1 - 0.36), 14);
    expect(residualLimit(1, 1, 1)).toBe(Number.NEGATIVE_INFINITY);
    const steps = 20000;
    let volume = 0;
    for (let k = 0; k < steps; k++) volume += residualLimit((k + 0.5) / steps, 1, 0.9) / steps;
    expect(Math.abs(volume)).toBeLessThan(1e-8);
  });

  it("is Newman's where the skip path fades", () => {
    for (const x of [0, 0.3, 0.99]) {
      expect(residualLimit(x, 1e-3, 1)).toBeCloseTo(0.5 * Math.log(1 - x), 4);
      expect(residualLimit(x, 1e-300, 1)).toBeCloseTo(0.5 * Math.log(1 - x), 13);
    }
  });

  it("agrees with the small-α law", () => {
    const n = 100;
    residualSmallScale(n, n, 0.01).forEach((exponent, index) => {
      expect(Math.abs(exponent - residualLimit((index + 1) / n, 1, 0.01))).toBeLessThan(1e-8);
    });
  });

  it.each([
    [0.5, 0.006],
    [1, 0.015],
    [2, 0.02],
  ])("agrees with one-step samples at α = %f", (scale, tolerance) => {
    const n = 48;
    const pairs = 300;
    const draw = gaussian(1);
    const mean = new Array<number>(n).fill(0);
    for (let pair = 0; pair < pairs; pair++) {
      const noise = Array.from({ length: n * n }, () => (scale / Math.sqrt(n)) * draw());
      // ±W, or fluctuations of order α hide the law.
      for (const sign of [1, -1]) {
        const matrix = noise.map((each, k) => sign * each + (k % (n + 1) === 0 ? 1 : 0));
        logDiagonal(matrix, n).forEach((each, i) => {
          mean[i] += each / (2 * pairs);
        });
      }
    }
    for (let i = 1; i <= 0.8 * n; i++) {
      expect(Math.abs(mean[i - 1] - residualLimit(i / n, 1, scale))).toBeLessThan(tolerance);
    }
    expect(Math.abs(mean[0] - residualLinearTop(n, 1, scale))).toBeLessThan(tolerance);
  });
});
