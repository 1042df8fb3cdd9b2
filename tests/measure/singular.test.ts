import { Matrix as Dense, determinant as determinantOf } from "ml-matrix";
import { describe, expect, test } from "vitest";
import { initialFrame } from "../../src/measure/frame.ts";
import { networkSpectrum } from "../../src/measure/spectrum.ts";
import { randomNetwork } from "../../src/network/network.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { bundleOf, columnOf, identity } from "../support/bundles.ts";
import { exactRank } from "../support/exact.ts";
import { specOf } from "../support/specs.ts";

/** Finite exponents that are measured, of one network. */
function measuredRank(input: NetworkInput, depth: number, index: number): number {
  const spec = specOf(input);
  const frame = initialFrame(42, spec.width, spec.width);
  const steps = networkSpectrum(randomNetwork(spec, 42, index), frame, { depth, burnIn: 0, exponents: spec.width });
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value.sums.filter(Number.isFinite).length;
  }
}

/** The rows of J_l, at the zero state or at h₀. */
function jacobian(input: NetworkInput, layer: number, index: number, atInput = false): number[][] {
  const spec = specOf(input);
  const network = randomNetwork(spec, 42, index);
  const bundle = bundleOf(new Float64Array(spec.width), identity(spec.width));
  if (atInput) network.input(bundle);
  network.push(bundle, layer);
  const columns = identity(spec.width).map((_, c) => columnOf(bundle, 1 + c));
  return identity(spec.width).map((_, row) => columns.map((column) => column[row] ?? Number.NaN));
}

/** J_l where all its entries are whole numbers times `unit`. */
function wholeJacobian(input: NetworkInput, layer: number, index: number, unit: number): number[][] {
  return jacobian(input, layer, index).map((row) => row.map((x) => Math.round(x / unit)));
}

function multiply(a: readonly number[][], b: readonly number[][]): number[][] {
  return a.map((row) => row.map((_, c) => row.reduce((sum, x, i) => sum + x * (b[i]?.[c] ?? 0), 0)));
}

/** Rank of J_{depth−1} ⋯ J_0 in whole numbers. */
function trueRank(input: NetworkInput, depth: number, index: number, unit: number): number {
  let product = wholeJacobian(input, 0, index, unit);
  for (let layer = 1; layer < depth; layer++) product = multiply(wholeJacobian(input, layer, index, unit), product);
  return exactRank(product);
}

function determinant(rows: number[][]): number {
  return determinantOf(new Dense(rows));
}

describe("weights that may be singular: −∞ where the exact rank says so", () => {
  const rademacher: NetworkInput = { activation: "linear", weights: { law: "rademacher" } };

  test.each([1, 2, 3, 4, 6, 8, 12, 24])("rademacher, one layer, n = %i", (width) => {
    const input = { ...rademacher, width };
    const ranks = Array.from({ length: 120 }, (_, index) => trueRank(input, 1, index, 1 / Math.sqrt(width)));
    expect(ranks.map((_, index) => measuredRank(input, 1, index))).toEqual(ranks);
    if (width > 1 && width < 9) expect(Math.min(...ranks)).toBeLessThan(width);
  });

  test.each([2, 3, 5, 7])("rademacher, three layers, tied or not, n = %i", (width) => {
    for (const tied of [false, true]) {
      const input = { ...rademacher, width, tied };
      const ranks = Array.from({ length: 80 }, (_, index) => trueRank(input, 3, index, 1 / Math.sqrt(width)));
      expect(ranks.map((_, index) => measuredRank(input, 3, index))).toEqual(ranks);
    }
  });

  test("rademacher with a skip path", () => {
    // I + √3 W at n = 3: whole numbers, on the diagonal 0 or 2.
    const input: NetworkInput = { ...rademacher, width: 3, skip: 1, weights: { law: "rademacher", variance: 3 } };
    const ranks = Array.from({ length: 120 }, (_, index) => trueRank(input, 2, index, 1));
    expect(ranks.map((_, index) => measuredRank(input, 2, index))).toEqual(ranks);
    expect(Math.min(...ranks)).toBeLessThan(3);
  });

  test("a skip path beside an orthogonal W: I + W is singular where W has the eigenvalue −1", () => {
    for (const width of [1, 2, 3, 5]) {
      const input: NetworkInput = { width, activation: "linear", skip: 1, weights: { law: "orthogonal" } };
      const seen = new Set<boolean>();
      for (let index = 0; index < 40; index++) {
        // det W = −1 forces a real eigenvalue −1; in the other half of the group it has probability 0.
        const singular = determinant(jacobian({ ...input, skip: 0 }, 0, index)) < 0;
        expect(measuredRank(input, 1, index)).toBe(singular ? width - 1 : width);
        expect(measuredRank({ ...input, scale: 0.9 }, 1, index)).toBe(width);
        seen.add(singular);
      }
      expect(seen.size).toBe(2);
    }
  });

  test("a skip path that cancels a straight piece of φ, without a matrix", () => {
    // h − φ(h): the derivative is 0 for every positive unit.
    for (const activation of ["relu", "elu"] as const) {
      const input: NetworkInput = { width: 9, activation, branch: ["activation"], skip: 1, scale: -1 };
      for (let index = 0; index < 20; index++) {
        const alive = jacobian(input, 0, index, true).filter((row) => row.some((x) => x !== 0)).length;
        expect(measuredRank(input, 1, index)).toBe(alive);
      }
    }
  });

  test("small exponents are no −∞: saturated units, rademacher weights", () => {
    let small = 0;
    for (let index = 0; index < 60; index++) {
      const input: NetworkInput = { width: 3, weights: { law: "rademacher", variance: 400 } };
      const sizes = jacobian(input, 0, index, true).map((row) => Math.max(...row.map(Math.abs)));
      if (Math.min(...sizes) === 0) continue; // the slope is 0 in doubles
      if (Math.min(...sizes) < 1e-16) small++;
      const rank = trueRank({ ...input, activation: "linear" }, 1, index, 20 / Math.sqrt(3));
      expect(measuredRank(input, 1, index)).toBe(rank);
    }
    expect(small).toBeGreaterThan(10);
  });
});
