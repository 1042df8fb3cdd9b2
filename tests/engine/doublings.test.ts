import { describe, expect, test } from "vitest";
import { doublings, workOf } from "../../src/engine/doublings.ts";
import type { SpectrumCell } from "../../src/engine/engine.ts";
import { cellOf } from "../support/jobs.ts";

const ensembles = (ensemble: number) =>
  doublings(cellOf({}, { ensemble, tolerance: 0.1 })).map((step) => step.ensemble);
const depths = (settings: Partial<SpectrumCell>) =>
  doublings(cellOf({}, { ensemble: 1, tolerance: 0.1, ...settings })).map(({ depth, burnIn }) => depth - burnIn);

describe("what is measured of a cell one after another", () => {
  test("is the cell alone without a tolerance", () => {
    const cell = cellOf({}, { ensemble: 100 });
    expect(doublings(cell)).toEqual([cell]);
    expect(workOf(doublings(cell))).toBe(100 * 40);
  });

  test("is an ensemble of 8 that doubles, the last one the whole", () => {
    expect(ensembles(2)).toEqual([2]);
    expect(ensembles(8)).toEqual([8]);
    expect(ensembles(9)).toEqual([8, 9]);
    expect(ensembles(64)).toEqual([8, 16, 32, 64]);
    expect(ensembles(100)).toEqual([8, 16, 32, 64, 100]);
  });

  test("is, of a single network, 64 counted layers that double behind the same burn-in", () => {
    expect(depths({ depth: 40, burnIn: 0 })).toEqual([40]);
    expect(depths({ depth: 256, burnIn: 32 })).toEqual([64, 128, 224]);
    expect(depths({ depth: 64, burnIn: 0 })).toEqual([64]);
    const steps = doublings(cellOf({}, { ensemble: 1, tolerance: 0.1, depth: 256, burnIn: 32 }));
    expect(steps.map(({ burnIn }) => burnIn)).toEqual([32, 32, 32]);
  });

  test("counts at least as many layers as it burns in: every depth pays them again", () => {
    expect(depths({ depth: 4096, burnIn: 512 })).toEqual([512, 1024, 2048, 3584]);
    expect(depths({ depth: 256, burnIn: 250 })).toEqual([6]);
  });

  test("looks like a study of its own, but for the last one, which knows the tolerance", () => {
    const cell = cellOf({}, { ensemble: 1, tolerance: 0.1, depth: 256, burnIn: 0, checkpoints: [32, 100, 256] });
    const steps = doublings(cell);
    expect(steps.map(({ tolerance }) => tolerance)).toEqual([undefined, undefined, 0.1]);
    expect(steps.map(({ checkpoints }) => checkpoints)).toEqual([[32], [32, 100], [32, 100, 256]]);
    expect(steps.at(-1)).toBe(cell);
  });
});

describe("the work of it", () => {
  const steps = (settings: Partial<SpectrumCell>) => doublings(cellOf({}, { tolerance: 0.1, ...settings }));

  test("measures every network of an ensemble once", () => {
    expect(workOf(steps({ ensemble: 100 }))).toBe(100 * 40);
    expect(workOf(steps({ ensemble: 100 }), 2)).toBe((100 - 16) * 40);
    expect(workOf(steps({ ensemble: 100 }), 5)).toBe(0);
  });

  test("measures a single network anew at every depth: at most some three times the last of them", () => {
    expect(workOf(steps({ ensemble: 1, depth: 256, burnIn: 32 }))).toBe(96 + 160 + 256);
    for (let depth = 1; depth < 5000; depth += 7) {
      for (const burnIn of [0, Math.floor(depth / 8), Math.floor(depth / 2)]) {
        expect(workOf(steps({ ensemble: 1, depth, burnIn }))).toBeLessThan(3.2 * depth);
      }
    }
  });
});
