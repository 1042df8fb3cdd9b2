import { describe, expect, it } from "vitest";
import type { GradientProfile } from "../../src/engine/engine.ts";
import { gradientDocument } from "../../src/io/gradient-document.ts";
import { toJson } from "../../src/io/json.ts";
import { QUANTILES } from "../../src/measure/profile.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import { profile } from "../support/profiles.ts";

const ENGINE = { kind: "cpu", precision: "f64", adapter: null } as const;
const STUDY = resolveStudy({ axes: [{ path: "seed", values: [1, 2, 3] }] });

const cellOf = (each: GradientProfile) =>
  gradientDocument(STUDY, ENGINE, { results: [each, null, null], seconds: 1, interrupted: false }).cells[0];

describe("the document of gradient profiles", () => {
  it("holds the finished cells, each with its place", () => {
    const measured = { results: [profile([1, 0]), null, profile([2, 0])], seconds: 2, interrupted: true };
    const document = gradientDocument(STUDY, ENGINE, measured);
    expect(document.cells.map(({ at, log10GradientNorm: [first] }) => [at.seed, first])).toEqual([
      [1, 1],
      [3, 2],
    ]);
    expect(document).toMatchObject({ study: STUDY.study, engine: ENGINE, seconds: 2, interrupted: true });
    expect(gradientDocument(STUDY, ENGINE, { ...measured, interrupted: false })).not.toHaveProperty("interrupted");
  });

  it("says every field of a profile, and names the probabilities of the quantiles", () => {
    const given = profile([-1, -0.5, 0], { normBound: { exponent: 1, standardError: 0.1, log10: [3, 2, 0] } });
    const { quantiles, ...fields } = given;
    expect(cellOf(given)).toEqual({
      at: { seed: 1 },
      ...fields,
      quantiles: { probabilities: [...QUANTILES], log10GradientNorm: quantiles },
    });
  });

  it("has the norm product only where it was measured", () => {
    expect(cellOf(profile([1, 0]))).not.toHaveProperty("normBound");
  });

  it("becomes JSON with infinities as strings", () => {
    const text = toJson(cellOf(profile([-Infinity, 0], { status: "collapsed", gsc: [Infinity, 1] })));
    expect(JSON.parse(text)).toMatchObject({ log10GradientNorm: ["-Infinity", 0], gsc: ["Infinity", 1] });
  });
});
