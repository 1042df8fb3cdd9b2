import { describe, expect, test } from "vitest";
import type { Bundle, Matrix } from "../../src/network/bundle.ts";
import { inLawOperation } from "../../src/network/operations/in-law.ts";
import { triangularise } from "../../src/network/triangularise.ts";
import { bundleOf, columnOf, dot, matrixOf } from "../support/bundles.ts";
import { random } from "../support/random.ts";
import { specOf } from "../support/specs.ts";

const N = 6;
const VARIANCE = 2.25;

function gram(matrix: Matrix): number[] {
  const columns = Array.from({ length: matrix.columns }, (_, c) => columnOf(matrix, c));
  return columns.flatMap((a) => columns.map((b) => dot(a, b)));
}

function expectClose(found: readonly number[], expected: readonly number[], size: number): void {
  found.forEach((value, i) => {
    expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(1e-13 * size);
  });
}

const { normals } = random(11);
const [a, b, c, d] = [normals(N), normals(N), normals(N), normals(N)];
const combined = a.map((x, i) => 2 * x - 3 * b[i]);
const zero = new Float64Array(N);
/** Bundles that make trouble, and one that does not. */
const BUNDLES: Record<string, [state: Float64Array, tangents: Float64Array[]]> = {
  "a state alone": [a, []],
  "in general position": [a, [b, c]],
  "a state of zero": [zero, [a, b]],
  "a tangent of zero": [a, [zero, b]],
  "the state among the tangents": [a, [a, b]],
  "tangents that depend on each other": [c, [a, b, combined, d]],
  "as many tangents as units": [a, [b, c, d, normals(N), normals(N), normals(N)]],
  "as many tangents as units, the state among them": [a, [a, b, c, d, normals(N), normals(N)]],
  "sizes far apart": [a.map((x) => x * 1e150), [b.map((x) => x * 1e-150), c]],
};

describe.each(Object.entries(BUNDLES))("S of a thin QR, %s", (_, [state, tangents]) => {
  test("SᵀS = XᵀX, triangular, the diagonal not negative", () => {
    const bundle = bundleOf(state, tangents);
    const s = triangularise(bundle);
    const { columns } = bundle;
    const m = Math.min(N, columns);
    const lengths = Array.from({ length: columns }, (_, j) => Math.sqrt(dot(columnOf(bundle, j), columnOf(bundle, j))));
    const expected = gram(bundle);
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let r = 0; r < m; r++) sum += s[r * columns + i] * s[r * columns + j];
        const size = Math.max(Number.MIN_VALUE, lengths[i] * lengths[j]);
        expect(Math.abs(sum - expected[i * columns + j]) / size).toBeLessThan(1e-14);
        if (i < m && j < i) expect(s[i * columns + j]).toBe(0);
      }
      if (i < m) expect(s[i * columns + i]).toBeGreaterThanOrEqual(0);
    }
  });
});

test("rounding of a dependent column does not decide how those after it are drawn", () => {
  const { uniform } = random(5);
  const tangents = [b, combined, b.map((x, i) => x - 7 * combined[i]), c, d];
  const s = triangularise(bundleOf(a, tangents));
  for (let trial = 0; trial < 20; trial++) {
    const nearby = bundleOf(a, tangents);
    nearby.data.forEach((x, i) => {
      nearby.data[i] = x * (1 + (uniform() - 0.5) * 2 ** -51);
    });
    triangularise(nearby).forEach((value, i) => {
      expect(Math.abs(value - s[i])).toBeLessThan(1e-12);
    });
  }
});

