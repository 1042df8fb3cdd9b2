import { describe, expect, it } from "vitest";
import { geometryOf } from "../../src/measure/geometry.ts";
import { fillInputs } from "../../src/measure/inputs.ts";
import { createBundle } from "../../src/network/bundle.ts";
import { randomNetwork } from "../../src/network/network.ts";
import { specOf } from "../support/specs.ts";

/** States as columns. */
function of(...columns: readonly (readonly number[])[]) {
  const rows = columns[0].length;
  const data = new Float64Array(rows * columns.length);
  columns.forEach((column, c) => {
    column.forEach((value, row) => {
      data[row * columns.length + c] = value;
    });
  });
  return geometryOf({ rows, columns: columns.length, data });
}

const SOURCE = { seed: 42, index: 3, sampling: "network", variance: 2, correlation: 0 } as const;

describe("the geometry of states", () => {
  it("has rank 1 for identical states, and S for orthonormal ones", () => {
    const same = of([3, 4], [3, 4], [3, 4]);
    expect(same).toEqual({
      size: expect.closeTo(Math.log(5 / Math.SQRT2), 14),
      apart: 0,
      rank: expect.closeTo(1, 14),
      zeros: 0,
    });
    const square = of([1, 0, 0], [0, 1, 0], [0, 0, 1]);
    expect(square.rank).toBeCloseTo(3, 14);
    expect(square.apart).toBeCloseTo(1, 14);
  });

  it("of equal sizes and cosines ρ is S/(1 + (S − 1) ρ²), and no size is too large or small", () => {
    const angle = (t: number) => [Math.cos(t), Math.sin(t)];
    const rho = Math.cos(0.7);
    for (const factor of [1, 1e-300, 1e300]) {
      const [a, b] = [angle(0), angle(0.7)].map((column) => column.map((x) => factor * x));
      const { rank, apart, size } = of(a, b);
      expect(rank).toBeCloseTo(2 / (1 + rho ** 2), 12);
      expect(apart).toBeCloseTo(1 - rho, 12);
      expect(size).toBeCloseTo(Math.log(factor / Math.SQRT2), 12);
    }
  });

  it("sees how close states are where 1 less their cosine would be 0", () => {
    for (const angle of [1e-6, 1e-10, 1e-14]) {
      const { apart } = of([1, 0], [Math.cos(angle), Math.sin(angle)]);
      expect(apart / (angle ** 2 / 2)).toBeCloseTo(1, 9);
    }
    expect(of([1, 2], [-2, -4]).apart).toBeCloseTo(2, 14);
  });

  it("leaves out states that are 0, and is never NaN where there is something to say", () => {
    expect(of([0, 0], [0, 3])).toEqual({
      size: expect.closeTo(Math.log(3 / Math.SQRT2), 14),
      apart: Number.NaN,
      rank: 1,
      zeros: 1,
    });
    expect(of([0], [0])).toEqual({ size: -Infinity, apart: Number.NaN, rank: Number.NaN, zeros: 2 });
  });
});

describe("inputs", () => {
  it("have the variance and the correlation that were asked for", () => {
    const [rows, columns] = [20_000, 3];
    for (const correlation of [0, 0.3, 0.95]) {
      const states = { rows, columns, data: new Float64Array(rows * columns) };
      fillInputs(states, { ...SOURCE, correlation });
      const mean = (f: (at: number) => number) =>
        Array.from({ length: rows }, (_, row) => f(row * columns)).reduce((sum, x) => sum + x, 0) / rows;
      for (const [a, b] of [
        [0, 1],
        [0, 2],
        [1, 2],
      ]) {
        // Products of such numbers have a variance of v² (1 + C²).
        const error = 2 * Math.sqrt((1 + correlation ** 2) / rows);
        const product = mean((at) => states.data[at + a] * states.data[at + b]);
        expect(Math.abs(product - 2 * correlation)).toBeLessThan(4 * error);
        expect(Math.abs(mean((at) => states.data[at + a] ** 2) - 2)).toBeLessThan(4 * 2 * Math.sqrt(2 / rows));
      }
    }
  });

  it("without correlation are the batch that the network would have been given", () => {
    const spec = specOf({ width: 5, batch: 4, input: { variance: 2 } });
    const bundle = createBundle(20, 1);
    randomNetwork(spec, SOURCE.seed, SOURCE.index).input(bundle);
    const states = { rows: 5, columns: 4, data: new Float64Array(20) };
    fillInputs(states, SOURCE);
    expect(states.data).toEqual(bundle.data);
  });
});
