import { describe, expect, test } from "vitest";
import { orthogonalise } from "../../../src/measure/orthogonalise.ts";
import { tanh } from "../../../src/network/activations/sigmoids.ts";
import { type Bundle, createBundle } from "../../../src/network/bundle.ts";
import { streamKey } from "../../../src/network/generator.ts";
import { borrowKernels, giveBack, type Kernels } from "../../../src/network/kernels/kernels.ts";
import { drawGaussian } from "../../../src/network/operations/in-law-draws.ts";
import { fillStandardised, tableOf } from "../../../src/network/quantile.ts";
import { triangularise } from "../../../src/network/triangularise.ts";
import { random as randomOf } from "../../support/random.ts";

function kernels(): Kernels {
  const found = borrowKernels();
  if (found === null) throw new Error("this machine has no WebAssembly vectors");
  return found;
}

describe("weights of kernels are those of the twin, bit for bit", () => {
  test.each([1, 2, 3, 5, 15, 16, 17, 33, 64, 100])("n = %i", (n) => {
    const own = kernels();
    own.open(n, 2, n);
    const line = new Float64Array(n);
    const key = streamKey(7, 3, n, 0x10000);
    for (const law of ["gaussian", "uniform", "rademacher"] as const) {
      const count = Math.min(n, own.blockRows);
      own.fill(tableOf(law), key, n - count, count, 0.3);
      for (let i = 0; i < count; i++) {
        fillStandardised(line, n, tableOf(law), key, n - count + i);
        expect(own.row(i)).toEqual(line.map((weight) => 0.3 * weight));
      }
    }
    giveBack(own);
  });
});

/** The same random numbers in both. */
function twins(rows: number, columns: number, units: number, own: Kernels): [Bundle, Bundle] {
  const { uniform } = randomOf(rows * 100 + columns);
  const [plain, quick] = [createBundle(rows, columns), createBundle(rows, columns, own, units)];
  for (let i = 0; i < plain.data.length; i++) {
    plain.data[i] = uniform() - 0.5;
    quick.data[i] = plain.data[i];
  }
  return [plain, quick];
}

test.each([
  [1, 1, 2],
  [5, 1, 1],
  [7, 1, 3],
  [16, 1, 17],
  [33, 1, 34],
  [40, 1, 12],
  [9, 3, 5],
  [4, 4, 9],
  [187, 1, 180],
  [61, 4, 140],
])("a product of %i units, batch %i, %i columns is the sum of products", (n, batch, columns) => {
  const own = kernels();
  const [plain, quick] = twins(n * batch, columns, n, own);
  const draws = randomOf(n);
  const w = Array.from({ length: n }, () => Float64Array.from({ length: n }, () => draws.uniform() - 0.5));
  for (let first = 0; first < n; first += own.blockRows) {
    const count = Math.min(own.blockRows, n - first);
    for (let i = 0; i < count; i++) own.row(i).set(w[first + i]);
    own.multiply(first, count);
  }
  own.take();
  const wide = batch * columns;
  for (let row = 0; row < n; row++) {
    for (let c = 0; c < wide; c++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += w[row][j] * plain.data[j * wide + c];
      expect(quick.data[row * wide + c]).toBeCloseTo(sum, 13);
    }
  }
  giveBack(own);
});

