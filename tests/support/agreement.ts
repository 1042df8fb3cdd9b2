import { expect } from "vitest";
import type { Engine, Spectrum, SpectrumCell } from "../../src/engine/engine.ts";
import { finish } from "./jobs.ts";

export interface Agreement {
  /** Largest |Δλ| over cells and exponents. */
  worst: number;
  /** Largest |Δλ| of each exponent's median over the cells. */
  median: number;
}

/** The exponents of both engines, cell by cell; −∞ must be in the same places, as often. */
export async function agreement(gpu: Engine, cpu: Engine, cells: readonly SpectrumCell[]): Promise<Agreement> {
  const [found, expected] = [await finish(gpu, { cells }), await finish(cpu, { cells })];
  const differences = found.map((spectrum, cell) => compareSpectra(spectrum, expected[cell]));
  const worst = Math.max(...differences.flat());
  const exponents = Math.max(...differences.map((each) => each.length));
  const medians = Array.from({ length: exponents }, (_, i) => {
    const all = differences.flatMap((each) => each.slice(i, i + 1)).sort((a, b) => a - b);
    return all[all.length >> 1] ?? 0;
  });
  return { worst, median: Math.max(...medians) };
}

/** |Δλ_i|; 0 where both are −∞. */
export function compareSpectra(found: Spectrum | null, expected: Spectrum | null | undefined): number[] {
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
