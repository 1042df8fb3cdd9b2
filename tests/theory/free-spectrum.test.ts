import { describe, expect, it } from "vitest";
import { ACTIVATIONS } from "../../src/network/spec.ts";
import { freeSpectrum } from "../../src/theory/free-spectrum.ts";
import { meanFieldExponent } from "../../src/theory/mean-field.ts";

const centres = (n: number): number[] => Array.from({ length: n }, (_, index) => (index + 0.5) / n);

describe("free spectrum", () => {
  it("of linear networks is ½ ln(1 − x), or a single line", () => {
    const gaussian = freeSpectrum("linear", 1.5, 0.2, "gaussian", 64, 64);
    const orthogonal = freeSpectrum("linear", 1.5, 0.2, "orthogonal", 64, 64);
    centres(64).forEach((x, i) => {
      expect(gaussian[i]).toBeCloseTo(0.5 * Math.log(1.5 * (1 - x)), 11);
      expect(orthogonal[i]).toBeCloseTo(0.5 * Math.log(1.5), 11);
    });
  });

  it("of He-ReLU is its closed form, −∞ from x = ½", () => {
    for (const n of [64, 65]) {
      const gaussian = freeSpectrum("relu", 2, 0, "gaussian", n, n);
      const orthogonal = freeSpectrum("relu", 2, 0, "orthogonal", n, n);
      centres(n).forEach((x, i) => {
        if (x < 0.5) {
          expect(gaussian[i]).toBeCloseTo(0.5 * Math.log(1 - 2 * x), 10);
          expect(orthogonal[i]).toBeCloseTo(0.5 * Math.log((1 - 2 * x) / (1 - x)), 10);
        } else {
          expect(gaussian[i]).toBe(Number.NEGATIVE_INFINITY);
          expect(orthogonal[i]).toBe(Number.NEGATIVE_INFINITY);
        }
      });
    }
  });

  it.each([...ACTIVATIONS])("of %s starts at ½ ln χ₁", (activation) => {
    for (const [weight, bias] of [
      [1.5, 0.3],
      [3, 0],
      [0.5, 0.01],
    ]) {
      for (const law of ["gaussian", "orthogonal"] as const) {
        const [top] = freeSpectrum(activation, weight, bias, law, 1e9, 1);
        expect(Math.abs(top - meanFieldExponent(activation, weight, bias))).toBeLessThan(3e-9);
      }
    }
  });

  it("of the sine at large variance resolves the zeros of its slope", () => {
    // h mod 2π is then uniform: E[v cos² / (1 + v cos²)] = 1 − 1/√(1 + v).
    const n = 512;
    const spectrum = freeSpectrum("sine", 200, 1, "gaussian", n, n);
    for (const i of [1, 256, n]) {
      const x = (i - 0.5) / n;
      const v = 1 / (1 - x) ** 2 - 1;
      expect(spectrum[i - 1]).toBeCloseTo(0.5 * Math.log((200 * x) / v), 9);
    }
  });

  it("follows a saturated slope far into its tail", () => {
    // d² ≈ 16 e^{−4|h|}, so that v d² = 1 at |h| = ln(16v)/4: a window that holds nearly all of x. The solution
    // does not depend on how finely h is divided, which a growing panel would not give.
    const spectrum = freeSpectrum("tanh", 400, 0, "gaussian", 1000, 1000);
    for (let i = 1; i < 1000; i++) expect(spectrum[i]).toBeLessThan(spectrum[i - 1]);
    const steps = spectrum.slice(1).map((each, i) => spectrum[i] - each);
    for (let i = 400; i < 990; i++) expect(Math.abs(steps[i + 1] / steps[i] - 1)).toBeLessThan(0.2);
  });

  it("is −∞ without weights", () => {
    expect(freeSpectrum("tanh", 0, 1, "gaussian", 4, 2)).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  });
});