describe("Gram–Schmidt of kernels against Householder", () => {
  test.each([
    [2, 2, 2],
    [5, 5, 5],
    [9, 4, 4],
    [16, 16, 16],
    [20, 13, 7],
    [33, 33, 33],
    [40, 26, 26],
    [53, 50, 47],
    [130, 70, 70],
    [24, 24, 0],
  ])("n = %i, k = %i, rank %i", (n, k, rank) => {
    const own = kernels();
    const [plain, quick] = twins(n, 1 + k, n, own);
    const [expected, found] = [new Float64Array(k), new Float64Array(k)];
    plain.rank = rank;
    quick.rank = rank;
    orthogonalise(plain, null, expected);
    orthogonalise(quick, null, found);
    expect(quick.rank).toBe(plain.rank);
    for (let i = 0; i < k; i++) {
      if (i < rank) expect(found[i]).toBeCloseTo(expected[i], 11);
      else expect([found[i], expected[i]]).toEqual([-Infinity, -Infinity]);
    }
    quick.data.forEach((value, i) => {
      expect(value).toBeCloseTo(plain.data[i], 10);
    });
    giveBack(own);
  });

  // The second within a panel of sixteen, the others over several.
  test.each([
    [12, 8],
    [41, 38],
    [70, 50],
  ])("columns that depend on each other but for rounding are taken out twice, n = %i, k = %i", (n, k) => {
    const own = kernels();
    const columns = 1 + k;
    const [, quick] = twins(n, columns, n, own);
    const { data } = quick;
    for (let row = 0; row < n; row++) {
      for (let c = 2; c < columns; c++)
        data[row * columns + c] = data[row * columns + 1] + 1e-7 * data[row * columns + c];
    }
    orthogonalise(quick, null, new Float64Array(k));
    for (let a = 1; a < columns; a++) {
      for (let b = 1; b <= a; b++) {
        let sum = 0;
        for (let row = 0; row < n; row++) sum += data[row * columns + a] * data[row * columns + b];
        expect(sum).toBeCloseTo(a === b ? 1 : 0, 8);
      }
    }
    giveBack(own);
  });

  test.each([7, 66])("the first columns do not depend on those behind them, bit for bit, n = %i", (n) => {
    const own = kernels();
    const draws = randomOf(n);
    const entries = Array.from({ length: n }, () => draws.normals(n));
    /** Q, the columns one after another, and ln R_jj of the first k columns. */
    const factors = (k: number): [number[][], Float64Array] => {
      const bundle = createBundle(n, 1 + k, own, n);
      entries.forEach((row, i) => {
        bundle.data.set(row.subarray(0, k), i * (1 + k) + 1);
      });
      const logs = new Float64Array(k);
      expect(own.orthogonalise(k, logs)).toBe(true);
      return [Array.from(logs, (_, j) => entries.map((__, i) => bundle.data[i * (1 + k) + 1 + j])), logs];
    };
    const [q, logs] = factors(n);
    for (let k = 2; k < n; k++) {
      const [someQ, someLogs] = factors(k);
      expect(someLogs).toEqual(logs.subarray(0, k));
      expect(someQ).toEqual(q.slice(0, k));
    }
    giveBack(own);
  });

  test("graded rows, sizes out of range, and columns that vanish are left to the twin, untouched", () => {
    const own = kernels();
    const spoil: ((data: Float64Array) => void)[] = [
      (data) => data.subarray(0, 6).fill(1e-9),
      (data) => data.subarray(0, 6).fill(0),
      (data) => data.set(data.map((value) => value * 1e200)),
      (data) => data.fill(Number.NaN, 8, 9),
      (data) => data.set([1e200, Number.NaN], 2),
      (data) => data.fill(Number.POSITIVE_INFINITY, 8, 9),
      (data) => {
        for (let row = 0; row < 7; row++) data[row * 6 + 3] = 0;
      },
    ];
    for (const change of spoil) {
      const [, quick] = twins(7, 6, 7, own);
      change(quick.data);
      const before = quick.data.slice();
      expect(own.orthogonalise(5, new Float64Array(5))).toBe(false);
      expect(quick.data).toEqual(before);
    }
    giveBack(own);
  });
});

test("rows are scaled, and bundles joined, as the twins do it", () => {
  const own = kernels();
  for (const columns of [1, 2, 5, 9, 10]) {
    const [plain, quick] = twins(6, columns, 6, own);
    own.save();
    const factors = Float64Array.from({ length: 6 }, (_, row) => row - 2.5);
    own.slopes.set(factors);
    expect(own.scaleRows()).toBe(0);
    expect(quick.data).toEqual(
      plain.data.map((value, i) => (i % columns === 0 ? value : value * factors[Math.floor(i / columns)])),
    );
    const scaled = quick.data.slice();
    own.join(0.75, -2);
    expect(quick.data).toEqual(plain.data.map((value, i) => 0.75 * value + -2 * scaled[i]));
    own.slopes.set([0, -0, 1, 1, 2, 0]);
    expect(own.scaleRows()).toBe(3);
  }
  giveBack(own);
});

test("a bundle that is too large for them is none of theirs", () => {
  const own = kernels();
  expect(own.open(16_384, 16_385, 16_384)).toBeNull();
  giveBack(own);
});

test("a bias is added to the states alone, the same to all samples of a unit", () => {
  const own = kernels();
  const [plain, quick] = twins(12, 3, 4, own);
  const bias = Float64Array.of(1, -2, 0.5, 4);
  own.addBias(bias, 0.5);
  expect(quick.data).toEqual(
    plain.data.map((value, i) => (i % 3 === 0 ? value + 0.5 * bias[Math.floor(i / 9)] : value)),
  );
  giveBack(own);
});

