import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { describe, expect, test } from "vitest";
import { networkNorms } from "../../src/measure/norm-bound.ts";
import { logSpectralNorm } from "../../src/measure/spectral-norm.ts";
import { randomNetwork } from "../../src/network/network.ts";
import { random } from "../support/random.ts";
import { specOf } from "../support/specs.ts";

/** ‖A‖₂ by a full singular value decomposition. */
function norm(a: Float64Array, n: number): number {
  return new SingularValueDecomposition(Matrix.from1DArray(n, n, a)).diagonal[0];
}

describe("spectral norm", () => {
  test.each([1, 2, 3, 8, 33, 64])("random matrices, n = %i", (n) => {
    for (let seed = 0; seed < 5; seed++) {
      const a = random(seed).normals(n * n);
      expect(Math.exp(logSpectralNorm(a, n)) / norm(a, n)).toBeCloseTo(1, 10);
    }
  });

  test("special ones: zero, rank one, diagonal, orthogonal, graded over hundreds of decades", () => {
    const n = 6;
    const matrix = (entry: (row: number, column: number) => number): Float64Array =>
      Float64Array.from({ length: n * n }, (_, i) => entry(Math.floor(i / n), i % n));
    expect(logSpectralNorm(new Float64Array(n * n), n)).toBe(Number.NEGATIVE_INFINITY);
    expect(
      logSpectralNorm(
        matrix((i, j) => (i + 1) * (j - 2)),
        n,
      ),
    ).toBeCloseTo(Math.log(Math.sqrt(91 * 19)), 12);
    expect(
      logSpectralNorm(
        matrix((i, j) => (i === j ? 10 ** (-50 * i) : 0)),
        n,
      ),
    ).toBeCloseTo(0, 12);
    expect(
      logSpectralNorm(
        matrix((i, j) => (j === (i + 1) % n ? -3 : 0)),
        n,
      ),
    ).toBeCloseTo(Math.log(3), 12);
    expect(
      logSpectralNorm(
        matrix((i, j) => (i === 5 && j === 4 ? 1e300 : i === j ? 1e-300 : 0)),
        n,
      ),
    ).toBeCloseTo(Math.log(1e300), 10);
  });
});

describe("norms of a network's Jacobians", () => {
  function normsOf(...given: Parameters<typeof networkNorms>): Float64Array {
    const steps = networkNorms(...given);
    for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
  }

  test("orthogonal layers: σ_w; residual ones: |skip| + |scale| σ_w at most", () => {
    const weights = { law: "orthogonal", variance: 2.25 } as const;
    const plain = specOf({ width: 9, activation: "linear", weights });
    for (const norm of normsOf(randomNetwork(plain, 42, 0), 7)) expect(norm).toBeCloseTo(Math.log(1.5), 12);
    const residual = specOf({ width: 9, activation: "linear", weights, skip: 1, scale: 0.4 });
    for (const norm of normsOf(randomNetwork(residual, 42, 0), 7)) {
      expect(norm).toBeLessThanOrEqual(Math.log(1.6) + 1e-12);
      expect(norm).toBeGreaterThan(Math.log(1.4));
    }
  });
});
