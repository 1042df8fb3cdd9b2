import { Matrix, QrDecomposition } from "ml-matrix";
import { describe, expect, test } from "vitest";
import { resolveNetwork } from "../../src/network/resolve.ts";
import { weightSource } from "../../src/network/weights.ts";
import { residualLinearTop } from "../../src/theory/residual-linear.ts";
import { deviations, expectLaw, measure, SHIFT } from "./measured.ts";

const n = 16;

/**
 * The law of I + αW is invariant under rotations, so the ln R_ii of one Householder QR are unbiased samples of all
 * exponents: mean and standard error over `samples` matrices.
 */
function oneStep(scale: number, samples: number): { means: number[]; errors: number[] } {
  const spec = resolveNetwork({ width: n });
  const sums = new Array<number>(n).fill(0);
  const squares = new Array<number>(n).fill(0);
  for (let sample = 0; sample < samples; sample++) {
    const weights = weightSource(spec, 20250704, sample, 0);
    weights.select(0);
    const jacobian = Matrix.eye(n, n);
    for (let row = 0; row < n; row++) {
      weights.row(row).forEach((weight, column) => {
        jacobian.set(row, column, jacobian.get(row, column) + (scale * weight) / Math.sqrt(n));
      });
    }
    const r = new QrDecomposition(jacobian).upperTriangularMatrix;
    for (let i = 0; i < n; i++) {
      const log = Math.log(Math.abs(r.get(i, i)));
      sums[i] += log;
      squares[i] += log * log;
    }
  }
  const means = sums.map((sum) => sum / samples);
  return { means, errors: squares.map((square, i) => Math.sqrt((square / samples - means[i] ** 2) / (samples - 1))) };
}

const residual = (scale: number) => ({ width: n, block: "residual", scale, activation: "linear" }) as const;

// At α = 0.1 two per cent of σ_w move λ₁ by 2e-4 only: the run must be long to see it.
test.each([
  [0.1, 25_000],
  [0.5, 4000],
  [1, 2000],
  [2, 2000],
])("residual linear networks, n = 16, α = %f: λ₁ is the exact one", async (scale, depth) => {
  // The longest run is drawn in law: the same ensemble, at half the cost.
  const sampling = depth > 10_000 ? "law" : "network";
  const spectrum = await measure({ network: residual(scale), sampling, depth, burnIn: 0, ensemble: 64, exponents: 1 });
  expectLaw(spectrum, [residualLinearTop(n, 1, scale)]);
  for (const factor of [1.02, 1 / 1.02]) {
    const [wrong] = deviations(spectrum, [residualLinearTop(n, 1, factor * scale)]);
    expect(Math.abs(wrong)).toBeGreaterThan(4);
  }
});

describe.each([0.1, 0.5, 1, 2])("residual linear networks, n = 16, α = %f", (scale) => {
  test("every exponent equals one-step QR sampling of I + αW", async () => {
    const spectrum = await measure({ network: residual(scale), depth: 1000, burnIn: 0, ensemble: 64, exponents: n });
    const { means, errors } = oneStep(scale, 10_000);
    const joint = errors.map((error, i) => Math.hypot(error, spectrum.standardErrors[i] ?? Number.NaN));
    means.forEach((mean, i) => {
      expect(Math.abs((spectrum.exponents[i] ?? Number.NaN) - mean) / joint[i]).toBeLessThan(4);
    });
    // A shift of all exponents would be seen.
    expect(SHIFT / Math.min(...joint)).toBeGreaterThan(8);
  });
});