test("tanh of kernels is that of the twin, also for huge states, NaN and tails", () => {
  const own = kernels();
  const states = [
    0,
    -0,
    1e-300,
    -1e-9,
    0.3,
    -2,
    20,
    -37,
    353,
    354,
    1e308,
    -Infinity,
    Infinity,
    Number.NaN,
    -353.9,
    5e-324,
    7,
  ];
  for (const columns of [1, 2, 3]) {
    const [plain, quick] = [createBundle(17, columns), createBundle(17, columns, own)];
    states.forEach((state, row) => {
      for (const { data } of [plain, quick]) {
        data.fill(row + 0.5, row * columns, (row + 1) * columns);
        data[row * columns] = state;
      }
    });
    const [expected, found] = [new Float64Array(17), own.slopes];
    tanh.apply?.(plain.data, columns, expected);
    // A single tangent is multiplied by the slopes.
    if (columns === 2) for (let row = 0; row < 17; row++) plain.data[2 * row + 1] *= expected[row];
    own.tanh((row) => {
      const at = row * columns;
      found[row] = tanh.slope(quick.data[at]);
      quick.data[at] = tanh.value(quick.data[at]);
      if (columns === 2) quick.data[at + 1] *= found[row];
    });
    const same = (a: number, b: number): void => {
      if (Number.isNaN(b)) expect(a).toBeNaN();
      else expect(Math.abs(a - b)).toBeLessThanOrEqual(5e-16 * Math.abs(b));
    };
    quick.data.forEach((value, i) => {
      same(value, plain.data[i]);
    });
    found.forEach((slope, row) => {
      same(slope, expected[row]);
    });
  }
  giveBack(own);
});

test("a state and a tangent in law, with and without a bias: what is drawn is that of the twins", () => {
  const own = kernels();
  for (const n of [2, 3, 8, 31]) {
    // Standard normal numbers of a network are such that f32 holds them.
    for (const bias of [null, randomOf(n).normals(n).map(Math.fround)]) {
      const [plain, quick] = twins(n, 2, n, own);
      const rowOf = (i: number): Float64Array =>
        randomOf(n + i)
          .normals(n)
          .map(Math.fround);
      drawGaussian(plain, triangularise(plain), rowOf, 0.7);
      bias?.forEach((value, row) => {
        plain.data[2 * row] += 0.3 * value;
      });
      const ask = bias === null ? null : () => bias;
      expect(
        own.drawPair(
          () => rowOf(0),
          () => rowOf(1),
          0.7,
          ask,
          0.3,
        ),
      ).toBe(true);
      quick.data.forEach((value, i) => {
        expect(value).toBeCloseTo(plain.data[i], 13);
      });
    }
  }
  const [, vanished] = twins(5, 2, 5, own);
  vanished.data.fill(0);
  const zeros = () => new Float64Array(5);
  expect(own.drawPair(zeros, zeros, 1, null, 0)).toBe(false);
  giveBack(own);
});

test("the size of a state is the sum over its entries alone, NaN and infinite where one of them is", () => {
  const own = kernels();
  for (const [rows, columns] of [
    [1, 2],
    [6, 1],
    [7, 4],
  ]) {
    const [, { data }] = twins(rows, columns, rows, own);
    const sum = data.reduce((total, value, i) => (i % columns === 0 ? total + Math.abs(value) : total), 0);
    expect(own.stateSize()).toBeCloseTo(sum, 13);
    for (const odd of [Number.NaN, Number.NEGATIVE_INFINITY]) {
      data[(rows - 1) * columns] = odd;
      expect(Number.isFinite(own.stateSize())).toBe(false);
    }
  }
  giveBack(own);
});

test("matrices of tied layers stay where they are: whose, and times what, is remembered until the next bundle", () => {
  const own = kernels();
  const [mine, others] = [{}, {}];
  own.open(20, 2, 20, 2);
  expect(own.blockRows).toBe(20);
  for (const [matrix, value] of [
    [0, 3],
    [1, 5],
  ]) {
    expect(own.hold(matrix, mine, 0.5)).toBe(false);
    own.row(19).fill(value);
  }
  expect(own.hold(0, mine, 0.5)).toBe(true);
  expect(own.row(19)[19]).toBe(3);
  expect(own.hold(1, mine, 0.25)).toBe(false);
  expect(own.hold(1, others, 0.25)).toBe(false);
  expect(own.hold(1, others, 0.25)).toBe(true);
  expect(own.row(19)[0]).toBe(5);
  own.open(20, 2, 20, 2);
  expect(own.hold(1, others, 0.25)).toBe(false);
  // Layers of their own, or matrices too large to stay: they are made again every time.
  for (const [units, tied] of [
    [20, 0],
    [600, 1],
  ]) {
    own.open(units, 2, units, tied);
    for (let time = 0; time < 2; time++) expect(own.hold(0, mine, 1)).toBe(false);
  }
  giveBack(own);
});
