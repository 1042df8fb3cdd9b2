import { Matrix as Dense, QrDecomposition } from "ml-matrix";
import { describe, expect, test } from "vitest";
import { orthogonalise } from "../../src/measure/orthogonalise.ts";
import { bundleOf, columnOf, dot } from "../support/bundles.ts";
import { exactLogDiagonal } from "../support/exact.ts";
import { random } from "../support/random.ts";

const EPSILON = 2 ** -52;

interface Result {
  q: Float64Array[];
  logs: Float64Array;
  rank: number;
}

function qr(
  columns: readonly ArrayLike<number>[],
  rank = Number.POSITIVE_INFINITY,
  sizes: Float64Array | null = null,
): Result {
  const n = columns[0]?.length ?? 0;
  const state = Float64Array.from({ length: n }, (_, i) => i + 0.25);
  const bundle = bundleOf(state, columns);
  const logs = new Float64Array(columns.length).fill(Number.NaN);
  bundle.rank = Math.min(rank, n);
  orthogonalise(bundle, sizes, logs);
  expect(columnOf(bundle, 0)).toEqual(state);
  return { q: columns.map((_, i) => columnOf(bundle, 1 + i)), logs, rank: bundle.rank };
}

/** Largest entry of QᵀQ − I over the first `rank` columns. */
function defect(q: readonly Float64Array[], rank: number): number {
  let largest = 0;
  for (let i = 0; i < rank; i++) {
    for (let j = 0; j <= i; j++) {
      largest = Math.max(largest, Math.abs(dot(q[i] ?? [], q[j] ?? []) - (i === j ? 1 : 0)));
    }
  }
  return largest;
}

function randomColumns(n: number, k: number, seed: number): Float64Array[] {
  const { normals } = random(seed);
  return Array.from({ length: k }, () => normals(n));
}

/** ln |R_ii| by the Householder method of a library. */
function householder(columns: readonly Float64Array[]): number[] {
  const matrix = new Dense(columns.map((column) => Array.from(column))).transpose();
  const { upperTriangularMatrix: r } = new QrDecomposition(matrix);
  return columns.map((_, i) => Math.log(Math.abs(r.get(i, i))));
}

describe("QR of the tangents", () => {
  test.each([
    [1, 1],
    [2, 2],
    [5, 3],
    [32, 32],
    [64, 16],
    [100, 100],
  ])("random %i × %i: the R_ii of Householder, Q orthonormal, Q R the columns", (n, k) => {
    const columns = randomColumns(n, k, 7 * n + k);
    const { q, logs, rank } = qr(columns);
    expect(rank).toBeGreaterThanOrEqual(k);
    expect(defect(q, k)).toBeLessThan(1e-14 * Math.max(4, n));
    householder(columns).forEach((expected, i) => {
      expect(Math.abs((logs[i] ?? 0) - expected)).toBeLessThan(1e-11);
    });
    columns.forEach((column, j) => {
      // R_ij = ⟨q_i, a_j⟩ vanishes below the diagonal, is positive on it, and Σ_i R_ij q_i gives the column back.
      const r = q.map((each) => dot(each, column));
      r.forEach((value, i) => {
        if (i > j) expect(Math.abs(value)).toBeLessThan(1e-13 * n);
      });
      expect(r[j]).toBeGreaterThan(0);
      for (let row = 0; row < n; row++) {
        const sum = r.slice(0, j + 1).reduce((total, value, i) => total + value * (q[i]?.[row] ?? 0), 0);
        expect(Math.abs(sum - (column[row] ?? 0))).toBeLessThan(1e-13 * n);
      }
    });
  });

  test.each([1e-3, 1e-6, 1e-9, 1e-12, 1e-14])("columns that depend on each other but for %d", (delta) => {
    const n = 12;
    const [base = [], ...others] = randomColumns(n, 6, 11);
    const columns = [base, ...others.map((each) => each.map((x, row) => (base[row] ?? 0) + delta * x))];
    const { q, logs } = qr(columns);
    expect(defect(q, columns.length)).toBeLessThan(1e-14 * n);
    exactLogDiagonal(columns).forEach((exact, i) => {
      // A relative error of ε in the columns is one of ε / R_ii in R_ii.
      expect(Math.abs((logs[i] ?? 0) - exact)).toBeLessThan((100 * EPSILON) / Math.exp(Math.min(exact, 0)));
    });
  });

  test.each([5, 20, 40])("rows graded over %i decades", (decades) => {
    const n = 8;
    const columns = randomColumns(n, n, decades).map((column) =>
      column.map((x, row) => x * 10 ** ((-decades * row) / (n - 1))),
    );
    const { q, logs, rank } = qr(columns);
    expect(rank).toBe(n);
    expect(defect(q, n)).toBeLessThan(1e-14 * n);
    exactLogDiagonal(columns).forEach((exact, i) => {
      expect(Math.abs((logs[i] ?? 0) - exact)).toBeLessThan(1e-11);
    });
  });

  // tanh at σ_w = 20 has rows over 60 decades.
  test.each([30, 60, 120])(
    "rows graded over %i decades in any order, as a saturated nonlinearity makes them",
    (decades) => {
      const n = 16;
      const { uniform } = random(3);
      const sizes = Array.from({ length: n }, () => 10 ** (-decades * uniform()));
      const columns = randomColumns(n, n, 4).map((column) => column.map((x, row) => x * (sizes[row] ?? 0)));
      const { q, logs } = qr(columns);
      expect(defect(q, n)).toBeLessThan(1e-14 * n);
      exactLogDiagonal(columns).forEach((exact, i) => {
        expect(Math.abs((logs[i] ?? 0) - exact)).toBeLessThan(1e-11);
      });
    },
  );

  test.each([1e-300, 1e-160, 1e-90, 1e90, 1e160, 1e300])("size %d only moves the logs", (size) => {
    const columns = randomColumns(8, 8, 5);
    const { q, logs } = qr(columns.map((column) => column.map((x) => x * size)));
    const plain = qr(columns);
    expect(defect(q, 8)).toBeLessThan(1e-13);
    logs.forEach((log, i) => {
      expect(Math.abs(log - Math.log(size) - (plain.logs[i] ?? 0))).toBeLessThan(1e-12);
    });
  });

  test("columns of very different size", () => {
    const sizes = [1e-290, 1, 1e290, 1e-150, 1e150];
    const columns = randomColumns(6, 5, 6);
    const { q, logs } = qr(columns.map((column, j) => column.map((x) => x * (sizes[j] ?? 0))));
    expect(defect(q, 5)).toBeLessThan(1e-13);
    const plain = qr(columns);
    sizes.forEach((size, j) => {
      expect(Math.abs((logs[j] ?? 0) - (plain.logs[j] ?? 0) - Math.log(size))).toBeLessThan(1e-11);
    });
  });

  test("the first columns do not depend on those behind them", () => {
    const columns = randomColumns(20, 20, 8);
    const all = qr(columns);
    const some = qr(columns.slice(0, 7));
    expect(some.q).toEqual(all.q.slice(0, 7));
    expect(some.logs).toEqual(all.logs.slice(0, 7));
  });
});

