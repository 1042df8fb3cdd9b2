import { Matrix, QrDecomposition } from "ml-matrix";
import { describe, expect, test } from "vitest";
import { randomNetwork } from "../../src/network/network.ts";
import { resolveNetwork } from "../../src/network/schema.ts";
import { residualLinearTop } from "../../src/theory/residual-linear.ts";
import { expectLaw, measure, SHIFT } from "./measured.ts";

const n = 16;
const spectra = new Map<number, ReturnType<typeof measure>>();

/** One run for both tests. */
function residual(scale: number) {
  const known = spectra.get(scale);
  if (known !== undefined) return known;
  const run = measure({
    network: { width: n, block: "residual", scale, activation: "linear" },
    depth: 1000,
    burnIn: 0,
    ensemble: 64,
    exponents: n,
  });
  spectra.set(scale, run);
  return run;
}

/**
 * The law of I + αW is invariant under rotations, so the ln R_ii of one Householder QR are unbiased samples of all
 * exponents: mean and standard error over `samples` matrices.
 */
function oneStep(scale: number, samples: number): { means: number[]; errors: number[] } {
  const spec = resolveNetwork({ width: n, block: "residual", scale, activation: "linear" });
  const sums = new Array<number>(n).fill(0);
  const squares = new Array<number>(n).fill(0);
  for (let sample = 0; sample < samples; sample++) {
    const bundle = { rows: n, columns: 1 + n, data: new Float64Array(n * (n + 1)), exponent: 0 };
    for (let i = 0; i < n; i++) bundle.data[i * (n + 1) + 1 + i] = 1;
    randomNetwork(spec, 20250704, sample).push(bundle, 0);
    const jacobian = Matrix.from1DArray(n, n + 1, bundle.data).subMatrix(0, n - 1, 1, n);
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

describe.each([0.1, 0.5, 1, 2])("residual linear networks, n = 16, α = %f", (scale) => {
  test("λ₁ is the exact one", async () => {
    expectLaw(await residual(scale), [residualLinearTop(n, 1, scale)]);
  });

  test("every exponent equals one-step QR sampling of I + αW", async () => {
    const spectrum = await residual(scale);
    const { means, errors } = oneStep(scale, 10_000);
    const joint = errors.map((error, i) => Math.hypot(error, spectrum.standardErrors[i] ?? Number.NaN));
    means.forEach((mean, i) => {
      expect(Math.abs((spectrum.exponents[i] ?? Number.NaN) - mean) / joint[i]).toBeLessThan(4);
    });
    // A shift of all exponents would be seen.
    expect(SHIFT / Math.min(...joint)).toBeGreaterThan(8);
  });
});
