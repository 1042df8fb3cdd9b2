import { Matrix as Dense, determinant } from "ml-matrix";
import { describe, expect, test } from "vitest";
import { STREAMS, streamKey, wordAt } from "../../src/network/generator.ts";
import { randomNetwork } from "../../src/network/network.ts";
import { standardised, tableOf } from "../../src/network/quantile.ts";
import { bundleOf, columnOf, identity } from "../support/bundles.ts";
import { specOf } from "../support/specs.ts";

/** W of one layer, made by pushing the unit vectors. */
function haar(n: number, index: number, variance = 1, layer = 0): Dense {
  const spec = specOf({ width: n, branch: ["linear"], weights: { law: "orthogonal", variance } });
  const bundle = bundleOf(new Float64Array(n), identity(n));
  randomNetwork(spec, 42, index).push(bundle, layer);
  return new Dense(identity(n).map((_, c) => Array.from(columnOf(bundle, 1 + c)))).transpose();
}

/** The product of Stewart 1980, every reflection a matrix: its first column is g/‖g‖, g a Gaussian vector. */
function stewart(n: number, index: number, layer: number): Dense {
  const key = streamKey(42, index, layer, STREAMS.weights);
  let product = Dense.eye(n);
  for (let i = 0; i < n; i++) {
    const g = Array.from({ length: n - i }, (_, r) => standardised(tableOf("gaussian"), wordAt(key, i, i + r)));
    const length = Math.hypot(...g);
    const sign = Math.sign(g[0] ?? 0);
    const v = Dense.columnVector(g.map((x, r) => (r === 0 ? x + sign * length : x)));
    const square = v.transpose().mmul(v).get(0, 0);
    const reflection = Dense.eye(n - i)
      .sub(v.mmul(v.transpose()).mul(2 / square))
      .mul(-sign);
    const step = Dense.eye(n);
    step.setSubMatrix(reflection, i, i);
    product = product.mmul(step);
  }
  return product;
}

function distance(a: Dense, b: Dense): number {
  return Dense.sub(a, b).abs().max();
}

describe("Haar-random orthogonal weights", () => {
  test.each([1, 2, 3, 8, 33])("W Wᵀ = σ_w² I at n = %i", (n) => {
    for (const variance of [0.25, 1, 7]) {
      const w = haar(n, 3, variance, 5);
      expect(distance(w.mmul(w.transpose()), Dense.eye(n).mul(variance))).toBeLessThan(1e-13 * variance);
    }
  });

  test.each([1, 2, 3, 8, 33])("W is the product of Stewart's reflections at n = %i", (n) => {
    expect(distance(haar(n, 2, 1, 4), stewart(n, 2, 4))).toBeLessThan(1e-13);
    expect(distance(haar(n, 2, 2.25, 4), stewart(n, 2, 4).mul(1.5))).toBeLessThan(2e-13);
  });

  test("its law at n = 3: moments of the entries, of the trace, signs of the determinant, uniform entries", () => {
    const count = 6000;
    const samples = Array.from({ length: count }, (_, index) => haar(3, index));
    const expectMean = (value: (w: Dense) => number, mean: number, name: string): void => {
      const values = samples.map(value);
      const average = values.reduce((sum, x) => sum + x, 0) / count;
      const variance = values.reduce((sum, x) => sum + (x - average) ** 2, 0) / (count - 1);
      expect(Math.abs(average - mean), name).toBeLessThan(4 * Math.sqrt(variance / count));
    };
    // Moments of the orthogonal group at n = 3: E w² = 1/n, E w⁴ = 3/(n (n + 2)), and so on (Collins, Śniady 2006).
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        expectMean((w) => w.get(i, j), 0, `E w${i}${j}`);
        expectMean((w) => w.get(i, j) ** 2, 1 / 3, `E w${i}${j}²`);
        expectMean((w) => w.get(i, j) ** 4, 3 / 15, `E w${i}${j}⁴`);
      }
    }
    expectMean((w) => w.get(0, 0) ** 2 * w.get(1, 1) ** 2, 4 / 30, "E w00² w11²");
    expectMean((w) => w.get(1, 0) ** 2 * w.get(1, 2) ** 2, 1 / 15, "E w10² w12²");
    expectMean((w) => w.get(0, 0) * w.get(1, 1) * w.get(0, 1) * w.get(1, 0), -1 / 30, "E w00 w11 w01 w10");
    expectMean((w) => w.trace(), 0, "E tr");
    expectMean((w) => w.trace() ** 2, 1, "E tr²");
    expectMean((w) => w.trace() ** 4, 3, "E tr⁴");
    expectMean((w) => determinant(w), 0, "E det");
    for (const w of samples) expect(Math.abs(determinant(w))).toBeCloseTo(1, 12);
    // A coordinate of a uniform point of the sphere in R³ is uniform on (−1, 1) (Archimedes): Kolmogorov–Smirnov at .001.
    for (let row = 0; row < 3; row++) {
      const sorted = samples.map((w) => w.get(row, 0)).sort((a, b) => a - b);
      const largest = Math.max(...sorted.map((x, i) => Math.abs((x + 1) / 2 - (i + 0.5) / count) + 0.5 / count));
      expect(largest).toBeLessThan(1.95 / Math.sqrt(count));
    }
  });
});
