import { describe, expect, test } from "vitest";
import { Collector } from "../../src/engine/collector.ts";
import { SPECTRUM } from "../../src/engine/measurement.ts";
import { cellOf } from "../support/jobs.ts";

/** All networks of a cell from number `first` on. */
function networksOf(cell: Parameters<typeof SPECTRUM.networks>[0], first: number) {
  const work = SPECTRUM.networks(cell, first, cell.ensemble - first);
  for (let step = work.next(); ; step = work.next()) if (step.done) return step.value;
}

describe("a collector", () => {
  test("asks for the next networks of a cell when it has all before them, in whatever order they come", () => {
    const cell = cellOf({}, { ensemble: 20, tolerance: 1e-9 });
    const collector = new Collector(SPECTRUM, [cell]);
    expect(collector.begin()).toEqual([{ ...cell, ensemble: 8, tolerance: undefined }]);
    const networks = networksOf(cell, 0);
    expect(collector.take(0, 3, networks.slice(3, 8))).toBeNull();
    expect(collector.results[0]).toBeNull();
    expect(collector.take(0, 0, networks.slice(0, 3))).toEqual({
      cell: { ...cell, ensemble: 16, tolerance: undefined },
      first: 8,
    });
    expect(collector.complete).toEqual([false]);
    expect(collector.take(0, 8, networks.slice(8, 16))).toEqual({ cell, first: 16 });
    expect(collector.results[0]).toMatchObject({ networks: 16, status: "ok" });
    expect(collector.take(0, 16, networks.slice(16))).toBeNull();
    expect(collector.results[0]).toMatchObject({ networks: 20, status: "not-converged" });
    expect([collector.complete, collector.left, collector.total]).toEqual([[true], 0, 20 * 40]);
  });

  test("asks for a single network anew, with more layers, until its error is small enough", () => {
    const cell = cellOf({}, { ensemble: 1, burnIn: 0, depth: 2000, tolerance: 0.025 });
    const collector = new Collector(SPECTRUM, [cell]);
    const depths: number[] = [];
    expect(collector.total).toBe(64 + 128 + 256 + 512 + 1024 + 2000);
    let [wanted] = collector.begin();
    for (;;) {
      depths.push(wanted.depth);
      const next = collector.take(0, 0, networksOf(wanted, 0));
      expect(collector.results[0]?.layers).toBe(wanted.depth);
      if (next === null) break;
      expect([next.first, collector.complete]).toEqual([0, [false]]);
      wanted = next.cell;
    }
    expect(depths.length).toBeGreaterThan(1);
    expect(depths.length).toBeLessThan(6);
    expect(collector.total).toBe(depths.reduce((sum, depth) => sum + depth, 0));
    expect([collector.complete, collector.left]).toEqual([[true], 0]);
    expect(collector.results[0]?.status).not.toBe("not-converged");
  });

  test("forgets the work that a cell did not need when it stops", () => {
    const cells = [cellOf({}, { ensemble: 1000, tolerance: 1 }), cellOf({}, { ensemble: 10 })];
    const collector = new Collector(SPECTRUM, cells);
    expect(collector.total).toBe(1010 * 40);
    const [first] = collector.begin();
    expect(collector.take(0, 0, networksOf(first, 0))).toBeNull();
    expect(collector.complete).toEqual([true, false]);
    expect(collector.total).toBe(18 * 40);
  });
});