describe("rank", () => {
  test("columns beyond the rank known from structure are zero, their logs −∞", () => {
    const { q, logs, rank } = qr(randomColumns(6, 5, 9), 3);
    expect(rank).toBe(3);
    expect(Array.from(logs.slice(3))).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    expect(logs.slice(0, 3).every(Number.isFinite)).toBe(true);
    expect(q.slice(3).every((column) => column.every((x) => x === 0))).toBe(true);
    expect(defect(q, 3)).toBeLessThan(1e-14);
  });

  test("rank 0: nothing is left", () => {
    const { q, logs, rank } = qr(randomColumns(4, 4, 10), 0);
    expect(rank).toBe(0);
    expect(logs.every((log) => log === Number.NEGATIVE_INFINITY)).toBe(true);
    expect(q.every((column) => column.every((x) => x === 0))).toBe(true);
  });

  test("columns of zeros", () => {
    const [a = [], b = []] = randomColumns(4, 2, 12);
    const { q, logs, rank } = qr([a, new Float64Array(4), b]);
    expect(rank).toBe(1);
    expect(Array.from(logs.slice(1))).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    expect(q[2]).toEqual(new Float64Array(4));
  });

  test("a dependent column goes where rounding is told from the sizes of the rows, and only there", () => {
    const [a = new Float64Array(9), b = new Float64Array(9), c = new Float64Array(9)] = randomColumns(9, 3, 13);
    const sum = a.map((x, i) => 0.3 * x - 0.7 * (b[i] ?? 0));
    const sizes = new Float64Array(9).fill(1);
    expect(qr([a, b, sum, c], 9, sizes).rank).toBe(2);
    expect(qr([a, b, sum, c]).rank).toBe(9);
    const nearly = sum.map((x, i) => x + 1e-8 * (c[i] ?? 0));
    expect(qr([a, b, nearly], 9, sizes).rank).toBe(9);
    // The same in rows of very different size, where the largest drown the others.
    const grades = sizes.map((_, row) => 10 ** -(3 * row));
    const graded = [a, b, sum, c].map((column) => column.map((x, row) => x * (grades[row] ?? 0)));
    expect(qr(graded, 9, grades).rank).toBe(2);
    expect(qr(graded.toSpliced(2, 1), 9, grades).rank).toBe(9);
  });

  test.each([true, false])("rows of exact zeros leave no direction free: it ends, sizes given: %s", (given) => {
    const n = 24;
    const alive = 10;
    const columns = randomColumns(n, 14, 14).map((column) => column.map((x, row) => (row < alive ? x : 0)));
    const sizes = given ? new Float64Array(n).map((_, row) => (row < alive ? 1 : 0)) : null;
    const { q, logs, rank } = qr(columns, n, sizes);
    expect(rank).toBe(alive);
    expect(defect(q, alive)).toBeLessThan(1e-14 * n);
    expect(logs.slice(0, alive).every((log) => log > -10)).toBe(true);
    expect(logs.slice(alive).every((log) => log === Number.NEGATIVE_INFINITY)).toBe(true);
  });

  test("a remainder that takes more than one change of scale is no zero", () => {
    const a = [1, 0, 0];
    const b = [1e-250, 1e-290, 0];
    const { logs, rank } = qr([a, b]);
    expect(rank).toBe(3);
    expect(logs[1]).toBeCloseTo(Math.log(1e-290), 10);
  });
});
