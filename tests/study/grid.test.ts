import { describe, expect, test } from "vitest";
import { studyGrid } from "../../src/study/grid.ts";
import { resolveStudy } from "../../src/study/resolve.ts";

const STUDIES: [string, unknown][] = [
  ["no axes", {}],
  [
    "two axes",
    {
      network: { block: "residual", weights: { variance: 2 } },
      axes: [
        { path: "network.scale", values: [0.1, 1] },
        { path: "depth", from: 10, to: 40, steps: 4, scale: "log" },
      ],
    },
  ],
  [
    "names, schedules, fixed vectors",
    {
      network: { scale: "1/sqrt(depth)", bias: { variance: 1 }, tied: false, weights: { law: "uniform" } },
      fixedVectors: [{ units: 2 }],
      checkpoints: 2,
      axes: [
        { path: "network.activation", values: ["tanh", "relu"] },
        { path: "network.tied", values: [true, false] },
        { path: "network.width", from: 4, to: 9, steps: 3, draw: "random" },
      ],
    },
  ],
];

describe("the grid of a study", () => {
  test.each(STUDIES)("has the cells of the resolved one: %s", (_, input) => {
    const grid = studyGrid(input);
    const { study, axes, cells } = resolveStudy(input);
    expect(grid.study).toEqual(study);
    expect(grid.axes).toEqual(axes);
    expect(grid.count).toBe(cells.length);
    expect(cells.map((_, index) => grid.cell(index))).toEqual(cells);
    // From its own printed study the same again.
    expect(studyGrid(grid.study).cell(grid.count - 1)).toEqual(cells.at(-1));
    expect(JSON.stringify(studyGrid(grid.study).study)).toBe(JSON.stringify(grid.study));
  });

  test("runs in C order: the last axis fastest", () => {
    const grid = studyGrid(STUDIES[1]?.[1]);
    expect(grid.cell(5).at).toEqual({ "network.scale": 1, depth: 16 });
    expect(grid.cell(5)).toMatchObject({ index: 5, depth: 16, burnIn: 2 });
  });

  test("a cell that is wrong is found before any is measured, in the words of resolveStudy", () => {
    const wrong = { burnIn: 20, axes: [{ path: "depth", from: 9000, to: 20, steps: 8981 }] };
    const said = message(() => resolveStudy(wrong));
    expect(said).toBe("burnIn is 20; allowed: a whole number below the depth, 20 (where depth = 20)");
    expect(message(() => studyGrid(wrong))).toBe(said);
    expect(message(() => studyGrid({ widht: 1 }))).toBe(message(() => resolveStudy({ widht: 1 })));
  });

  test("takes more cells than a study in memory, up to ten million", () => {
    const million = { axes: ["seed", "ensemble"].map((path) => ({ path, from: 1, to: 1200, steps: 1200 })) };
    expect(message(() => resolveStudy(million))).toBe("axes is 1440000; allowed: at most 1000000 cells");
    const more = { axes: ["seed", "ensemble"].map((path) => ({ path, from: 1, to: 4000, steps: 4000 })) };
    expect(message(() => studyGrid(more))).toBe("axes is 16000000; allowed: at most 10000000 cells");
  });

  test("has no other cells", () => {
    const grid = studyGrid(STUDIES[1]?.[1]);
    for (const index of [-1, 8, 1.5, Number.NaN]) expect(() => grid.cell(index)).toThrow(RangeError);
    expect(message(() => grid.cell(8))).toBe("cell is 8; allowed: a whole number from 0 to 7");
  });
});

function message(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("nothing was thrown");
}
