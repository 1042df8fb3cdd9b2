import { expect } from "vitest";
import type { Engine, Spectrum, SpectrumCell } from "../../src/engine/engine.ts";
import { finish } from "./jobs.ts";

/**
 * |Δλ| between two engines, [cell][exponent], 0 where both are −∞. Status, number of networks and places of −∞ must be
 * the same.
 */
export async function differences(gpu: Engine, cpu: Engine, cells: readonly SpectrumCell[]): Promise<number[][]> {
  const [found, expected] = [await finish(gpu, { cells }), await finish(cpu, { cells })];
  expect(found.length).toBe(cells.length);
  return found.map((spectrum, cell) => compareSpectra(spectrum, expected[cell]));
}

function compareSpectra(found: Spectrum | null, expected: Spectrum | null | undefined): number[] {
  if (!found || !expected) throw new Error("a cell was not computed");
  expect(found.status).toBe(expected.status);
  expect(found.networks).toBe(expected.networks);
  expect(found.infinite).toEqual(expected.infinite);
  return expected.exponents.map((exponent, i) => {
    const other = found.exponents[i];
    if (exponent === null || !Number.isFinite(exponent)) {
      expect(other).toBe(exponent);
      return 0;
    }
    return Math.abs((other ?? Number.NaN) - exponent);
  });
}

/** The largest difference of the first exponents. */
export function largest(all: readonly (readonly number[])[], exponents = Number.POSITIVE_INFINITY): number {
  return Math.max(...all.flatMap((each) => each.slice(0, exponents)));
}

/** The largest of the exponents' medians over cells. */
export function largestMedian(all: readonly (readonly number[])[]): number {
  const [first = []] = all;
  return Math.max(...first.map((_, i) => all.map((each) => each[i]).sort((a, b) => a - b)[all.length >> 1]));
}
