import { expect, it } from "vitest";
import { againstLaws } from "../../src/cli/text/against-laws.ts";
import type { EngineInfo, Spectrum } from "../../src/engine/engine.ts";
import { LogNormSample } from "../../src/measure/distribution.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import { logNormLaw } from "../../src/theory/log-norm.ts";
import { NOTHING_DERIVED } from "../support/derived.ts";
import { random } from "../support/random.ts";

const CPU: EngineInfo = { kind: "cpu", precision: "f64", adapter: null };
const study = resolveStudy({
  network: { width: 4, activation: "linear" },
  depth: 40,
  ensemble: 300,
  exponents: 1,
  distribution: true,
  axes: [{ path: "network.bias.variance", values: [0.5] }],
});

/** What --check says of normal numbers with the law's mean and `factor` times its variance. */
function told(factor: number): { wrong: string[]; notes: string[] } {
  const [cell] = study.cells;
  const law = cell === undefined ? null : logNormLaw(cell.network, 40, 5);
  if (law === null) throw new Error("no law");
  const sample = new LogNormSample(300, 35);
  for (const z of random(4).normals(300)) sample.add(law.mean + Math.sqrt(factor * law.variance) * z);
  const logNorm = sample.result();
  const spectrum: Spectrum = {
    exponents: [logNorm.mean / 35],
    standardErrors: [(logNorm.standardErrors.mean ?? 0) / 35],
    infinite: [0],
    layerVariances: [null],
    status: "ok",
    drift: null,
    networks: 300,
    layers: 35,
    orthogonalizedEvery: 1,
    ...NOTHING_DERIVED,
    logNorm,
  };
  return againstLaws(study, CPU, { results: [spectrum], seconds: 1, interrupted: false });
}

it("the variance of ln‖Ju‖ is held against its law, a line where it is wrong", () => {
  const both = /^1 of 1 exponents and (\d) of 1 variances of ln‖Ju‖ agree with exact laws$/;
  expect(told(1)).toEqual({ wrong: [], notes: [expect.stringMatching(both)] });
  for (const factor of [2, 0.5]) {
    const { wrong, notes } = told(factor);
    expect(wrong).toHaveLength(1);
    expect(wrong[0]).toMatch(
      /^the variance of ln‖Ju‖ is [\d.]+, -?\d+\.\d standard errors from 5\.6431\d? \(χ² of Gaussian layers\) \(where network\.bias\.variance = 0\.5\)$/,
    );
    expect(both.exec(notes[0] ?? "")?.[1]).toBe("0");
  }
});
