import { describe, expect, test } from "vitest";
import { initialFrame } from "../../src/measure/frame.ts";
import { batchCount, type SpectrumSettings } from "../../src/measure/settings.ts";
import { type NetworkSpectrum, networkSpectrum } from "../../src/measure/spectrum.ts";
import { randomNetwork } from "../../src/network/network.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { bundleOf, columnOf, dot, identity } from "../support/bundles.ts";
import { exactLogDiagonal } from "../support/exact.ts";
import { specOf } from "../support/specs.ts";

function measure(input: NetworkInput, settings: SpectrumSettings, index = 0): NetworkSpectrum {
  const spec = specOf(input);
  const steps = networkSpectrum(
    randomNetwork(spec, 42, index),
    initialFrame(42, spec.width, settings.exponents),
    settings,
  );
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** J_l of a network at every layer, columns, by pushing the unit vectors. */
function jacobians(input: NetworkInput, depth: number): Float64Array[][] {
  const spec = specOf(input);
  const network = randomNetwork(spec, 42, 0);
  const bundle = bundleOf(new Float64Array(spec.width), identity(spec.width));
  network.input(bundle);
  return Array.from({ length: depth }, (_, layer) => {
    identity(spec.width).forEach((unit, c) => {
      for (let row = 0; row < spec.width; row++) bundle.data[row * bundle.columns + 1 + c] = unit[row] ?? 0;
    });
    network.push(bundle, layer);
    return identity(spec.width).map((_, c) => columnOf(bundle, 1 + c));
  });
}

function apply(jacobian: readonly Float64Array[], v: Float64Array): Float64Array {
  const out = new Float64Array(v.length);
  jacobian.forEach((column, c) => {
    for (let row = 0; row < out.length; row++) out[row] = (out[row] ?? 0) + (column[row] ?? 0) * (v[c] ?? 0);
  });
  return out;
}

describe("initial frame", () => {
  test("orthonormal, seeded, its first columns whatever k", () => {
    const frame = initialFrame(7, 10, 6);
    const columns = Array.from({ length: 6 }, (_, c) => columnOf(frame, 1 + c));
    columns.forEach((a, i) => {
      columns.forEach((b, j) => {
        expect(dot(a, b)).toBeCloseTo(i === j ? 1 : 0, 13);
      });
    });
    expect(columnOf(frame, 0)).toEqual(new Float64Array(10));
    for (let k = 1; k < 10; k++) {
      const narrow = initialFrame(7, 10, k);
      expect(Array.from({ length: Math.min(k, 6) }, (_, c) => columnOf(narrow, 1 + c))).toEqual(columns.slice(0, k));
    }
    expect(columnOf(initialFrame(8, 10, 6), 1)).not.toEqual(columns[0]);
  });

  test("no direction is preferred: n times the mean square of every entry is 1", () => {
    const n = 4;
    const squares = new Float64Array(n);
    const frames = 2000;
    for (let seed = 0; seed < frames; seed++) {
      columnOf(initialFrame(seed, n, 2), 2).forEach((x, row) => {
        squares[row] = (squares[row] ?? 0) + (n * x * x) / frames;
      });
    }
    // Var(n x²) = 2 (n − 1)/(n + 2) = 1 at n = 4.
    for (const square of squares) expect(Math.abs(square - 1)).toBeLessThan(4 / Math.sqrt(frames));
  });
});

describe("spectrum of one network", () => {
  const tanh: NetworkInput = { width: 6, weights: { variance: 2 }, bias: { variance: 0.1 } };

  test("the sums are ln R_ii of the product of the Jacobians", () => {
    const depth = 5;
    const { sums } = measure(tanh, { depth, burnIn: 0, exponents: 5 });
    const frame = initialFrame(42, 6, 5);
    let columns = Array.from({ length: 5 }, (_, c) => columnOf(frame, 1 + c));
    for (const jacobian of jacobians(tanh, depth)) columns = columns.map((column) => apply(jacobian, column));
    exactLogDiagonal(columns).forEach((exact, i) => {
      // The product is rounded relative to its largest direction.
      expect(Math.abs((sums[i] ?? 0) - exact)).toBeLessThan(1e-14 * Math.exp((sums[0] ?? 0) - exact) + 1e-12);
    });
  });

  test("layers of the burn-in are not counted: their sums are what is missing", () => {
    const every = { exponents: 4, orthogonalizeEvery: 1 };
    const all = measure(tanh, { depth: 40, burnIn: 0, ...every });
    const burnt = measure(tanh, { depth: 40, burnIn: 15, ...every });
    const first = measure(tanh, { depth: 15, burnIn: 0, ...every });
    all.sums.forEach((sum, i) => {
      expect((burnt.sums[i] ?? 0) + (first.sums[i] ?? 0)).toBeCloseTo(sum, 11);
      expect((burnt.squares[i] ?? 0) + (first.squares[i] ?? 0)).toBeCloseTo(all.squares[i] ?? 0, 11);
    });
  });

  test("checkpoints are the sums of shorter runs, bit for bit", () => {
    const checkpoints = [13, 14, 27, 60];
    const settings = { burnIn: 12, exponents: 3, orthogonalizeEvery: 1 };
    const { partial, sums } = measure(tanh, { ...settings, depth: 60, checkpoints });
    checkpoints.forEach((depth, c) => {
      expect(partial.slice(3 * c, 3 * c + 3)).toEqual(measure(tanh, { ...settings, depth }).sums);
    });
    expect(partial.slice(9)).toEqual(sums);
  });

  test("leading exponents do not depend on how many are measured", () => {
    const settings = { depth: 50, burnIn: 5, orthogonalizeEvery: 1 };
    const few = measure(tanh, { ...settings, exponents: 2 });
    const all = measure(tanh, { ...settings, exponents: 6 });
    expect(few.sums).toEqual(all.sums.slice(0, 2));
    expect(few.squares).toEqual(all.squares.slice(0, 2));
  });

  test.each([16, 37, 100, 1025])("batches of %i layers: their means, weighted by length, are the sum", (layers) => {
    const { sums, batches } = measure(tanh, { depth: layers + 3, burnIn: 3, exponents: 2 });
    const count = batchCount(layers, 1);
    expect(batches.length).toBe(2 * count);
    const lengths = new Float64Array(count);
    for (let layer = 0; layer < layers; layer++) {
      const batch = Math.floor((layer * count) / layers);
      lengths[batch] = (lengths[batch] ?? 0) + 1;
    }
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
    let sum = 0;
    lengths.forEach((length, batch) => {
      sum += length * (batches[2 * batch] ?? Number.NaN);
    });
    expect(sum).toBeCloseTo(sums[0] ?? 0, 10);
  });

  test("too few layers make no batches", () => {
    const layers = [1, 15, 16, 63, 64, 1024, 1_000_000];
    expect(layers.map((each) => batchCount(each, 1))).toEqual([0, 0, 4, 8, 16, 32, 32]);
    expect(layers.map((each) => batchCount(each, 2))).toEqual([0, 0, 4, 8, 8, 8, 8]);
  });

  test("a hundred thousand equal layers lose nothing", () => {
    const variance = 1.69;
    const depth = 100_000;
    const { sums } = measure(
      { width: 1, activation: "linear", weights: { law: "rademacher", variance } },
      { depth, burnIn: 0, exponents: 1 },
    );
    expect(Math.abs((sums[0] ?? 0) / depth - Math.log(variance) / 2)).toBeLessThan(1e-15);
  });

  test("a column that vanished stays −∞, the others go on", () => {
    const { sums } = measure(
      { width: 8, activation: "relu", weights: { variance: 2 }, tied: true },
      { depth: 60, burnIn: 0, exponents: 8 },
    );
    const dead = sums.indexOf(Number.NEGATIVE_INFINITY);
    expect(dead).toBeGreaterThan(0);
    expect(sums.slice(0, dead).every(Number.isFinite)).toBe(true);
    expect(sums.slice(dead).every((sum) => sum === Number.NEGATIVE_INFINITY)).toBe(true);
  });

  test("a zero Jacobian is −∞, with a skip path it is none", () => {
    const zero: NetworkInput = { width: 3, weights: { variance: 0 } };
    const settings = { depth: 20, burnIn: 2, exponents: 3 };
    expect(Array.from(measure(zero, settings).sums)).toEqual(new Array(3).fill(Number.NEGATIVE_INFINITY));
    expect(Array.from(measure({ ...zero, scale: 0 }, settings).sums)).toEqual(
      new Array(3).fill(Number.NEGATIVE_INFINITY),
    );
    const skip = measure({ ...zero, skip: 0.5 }, settings).sums;
    for (const sum of skip) expect(sum).toBeCloseTo(18 * Math.log(0.5), 12);
  });

  test.each(["softplus", "elu", "selu", "silu", "gelu"] as const)("a %s state that overflows is told", (activation) => {
    const { overflow } = measure(
      { width: 8, activation, weights: { variance: 1e6 } },
      { depth: 400, burnIn: 0, exponents: 2 },
    );
    expect(overflow).toBe(true);
  });

  test("numbers that leave their range inside one layer are told", () => {
    const linear = new Array<"linear">(64).fill("linear");
    const settings = { depth: 4, burnIn: 0, exponents: 1 };
    const plain: NetworkInput = { width: 1, activation: "linear", weights: { law: "rademacher", variance: 1e6 } };
    expect(measure({ ...plain, branch: linear, after: linear }, settings).overflow).toBe(true);
    const { overflow, sums } = measure({ ...plain, branch: linear }, settings);
    expect(overflow).toBe(false);
    expect(sums[0]).toBeCloseTo(4 * 64 * Math.log(1e3), 9);
  });
});
