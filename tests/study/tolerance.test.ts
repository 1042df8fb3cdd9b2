import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../src/engine/cpu/engine.ts";
import type { Spectrum } from "../../src/engine/engine.ts";
import { largestError } from "../../src/measure/tolerance.ts";
import { lawOf } from "../../src/study/laws.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import { runGradient, runSpectrum } from "../../src/study/run.ts";
import type { StudyInput } from "../../src/study/schema.ts";

const engine = createCpuEngine({ workers: 2 });
afterAll(() => engine.close());

/** What a study ends with; its progress must add up all the way. */
async function run(input: StudyInput): Promise<{ spectra: Spectrum[]; total: number }> {
  let total = Number.POSITIVE_INFINITY;
  let last: readonly (Spectrum | null)[] = [];
  let ended = false;
  for await (const snapshot of runSpectrum(resolveStudy(input), engine)) {
    expect(snapshot.done).toBeLessThanOrEqual(snapshot.total);
    expect(snapshot.total).toBeLessThanOrEqual(total);
    total = snapshot.total;
    last = snapshot.cells;
    ended = snapshot.done === snapshot.total && snapshot.complete.every(Boolean);
  }
  expect(ended).toBe(true);
  return { spectra: last.flatMap((cell) => cell ?? []), total };
}

const SCALE = { path: "network.scale", values: [0.05, 0.1, 0.2, 0.4, 0.8] };
const SWEEP = {
  network: { width: 6, block: "residual", activation: "linear" },
  depth: 60,
  burnIn: 10,
  ensemble: 64,
  exponents: 3,
} satisfies StudyInput;

describe("the tolerance of a study", () => {
  test("saves work where cells differ in their noise, and every error is within it", async () => {
    const tolerance = 0.006;
    const whole = await run({ ...SWEEP, axes: [SCALE] });
    const saving = await run({ ...SWEEP, tolerance, axes: [SCALE] });
    expect(whole.total).toBe(5 * 64 * 60);
    expect(saving.total).toBeLessThan(whole.total / 2);
    saving.spectra.forEach(({ exponents, standardErrors, status }) => {
      expect(status).toBe("ok");
      expect(largestError(exponents, standardErrors)).toBeLessThanOrEqual(tolerance);
    });
    expect(new Set(saving.spectra.map(({ networks }) => networks)).size).toBeGreaterThan(2);
  });

  test("leaves each cell as it is alone, with the ensemble that it took, and with the axis the other way round", async () => {
    const study = { ...SWEEP, tolerance: 0.004 };
    const { spectra } = await run({ ...study, axes: [SCALE] });
    const back = await run({ ...study, axes: [{ ...SCALE, values: SCALE.values.toReversed() }] });
    expect(back.spectra.toReversed()).toEqual(spectra);
    for (const [i, scale] of SCALE.values.entries()) {
      const network = { ...SWEEP.network, scale } as const;
      expect((await run({ ...study, network })).spectra).toEqual([spectra[i]]);
      const [plain] = (await run({ ...SWEEP, network, ensemble: spectra[i].networks })).spectra;
      expect({ ...spectra[i], status: "ok" }).toEqual({ ...plain, status: "ok" });
    }
  });

  test("of a single network gives the numbers of a study of the depth that it took", async () => {
    const study: StudyInput = { ...SWEEP, network: { ...SWEEP.network, scale: 0.3 }, depth: 2000, ensemble: 1 };
    const [spectrum] = (await run({ ...study, tolerance: 0.006 })).spectra;
    expect(spectrum.layers).toBeLessThan(1990);
    expect((await run({ ...study, depth: 10 + spectrum.layers })).spectra).toEqual([spectrum]);
  });

  test("can be an axis, and is printed where it is written", async () => {
    const axes = [{ path: "tolerance", values: [0.1, 0.004, 0.0001] }];
    const { spectra } = await run({ ...SWEEP, network: { ...SWEEP.network, scale: 0.4 }, axes });
    expect(spectra.map(({ networks }) => networks)).toEqual([8, 32, 64]);
    expect(spectra.map(({ status }) => status)).toEqual(["ok", "ok", "not-converged"]);
    expect(resolveStudy({ tolerance: 0.1 }).study.tolerance).toBe(0.1);
    expect(resolveStudy({}).study).not.toHaveProperty("tolerance");
  });

  test("holds for fixed vectors by their own numbers", async () => {
    const study: StudyInput = {
      ...SWEEP,
      network: { width: 6, activation: "linear", weights: { split: 3, contrast: 0.2 } },
      exponents: 1,
      fixedVectors: [{ units: 3 }, {}],
    };
    const { spectra, total } = await run({ ...study, tolerance: 0.02 });
    const vectors = spectra[0].fixedVectors ?? [];
    expect(vectors).toHaveLength(2);
    for (const { standardError } of vectors) expect(standardError).toBeLessThanOrEqual(0.02);
    expect(total).toBe(60 * [spectra[0], ...vectors].reduce((sum, { networks }) => sum + networks, 0));
    for (const [i, { networks }] of vectors.entries()) {
      const [plain] = (await run({ ...study, ensemble: networks })).spectra;
      expect(plain.fixedVectors?.[i]).toEqual(vectors[i]);
    }
  });

  test("does not touch gradient profiles", async () => {
    const study: StudyInput = { ...SWEEP, tolerance: 1e3 };
    for await (const { cells, complete, total } of runGradient(resolveStudy(study), engine)) {
      expect(total).toBe(64 * 60);
      if (complete[0]) expect(cells[0]?.networks).toBe(64);
    }
  });

  test("lets laws of a finite depth speak of the depth that was measured", () => {
    const [cell] = resolveStudy({ network: { block: "residual" }, tolerance: 0.1, ensemble: 1, depth: 2000 }).cells;
    const law = (depth: number) => lawOf({ ...cell, depth }).at(0)?.value;
    expect(lawOf(cell, { networks: 1, layers: 500 }).at(0)?.value).toBe(law(750));
    expect(law(750)).not.toBe(law(2000));
  });
});
