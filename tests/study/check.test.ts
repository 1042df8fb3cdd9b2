import { describe, expect, test } from "vitest";
import type { Spectrum } from "../../src/engine/engine.ts";
import { checked, judged } from "../../src/study/check.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { newmanExponents } from "../../src/theory/newman.ts";
import { reducibleExponents } from "../../src/theory/reducible.ts";
import { NOTHING_DERIVED } from "../support/derived.ts";

function cellOf(study: StudyInput) {
  const [cell] = resolveStudy(study).cells;
  if (cell === undefined) throw new Error("a study has a cell");
  return cell;
}

/** A spectrum whose exponents are so many standard errors of .01 from these values. */
function spectrumOf(law: readonly number[], off: readonly number[], networks = 200, error = 0.01): Spectrum {
  return {
    exponents: law.map((value, i) => value + (off[i] ?? 0) * error),
    standardErrors: law.map(() => error),
    infinite: law.map(() => 0),
    layerVariances: law.map(() => 1),
    status: "ok",
    drift: null,
    networks,
    layers: 100,
    orthogonalizedEvery: 1,
    ...NOTHING_DERIVED,
  };
}

describe("measured exponents against exact laws", () => {
  const cell = cellOf({ network: { width: 4, activation: "linear" }, exponents: 4 });
  const law = newmanExponents(4, 4, 1);

  test("are told with their z-scores", () => {
    const scores = judged(cell, spectrumOf(law, [1, -2, 0, 4.5])).map(({ zScore }) => zScore);
    for (const [i, score] of [1, -2, 0, 4.5].entries()) expect(scores[i]).toBeCloseTo(score, 9);
    expect(judged(cell, spectrumOf(law, []))[2]).toMatchObject({ index: 3, name: "Newman", kind: "exact" });
  });

  test("are wrong beyond 5 standard errors, of few networks later", () => {
    const wrong = (off: number[], networks?: number) =>
      checked(cell, spectrumOf(law, off, networks), "f64").wrong.map(({ index }) => index);
    expect(wrong([0, 4.9, -4.9, 1])).toEqual([]);
    expect(wrong([0, 5.5, -5.5, 1])).toEqual([2, 3]);
    expect(wrong([0, 5.5, -5.5, 1], 4)).toEqual([]);
    expect(wrong([0, 200, 0, 0], 4)).toEqual([2]);
  });

  test("without spread only rounding is allowed, which is the precision's", () => {
    const flat = cellOf({ network: { width: 3, activation: "linear", weights: { law: "orthogonal" } }, exponents: 3 });
    const near = { ...spectrumOf([0, 0, 0], [], 9, 0), exponents: [1e-12, 1e-7, 1e-2] };
    expect(checked(flat, near, "f64").wrong.map(({ index }) => index)).toEqual([2, 3]);
    expect(checked(flat, near, "f32").wrong.map(({ index }) => index)).toEqual([3]);
  });

  test("limits, and what no law speaks of, are not judged", () => {
    const tanh = cellOf({ network: { width: 32 }, exponents: 2 });
    expect(judged(tanh, spectrumOf([0, 0], []))[0]).toMatchObject({ kind: "limit" });
    expect(checked(tanh, spectrumOf([9, 9], []), "f64")).toEqual({ all: [], wrong: [] });
    const alone = { ...spectrumOf(law, [99, 0, 0, 0], 1), standardErrors: [null, null, null, null] };
    expect(checked(cell, alone, "f64").wrong).toEqual([]);
  });

  test("exponents of two blocks that are too close to have come apart are left out", () => {
    const weights = { split: 3, contrast: 0.9 };
    const network = { width: 7, activation: "linear", weights } as const;
    const both = reducibleExponents(7, 1, weights)
      .flat()
      .sort((a, b) => b - a);
    const spoken = (depth: number) =>
      judged(cellOf({ network, exponents: 7, depth, ensemble: 8 }), spectrumOf(both, [])).map(({ index }) => index);
    expect(spoken(50).length).toBeLessThan(spoken(100_000).length);
    expect(spoken(100_000)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});
