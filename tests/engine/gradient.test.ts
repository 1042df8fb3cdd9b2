import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../src/engine/cpu/engine.ts";
import { gradientBytes } from "../../src/engine/cpu/memory.ts";
import type { Engine, GradientCell, GradientProfile, Snapshot } from "../../src/engine/engine.ts";
import { GRADIENT } from "../../src/engine/measurement.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { specOf } from "../support/specs.ts";

const one = createCpuEngine({ workers: 1 });
const three = createCpuEngine({ workers: 3 });
afterAll(() => Promise.all([one, three].map((engine) => engine.close())));

function cellOf(network: NetworkInput = {}, settings: Partial<GradientCell> = {}): GradientCell {
  return { network: specOf({ width: 8, ...network }), depth: 30, burnIn: 3, ensemble: 6, seed: 42, ...settings };
}

const CELLS: GradientCell[] = [
  cellOf({ bias: { variance: 0.1 } }, { normBound: true }),
  cellOf({ activation: "relu", width: 3 }, { ensemble: 40 }),
  cellOf({ tied: true, block: "residual", branch: ["linear", "activation", "linear"] }),
  cellOf({ skip: 1e6, activation: "tanh" }, { depth: 90 }),
  cellOf({ weights: { variance: 0 } }, { ensemble: 1 }),
  cellOf({ weights: { law: "orthogonal" }, block: "residual" }, { depth: 10_500, ensemble: 2 }),
  ...[0.5, 1, 2].map((variance) => cellOf({ weights: { variance } }, { sampling: "law", ensemble: 12 })),
  cellOf({ weights: { law: "orthogonal", variance: 2 } }, { sampling: "law" }),
  cellOf({ block: "gru" }, { window: 7 }),
  cellOf({ block: "lstm", bias: { variance: 0.1 } }, { normBound: true }),
  cellOf({ block: "neural-ode", integrator: "rk4", tied: false }),
  cellOf({ block: "neural-ode", integrator: "rk4" }, { adjoint: "continuous", window: 20 }),
];

async function snapshotsOf(engine: Engine, cells: readonly GradientCell[], signal?: AbortSignal) {
  const snapshots: Snapshot<GradientProfile>[] = [];
  for await (const snapshot of engine.gradient({ cells }, signal)) snapshots.push({ ...snapshot });
  return snapshots;
}

function alone(cell: GradientCell): GradientProfile {
  const statistics = GRADIENT.statistics(cell);
  const steps = GRADIENT.networks(cell, 0, cell.ensemble);
  for (let step = steps.next(); ; step = steps.next()) {
    if (!step.done) continue;
    for (const network of step.value) statistics.add(network);
    return statistics.result();
  }
}

describe("gradient profiles on the CPU engine", () => {
  test("have the same bits with one worker, with three, and without any", async () => {
    const expected = CELLS.map(alone);
    const statuses = new Array<string>(CELLS.length).fill("ok");
    statuses.splice(3, 2, "overflow", "collapsed");
    expect(expected.map(({ status }) => status)).toEqual(statuses);
    expect(expected[1].infinite[0]).toBeGreaterThan(0);
    for (const engine of [one, three]) expect((await snapshotsOf(engine, CELLS)).at(-1)?.cells).toEqual(expected);
  });

  test("count network·layers once, whatever the passes over them", async () => {
    const snapshots = await snapshotsOf(three, [...CELLS, cellOf({ width: 64 }, { depth: 300, ensemble: 40 })]);
    expect(snapshots.length).toBeGreaterThan(2);
    let before = 0;
    for (const { done, total } of snapshots) {
      expect(done).toBeGreaterThanOrEqual(before - 1e-6);
      expect(done).toBeLessThanOrEqual(total + 1e-6);
      before = done;
    }
    expect(before).toBe(snapshots[0].total);
  });

  test("end within a moment when aborted", async () => {
    const controller = new AbortController();
    const long = snapshotsOf(one, [cellOf({ width: 128 }, { depth: 100_000, ensemble: 9 })], controller.signal);
    setTimeout(() => controller.abort(new Error("enough")), 100);
    await expect(long).rejects.toThrow("enough");
    const since = performance.now();
    await snapshotsOf(one, [cellOf()]);
    expect(performance.now() - since).toBeLessThan(1000);
  });

  test("memory: traces of one segment, and every network's profile of a cell in work", () => {
    const deep = cellOf({ width: 64 }, { depth: 1_000_000 });
    const bytes = gradientBytes([deep], 1).work;
    expect(bytes).toBeGreaterThan(8 * 64 * (1000 + 2 * 1000));
    // All traces would be a gigabyte.
    expect(bytes).toBeLessThan(2 ** 23);
    const many = gradientBytes([cellOf({}, { ensemble: 1e6, depth: 4096 })], 1).work;
    expect(many).toBeGreaterThan(8 * 1e6 * 4097);
  });
});
