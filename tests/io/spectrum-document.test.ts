import { describe, expect, it } from "vitest";
import type { Spectrum } from "../../src/engine/engine.ts";
import { spectrumDocument } from "../../src/io/spectrum-document.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import { NOTHING_DERIVED } from "../support/derived.ts";

const ENGINE = { kind: "cpu", precision: "f64", adapter: null } as const;
const SPECTRUM: Spectrum = {
  exponents: [0.5],
  standardErrors: [0.1],
  infinite: [0],
  layerVariances: [1],
  status: "ok",
  drift: null,
  networks: 3,
  layers: 9,
  orthogonalizedEvery: 3,
  ...NOTHING_DERIVED,
};

describe("the document of a spectrum", () => {
  const study = resolveStudy({ axes: [{ path: "seed", values: [1, 2, 3] }] });

  it("holds the finished cells, each with its place", () => {
    const document = spectrumDocument(study, ENGINE, {
      results: [SPECTRUM, null, SPECTRUM],
      seconds: 2,
      interrupted: true,
    });
    expect(document.cells.map(({ at }) => at.seed)).toEqual([1, 3]);
    expect(document).toMatchObject({ study: study.study, engine: ENGINE, seconds: 2, interrupted: true });
  });

  it("speaks of an interruption only where there was one", () => {
    const measured = { results: [SPECTRUM, SPECTRUM, SPECTRUM], seconds: 2, interrupted: false };
    expect(spectrumDocument(study, ENGINE, measured)).not.toHaveProperty("interrupted");
  });
});
