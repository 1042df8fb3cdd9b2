import { type Matrix, SingularValueDecomposition } from "ml-matrix";
import { describe, expect, test } from "vitest";
import { randomNetwork } from "../../src/network/network.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { spectralNorm } from "../../src/network/spectral-norm.ts";
import { LayerTrace } from "../../src/network/trace.ts";
import { bundleOf, columnOf, dot, matrixOf, norm } from "../support/bundles.ts";
import { layerMatrix } from "../support/matrices.ts";
import { random } from "../support/random.ts";
import { specOf } from "../support/specs.ts";

function normOf(matrix: Matrix): number {
  return new SingularValueDecomposition(matrix).diagonal[0];
}

const WEIGHTS: NetworkInput["weights"][] = [
  {},
  { law: "uniform", variance: 7 },
  { law: "rademacher" },
  { law: "student-t", nu: 2.2 },
  { law: "gaussian", sparsity: 1 },
  { law: "student-t", sparsity: 3 },
];

describe("‖W‖₂ is the number that is given, to 1e-6 of a singular value decomposition", () => {
  test.each([3, 4, 8, 15, 33, 64])("n = %i", (width) => {
    for (const weights of WEIGHTS) {
      for (let index = 0; index < 3; index++) {
        const w = layerMatrix({ width, weights: { ...weights, spectralNorm: 1.7 } }, 2, index);
        expect(Math.abs(normOf(w) / 1.7 - 1)).toBeLessThan(1e-6);
      }
    }
  });

  test.each([1, 2])("n = %i", (width) => {
    for (let index = 0; index < 10; index++) {
      const w = layerMatrix({ width, weights: { spectralNorm: 0.3 } }, 2, index);
      expect(Math.abs(normOf(w) / 0.3 - 1)).toBeLessThan(1e-12);
    }
  });

  test("W keeps its direction: a rescaled matrix is the plain one times a number", () => {
    const [plain, rescaled] = [{}, { spectralNorm: 1 }].map((weights) => layerMatrix({ width: 7, weights }, 3, 1));
    const factor = rescaled.get(0, 0) / plain.get(0, 0);
    expect(rescaled.sub(plain.mul(factor)).abs().max()).toBeLessThan(1e-15);
    expect(factor).toBeGreaterThan(0);
  });

  test("the variance no longer matters, but 0 is 0: a zero matrix stays zero", () => {
    const of = (variance: number): Matrix => layerMatrix({ width: 5, weights: { variance, spectralNorm: 2 } });
    expect(of(9)).toEqual(of(0.1));
    expect(of(0).abs().max()).toBe(0);
    const orthogonal = layerMatrix({ width: 5, weights: { law: "orthogonal", variance: 0, spectralNorm: 2 } });
    expect(orthogonal.abs().max()).toBe(0);
  });

  test("orthogonal: s times the Haar matrix, bit for bit", () => {
    const of = (weights: NetworkInput["weights"]): Matrix => layerMatrix({ width: 6, weights }, 4, 2);
    expect(of({ law: "orthogonal", spectralNorm: 1.5 })).toEqual(of({ law: "orthogonal", variance: 2.25 }));
  });

  test("tied: one matrix and one norm for all layers; a norm that changes with depth rescales it", () => {
    const weights = { spectralNorm: { depth: [1, 3, 0.5] } };
    const input: NetworkInput = { width: 6, tied: true, weights };
    const [one, two, three] = [0, 1, 2].map((layer) => layerMatrix(input, layer, 0, 3));
    expect(two.sub(one.clone().mul(3)).abs().max()).toBeLessThan(1e-14);
    expect(three.sub(one.clone().mul(0.5)).abs().max()).toBeLessThan(1e-14);
  });

  test("push and pull have the same W, whichever comes first", () => {
    const spec = specOf({ width: 9, weights: { law: "student-t", sparsity: 4, spectralNorm: 2 } });
    const { normals } = random(3);
    const [h, v, u] = [normals(9), normals(9), normals(9)];
    const trace = new LayerTrace(spec, new Float64Array(LayerTrace.numbersIn(spec)));
    const pushed = bundleOf(h, [v]);
    randomNetwork(spec, 42, 0).push(pushed, 5, trace);
    const pulled = matrixOf([u]);
    randomNetwork(spec, 42, 0).pull(pulled, trace, 5);
    const [jv, jtu] = [columnOf(pushed, 1), columnOf(pulled, 0)];
    expect(Math.abs(dot(u, jv) - dot(jtu, v))).toBeLessThan(1e-14 * norm(u) * norm(v));
  });
});

describe("the norm is found where a power iteration would crawl", () => {
  /** A matrix with given singular values between random orthogonal ones. */
  function withValues(values: readonly number[], index: number): Float64Array {
    const n = values.length;
    const [left, right] = [index, index + 1000].map((each) =>
      layerMatrix({ width: n, weights: { law: "orthogonal" } }, 0, each),
    );
    for (let row = 0; row < n; row++) right.mulRow(row, values[row]);
    return Float64Array.from(left.mmul(right).to1DArray());
  }

  test.each([
    ["alike", (i: number) => 1 - 1e-9 * i],
    ["two leading ones 1e-5 apart", (i: number) => (i === 0 ? 1 : i === 1 ? 1 - 1e-5 : 0.5 / i)],
    ["2e-6 apart, a crowd", (i: number) => 1 - 2e-6 * Math.min(i, 5)],
    ["falling slowly", (i: number) => 1 / (1 + 1e-3 * i)],
    ["falling fast", (i: number) => 10 ** -i],
    ["rank one", (i: number) => (i === 0 ? 1 : 0)],
    ["pairs", (i: number) => 1 - 0.05 * Math.floor(i / 2)],
  ])("singular values %s", (_name, value) => {
    for (let index = 0; index < 10; index++) {
      const n = 30;
      const a = withValues(
        Array.from({ length: n }, (_, i) => value(i)),
        index,
      );
      expect(Math.abs(spectralNorm(a, n, random(index).normals(n)) - 1)).toBeLessThan(1e-6);
    }
  });

  test("a zero matrix has norm 0", () => {
    expect(spectralNorm(new Float64Array(16), 4, random(1).normals(4))).toBe(0);
  });
});
