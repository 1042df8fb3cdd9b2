import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../src/engine/cpu/engine.ts";
import type { Engine, GradientProfile, SpectrumJob } from "../../src/engine/engine.ts";
import { coarseness, coarseToFine } from "../../src/study/order.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import { runGradient, runSpectrum, type StudySnapshot } from "../../src/study/run.ts";
import { finish } from "../support/jobs.ts";

const engine = createCpuEngine({ workers: 2 });
const single = createCpuEngine({ workers: 1 });
afterAll(() => Promise.all([engine.close(), single.close()]));

const STUDY = resolveStudy({
  network: { width: 6, activation: "linear", weights: { law: "orthogonal" } },
  depth: 24,
  ensemble: 3,
  exponents: 2,
  axes: [
    { path: "network.weights.variance", from: 0.5, to: 4, steps: 7 },
    { path: "network.bias.variance", from: 0, to: 1, steps: 5 },
  ],
});

describe("coarse to fine", () => {
  test.each([[[]], [[1]], [[8]], [[9]], [[5, 7]], [[1, 6]], [[3, 4, 5]], [[33, 17]]])(
    "every cell of %j once",
    (shape) => {
      const count = shape.reduce((product, length) => product * length, 1);
      const order = coarseToFine(shape);
      expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
      expect(order[0]).toBe(0);
      const levels = order.map((index) => coarseness(index, shape));
      expect(levels).toEqual(levels.toSorted((a, b) => b - a));
    },
  );

  test("a level is the sub-grid of its stride, in C order", () => {
    expect(coarseToFine([8])).toEqual([0, 4, 2, 6, 1, 3, 5, 7]);
    expect(coarseToFine([4, 4])).toEqual([0, 2, 8, 10, 1, 3, 4, 5, 6, 7, 9, 11, 12, 13, 14, 15]);
    expect(coarseToFine([3, 3])).toEqual([0, 2, 6, 8, 1, 3, 4, 5, 7]);
    expect([0, 1, 2, 3, 4, 6, 8].map((index) => coarseness(index, [9]))).toEqual([16, 1, 2, 1, 4, 2, 8]);
  });
});

describe("a run", () => {
  test("hands the cells to the engine coarse to fine, and gives them back in their own places", async () => {
    const jobs: SpectrumJob[] = [];
    const spy: Engine = {
      ...engine,
      spectrum: (job, signal) => {
        jobs.push(job);
        return engine.spectrum(job, signal);
      },
    };
    let last: StudySnapshot | null = null;
    let before = new Array<unknown>(35).fill(null);
    for await (const snapshot of runSpectrum(STUDY, spy)) {
      snapshot.cells.forEach((cell, index) => {
        expect(cell !== before[index]).toBe(snapshot.changed.includes(index));
      });
      before = [...snapshot.cells];
      last = snapshot;
    }
    expect(jobs[0]?.cells).toEqual(coarseToFine([7, 5]).map((index) => STUDY.cells[index]));
    expect(last?.complete).toEqual(new Array(35).fill(true));
    expect(last?.done).toBe(last?.total);
    expect(last?.cells).toEqual(await finish(engine, { cells: STUDY.cells }));
    last?.cells.forEach((cell, index) => {
      const variance = Number(STUDY.cells[index]?.at["network.weights.variance"]);
      expect(cell?.exponents[0]).toBeCloseTo(Math.log(variance) / 2, 12);
    });
  });

  test("a coarse grid is complete before a finer one has begun", async () => {
    const shape = [7, 5];
    const seen: number[] = [];
    // One worker takes the tasks in their order; several overtake each other by a task or two.
    for await (const { changed, complete } of runSpectrum(STUDY, single)) {
      seen.push(...changed.filter((index) => complete[index]).map((index) => coarseness(index, shape)));
    }
    expect(seen).toEqual(coarseToFine(shape).map((index) => coarseness(index, shape)));
  });

  test("of gradients takes another order, and gives the cells back in their own places", async () => {
    const order = STUDY.cells.map((_, index) => 34 - index);
    const seen: number[] = [];
    let last: readonly (GradientProfile | null)[] = [];
    for await (const { cells, changed, complete } of runGradient(STUDY, single, { order })) {
      seen.push(...changed.filter((index) => complete[index]));
      last = cells;
    }
    expect(seen).toEqual(order);
    last.forEach((profile, index) => {
      const variance = Number(STUDY.cells[index]?.at["network.weights.variance"]);
      expect(profile?.slope.value).toBeCloseTo(Math.log(variance) / 2, 12);
    });
  });

  test("aborting ends it with the reason", async () => {
    const long = resolveStudy({ ...STUDY.study, depth: 1_000_000 });
    const controller = new AbortController();
    const run = (async () => {
      for await (const { done } of runSpectrum(long, engine, { signal: controller.signal })) {
        if (done > 0) controller.abort(new Error("enough"));
      }
    })();
    await expect(run).rejects.toThrow("enough");
  });

  test("one cell where there are no axes", async () => {
    const study = resolveStudy({ network: { width: 4 }, depth: 20, ensemble: 2 });
    let cells: StudySnapshot["cells"] = [];
    for await (const snapshot of runSpectrum(study, engine)) cells = snapshot.cells;
    expect(cells).toMatchObject([{ status: "ok", networks: 2, layers: 18 }]);
  });
});
