import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { expect, test } from "vitest";
import { resolveNetwork } from "../../src/network/resolve.ts";
import { weightSource } from "../../src/network/weights.ts";
import { measure } from "./measured.ts";

/** ln |eigenvalue| of the W of one network, largest first. */
function logEigenvalues(width: number, variance: number, seed: number, index: number): number[] {
  const spec = resolveNetwork({ width, activation: "linear", tied: true, weights: { variance } });
  const source = weightSource(spec, seed, index, 0);
  source.select(0);
  const scale = Math.sqrt(variance / width);
  const rows = Array.from({ length: width }, (_, row) => Array.from(source.row(row), (weight) => weight * scale));
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(new Matrix(rows));
  return realEigenvalues.map((real, i) => Math.log(Math.hypot(real, imaginaryEigenvalues[i]))).sort((a, b) => b - a);
}

test.each([
  [4, 1, { tied: true }],
  [8, 2.5, { block: "rnn" }],
] as const)(
  "tied linear networks, n = %i, σ_w² = %f, %o: λ_i = ln |eigenvalue i of W|",
  async (width, variance, kind) => {
    const depth = 4000;
    const seed = 42;
    const ensemble = 64;
    const { exponents } = await measure({
      network: { width, activation: "linear", ...kind, weights: { variance } },
      depth,
      seed,
      ensemble,
      exponents: width,
    });
    const expected = new Array<number>(width).fill(0);
    for (let index = 0; index < ensemble; index++) {
      logEigenvalues(width, variance, seed, index).forEach((log, i) => {
        expected[i] += log / ensemble;
      });
    }
    expected.forEach((log, i) => {
      expect(Math.abs((exponents[i] ?? Number.NaN) - log)).toBeLessThan(5 / depth);
    });
  },
);
