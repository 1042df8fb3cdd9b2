import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { ASSUMED, simulate, table as simulated } from "../../bench/sweep/model.mjs";
import { table as worked } from "../../bench/sweep/paper.mjs";

const PAGE = readFileSync(join(fileURLToPath(new URL("../..", import.meta.url)), "docs/scale.md"), "utf8");

/** Nothing fails, all devices and all cells are alike. */
const EVEN = { ...ASSUMED, cells: 1000, spread: 1, slow: 0, betweenFailures: Number.POSITIVE_INFINITY };

describe("a simulated sweep", () => {
  it("takes the ideal time where blocks divide evenly and nothing fails", () => {
    const setting = { devices: 10, cellsPerBlock: 50, shards: 10, seed: 0 };
    expect(simulate({ ...setting, saves: "cell" }, EVEN)).toEqual({ makespan: 1, lost: 0 });
    expect(simulate({ ...setting, saves: "block" }, EVEN)).toEqual({ makespan: 1, lost: 0 });
  });

  it("waits for the shard with most blocks", () => {
    const setting = { devices: 2, shards: 2, saves: "cell", seed: 0 } as const;
    // Blocks of 500, 500: a device each. Blocks of 334, 334, 332: one device has the first and the last.
    expect(simulate({ ...setting, cellsPerBlock: 500 }, EVEN).makespan).toBe(1);
    expect(simulate({ ...setting, cellsPerBlock: 334 }, EVEN).makespan).toBeCloseTo(666 / 500, 12);
  });

  it("gives a fast device more shards than a slow one only where there are more shards than devices", () => {
    // One of two at half speed: 1.5 cells a time. A shard each: the slow one takes 1,000 for its 500 cells.
    const uneven = { ...EVEN, slow: 0.5 };
    const setting = { devices: 2, cellsPerBlock: 10, saves: "cell", seed: 0 } as const;
    expect(simulate({ ...setting, shards: 2 }, uneven).makespan).toBeCloseTo((1000 * 1.5) / 1000, 12);
    expect(simulate({ ...setting, shards: 100 }, uneven).makespan).toBeCloseTo(1, 1);
  });

  it("loses half a cell a failure with a journal, and without one about half a block", () => {
    const failing = { ...EVEN, cells: 1e6, betweenFailures: 500, restart: 10 };
    const setting = { devices: 10, cellsPerBlock: 100, shards: 100, seed: 3 };
    const perFailure = (lost: number) => (lost / (1 - lost)) * failing.betweenFailures;
    // 2,000 failures: 0.5 ± .0065 cells; bounds are five standard errors.
    expect(Math.abs(perFailure(simulate({ ...setting, saves: "cell" }, failing).lost) - 0.5)).toBeLessThan(0.033);
    // A block of length b is done again, on average, after losing e^{b/M} M − M − b in all: (M = 500, b = 100) 10.7 a block.
    const redone = 500 * Math.exp(0.2) - 500 - 100;
    const { lost } = simulate({ ...setting, saves: "block" }, failing);
    expect(Math.abs(lost / (1 - lost) / (redone / 100) - 1)).toBeLessThan(0.1);
  });
});

describe("the page on scale", () => {
  it("shows the tables that bench/sweep/simulate.mjs prints", () => {
    expect(PAGE).toContain(simulated().join("\n"));
    expect(PAGE).toContain(worked().join("\n"));
  });
});
