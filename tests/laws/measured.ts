import { afterAll, expect } from "vitest";
import { createCpuEngine } from "../../src/engine/cpu/engine.ts";
import type { Spectrum } from "../../src/engine/engine.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import { runSpectrum } from "../../src/study/run.ts";
import type { StudyInput } from "../../src/study/schema.ts";

/** What a wrong σ_w by 2 % would do to every exponent; a test that does not see it sees nothing. */
export const SHIFT = 0.02;

const engine = createCpuEngine();
afterAll(() => engine.close());

/** Runs a study on the CPU engine; one spectrum a cell, in C order. */
export async function measureAll(study: StudyInput): Promise<Spectrum[]> {
  let cells: readonly (Spectrum | null)[] = [];
  for await (const snapshot of runSpectrum(resolveStudy(study), engine)) cells = snapshot.cells;
  return cells.map((cell) => {
    if (cell === null) throw new Error("a cell was not measured");
    return cell;
  });
}

/** Runs a study of one cell. */
export async function measure(study: StudyInput): Promise<Spectrum> {
  const [spectrum] = await measureAll(study);
  return spectrum;
}

/** (measured − law) / standard error for the first exponents; a law of null is left out. */
export function deviations(spectrum: Spectrum, law: readonly (number | null)[], shift = 0): number[] {
  return law.flatMap((exact, i) => {
    if (exact === null) return [];
    const { exponents, standardErrors } = spectrum;
    const measured = exponents[i] ?? Number.NaN;
    const error = standardErrors[i] ?? Number.NaN;
    return [(measured - exact - shift) / error];
  });
}

const largest = (values: readonly number[]): number => Math.max(...values.map((value) => Math.abs(value)));

/** Every exponent within 4 of its standard errors; and all of them shifted by 0.02, either way, would not be. */
export function expectLaw(spectrum: Spectrum, law: readonly (number | null)[]): void {
  expect(spectrum.networks).toBeGreaterThanOrEqual(64);
  const found = deviations(spectrum, law);
  expect(found.length).toBeGreaterThan(0);
  expect(largest(found)).toBeLessThan(4);
  expect(largest(deviations(spectrum, law, SHIFT))).toBeGreaterThan(4);
  expect(largest(deviations(spectrum, law, -SHIFT))).toBeGreaterThan(4);
}