describe.each(Object.entries(BUNDLES).slice(0, 8))("W [h | T] in law, %s", (_, [state, tangents]) => {
  const pushed = (law: "gaussian" | "orthogonal", layer: number): Bundle => {
    const spec = specOf({ width: N, weights: { law, variance: VARIANCE } });
    const bundle = bundleOf(state, tangents);
    inLawOperation(spec, () => spec, 42, 0, 0).push(bundle, layer);
    return bundle;
  };
  const before = gram(bundleOf(state, tangents));
  const size = VARIANCE * Math.max(...before.map(Math.abs));

  test("orthogonal: all lengths and angles are kept, exactly", () => {
    for (let layer = 0; layer < 20; layer++) {
      expectClose(
        gram(pushed("orthogonal", layer)),
        before.map((x) => VARIANCE * x),
        size,
      );
    }
  });

  test.each(["gaussian", "orthogonal"] as const)(
    "%s: rows are independent of place, with the right covariance",
    (law) => {
      // E (W x)_i (W y)_j = δ_ij σ_w² x·y / n for both laws; samples are layers.
      const samples = 4000;
      const k = 1 + tangents.length;
      const sums = new Float64Array(k * k);
      const squares = new Float64Array(k * k);
      let cross = 0;
      for (let layer = 0; layer < samples; layer++) {
        const { data } = pushed(law, layer);
        for (let i = 0; i < k; i++) {
          for (let j = 0; j < k; j++) {
            const product = data[2 * k + i] * data[2 * k + j];
            sums[i * k + j] += product;
            squares[i * k + j] += product * product;
          }
        }
        cross += data[2 * k + k - 1] * data[4 * k + k - 1];
      }
      sums.forEach((sum, i) => {
        const mean = sum / samples;
        const error = Math.sqrt((squares[i] / samples - mean * mean) / samples);
        expect(Math.abs(mean - (VARIANCE * before[i]) / N)).toBeLessThanOrEqual(4.5 * error + 1e-12 * size);
      });
      expect(Math.abs(cross / samples)).toBeLessThanOrEqual(
        (4.5 * VARIANCE * before[k * k - 1]) / N / Math.sqrt(samples) + 1e-12,
      );
    },
  );
});

describe.each(["gaussian", "orthogonal"] as const)("Wᵀ E in law, %s", (law) => {
  const spec = specOf({ width: N, weights: { law, variance: VARIANCE } });
  const cotangents: Record<string, Float64Array[]> = {
    "a single one": [b],
    several: [b, c, d],
    "several that depend on each other": [b, c, b.map((x, i) => x + c[i]), zero],
    "as many as units": [a, b, c, d, normals(N), normals(N)],
    "more than units": [a, b, c, d, normals(N), normals(N), normals(N)],
  };

  test.each(Object.entries(cotangents))(
    "goes back through the W that made the state: ⟨Wᵀe, h⟩ = ⟨e, W h⟩, %s",
    (_, es) => {
      for (let layer = 0; layer < 10; layer++) {
        for (const state of [a, zero]) {
          const operation = inLawOperation(spec, () => spec, 42, 0, 0);
          const forward = bundleOf(state);
          operation.push(forward, layer);
          const back = matrixOf(es);
          operation.pull(back, state, 0, layer);
          es.forEach((e, p) => {
            const size = Math.sqrt(dot(e, e) * dot(forward.data, forward.data));
            expect(Math.abs(dot(columnOf(back, p), state) - dot(e, forward.data))).toBeLessThanOrEqual(1e-13 * size);
          });
          if (law === "orthogonal") {
            expectClose(
              gram(back),
              gram(matrixOf(es)).map((x) => VARIANCE * x),
              VARIANCE * Math.max(...gram(matrixOf(es))),
            );
          }
        }
      }
    },
  );

  test("several condition on each other: E (WᵀE)ᵀ(WᵀE) = σ_w² EᵀE, over the state's W too", () => {
    const es = [b, c, b.map((x, i) => x - 2 * c[i])];
    const expected = gram(matrixOf(es)).map((x) => VARIANCE * x);
    const samples = 4000;
    const sums = new Float64Array(9);
    const squares = new Float64Array(9);
    const operation = inLawOperation(spec, () => spec, 42, 1, 0);
    for (let layer = 0; layer < samples; layer++) {
      const back = matrixOf(es);
      operation.pull(back, a, 0, layer);
      gram(back).forEach((x, i) => {
        sums[i] += x;
        squares[i] += x * x;
      });
      // What depends stays dependent, in every sample.
      const [one, two, three] = [0, 1, 2].map((p) => columnOf(back, p));
      three.forEach((x, i) => {
        expect(Math.abs(x - one[i] + 2 * two[i])).toBeLessThan(1e-11);
      });
    }
    sums.forEach((sum, i) => {
      const mean = sum / samples;
      const error = Math.sqrt(Math.max(0, squares[i] / samples - mean * mean) / samples);
      expect(Math.abs(mean - expected[i])).toBeLessThanOrEqual(4.5 * error + 1e-11);
    });
  });
});
