import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../src/engine/cpu/engine.ts";
import { fairShare, runTask, type Task, tasksOf } from "../../src/engine/cpu/task.ts";
import type { SpectrumCell, SpectrumJob } from "../../src/engine/engine.ts";
import { SPECTRUM } from "../../src/engine/measurement.ts";
import type { NetworkSpectrum } from "../../src/measure/spectrum.ts";
import { type Spectrum, spectrumStatistics } from "../../src/measure/statistics.ts";
import type { ActivationName } from "../../src/network/spec.ts";
import { cellOf, collect, finish } from "../support/jobs.ts";

const one = createCpuEngine({ workers: 1 });
const two = createCpuEngine({ workers: 2 });
const three = createCpuEngine({ workers: 3 });
afterAll(() => Promise.all([one, two, three].map((engine) => engine.close())));

const CELLS: SpectrumCell[] = [
  cellOf({ bias: { variance: 0.1 } }, { checkpoints: [10, 40] }),
  cellOf({ activation: "relu", weights: { variance: 2 }, width: 6 }, { exponents: 6, ensemble: 25 }),
  cellOf({ weights: { law: "orthogonal", variance: 2 }, skip: 1, scale: 0.5 }, { ensemble: 1, depth: 90 }),
  cellOf({ activation: "softplus", weights: { variance: 1e6 } }, { depth: 300, ensemble: 4 }),
  cellOf({ weights: { variance: 0 } }, { ensemble: 3 }),
  // Cells that share their random numbers, which are kept from the second one on.
  ...[0.5, 1, 2, 3].map((variance) =>
    cellOf({ weights: { variance }, bias: { variance: 0.1 } }, { sampling: "law", ensemble: 12 }),
  ),
  cellOf({ weights: { law: "orthogonal", variance: 2 } }, { sampling: "law" }),
  cellOf({ width: 9, block: "residual" }, { sampling: "law" }),
];

/** A network that one core works on for minutes. */
const LONG = cellOf({ width: 128 }, { depth: 1_000_000, exponents: 8, ensemble: 4 });

function compute({ index, first, count, cell }: Omit<Task, "measurement" | "cell"> & { cell: SpectrumCell }) {
  const steps = runTask({ measurement: "spectrum", cell, index, first, count });
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value as NetworkSpectrum[];
}

/** A cell without engine, one network after another. */
function alone(cell: SpectrumCell): Spectrum {
  const statistics = spectrumStatistics(cell);
  for (let first = 0; first < cell.ensemble; first++) {
    for (const network of compute({ index: 0, cell, first, count: 1 })) statistics.add(network);
  }
  return statistics.result();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** How a job ends that is left after `ms`: its error, and how long after `stop` it came. */
async function stopped(job: Promise<unknown>, ms: number, stop: () => void): Promise<{ error: unknown; late: number }> {
  const outcome = job.then(
    () => null,
    (error: unknown) => error,
  );
  await pause(ms);
  const since = performance.now();
  stop();
  return { error: await outcome, late: performance.now() - since };
}

describe("numbers", () => {
  test("are the same to the last bit with 1, 2 and 3 workers, and without any", async () => {
    const expected = CELLS.map(alone);
    expect(expected.map((spectrum) => spectrum.status)).toEqual([
      ...["ok", "ok", "ok", "overflow", "collapsed"],
      ...["ok", "ok", "ok", "ok", "ok", "ok"],
    ]);
    for (const engine of [one, two, three]) expect(await finish(engine, { cells: CELLS })).toEqual(expected);
  });

  test("do not depend on the size of tasks, nor on the order of the cells", async () => {
    const [cell = cellOf()] = CELLS;
    const whole = compute({ index: 0, cell, first: 0, count: 6 });
    const parts = [0, 1, 3].flatMap((first, i) => compute({ index: 0, cell, first, count: [1, 2, 3][i] ?? 0 }));
    expect(parts).toEqual(whole);
    const reversed = await finish(two, { cells: CELLS.toReversed() });
    expect(reversed.toReversed()).toEqual(await finish(two, { cells: CELLS }));
  });

  test("of a cell that stands twice in a job come twice", async () => {
    const [cell = cellOf()] = CELLS;
    const [first, second] = await finish(two, { cells: [cell, cell] });
    expect(first).toEqual(alone(cell));
    expect(second).toEqual(first);
  });

  test("a job without cells ends at once", async () => {
    expect(await collect(two, { cells: [] })).toEqual([]);
  });
});

describe("tasks", () => {
  test.each([1, 2, 8])("cut an ensemble without gap or overlap, %i workers", (workers) => {
    for (const cell of [
      ...CELLS,
      LONG,
      cellOf({ width: 1 }, { ensemble: 100_000, depth: 1, burnIn: 0, exponents: 1 }),
    ]) {
      const tasks = [...tasksOf(SPECTRUM, cell, 7, fairShare([cell], workers))];
      const networks = tasks.flatMap(({ first, count }) => Array.from({ length: count }, (_, i) => first + i));
      expect(networks).toEqual(Array.from({ length: cell.ensemble }, (_, i) => i));
      expect(tasks.every((task) => task.index === 7 && task.cell === cell)).toBe(true);
      if (cell.ensemble >= 4 * workers) expect(tasks.length).toBeGreaterThanOrEqual(3 * workers);
    }
  });

  test("take a fraction of a second even where a network is next to nothing", () => {
    const cell = cellOf({ width: 1 }, { ensemble: 10_000_000, depth: 1, burnIn: 0, exponents: 1 });
    const [task] = tasksOf(SPECTRUM, cell, 0, fairShare([cell], 1));
    const since = performance.now();
    compute({ ...task, cell });
    expect(performance.now() - since).toBeLessThan(1000);
  });
});

describe("snapshots", () => {
  test("tell of every cell that is complete, however slow their reader is", async () => {
    const cells = Array.from({ length: 12 }, (_, seed) => cellOf({ width: 4 }, { ensemble: 4, seed }));
    const slow = createCpuEngine({ workers: 2 });
    const told = new Set<number>();
    for await (const { changed, complete } of slow.spectrum({ cells })) {
      for (const cell of changed) if (complete[cell]) told.add(cell);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    await slow.close();
    expect(told.size).toBe(12);
  });

  test("progress never falls and ends at the total; changed and complete say what is new", async () => {
    const job: SpectrumJob = { cells: [...CELLS, cellOf({ width: 48 }, { depth: 400, ensemble: 24, exponents: 16 })] };
    const snapshots = await collect(two, job);
    expect(snapshots.length).toBeGreaterThan(1);
    const total = job.cells.reduce((sum, cell) => sum + cell.depth * cell.ensemble, 0);
    let before = { done: 0, seconds: 0, cells: new Array<Spectrum | null>(job.cells.length).fill(null) };
    for (const { done, total: all, seconds, cells, changed, complete } of snapshots) {
      expect(all).toBe(total);
      expect(done).toBeGreaterThanOrEqual(before.done);
      expect(done).toBeLessThanOrEqual(total);
      expect(seconds).toBeGreaterThanOrEqual(before.seconds);
      cells.forEach((cell, index) => {
        expect(cell !== before.cells[index]).toBe(changed.includes(index));
        expect(cell?.networks === job.cells[index]?.ensemble).toBe(complete[index]);
      });
      before = { done, seconds, cells: [...cells] };
    }
    expect(before.done).toBe(total);
    expect(snapshots.at(-1)?.complete.every((each) => each)).toBe(true);
  });

  test("a cell that is not complete is that of its first networks", async () => {
    const cell = cellOf({ width: 40 }, { depth: 300, ensemble: 40, exponents: 8 });
    const snapshots = await collect(three, { cells: [cell] });
    const partial = snapshots.map(({ cells }) => cells[0]).find((each) => each && each.networks < 40);
    expect(partial?.networks).toBeGreaterThan(0);
    expect(partial).toEqual(alone({ ...cell, ensemble: partial?.networks ?? 0 }));
  });
});

describe("a job that is left", () => {
  test("aborting ends it within 100 ms with the signal's reason, in the middle of a long network", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const { error, late } = await stopped(collect(one, { cells: [LONG] }, controller.signal), 150, () =>
      controller.abort(reason),
    );
    expect(error).toBe(reason);
    expect(late).toBeLessThan(100);
    // The worker has left it too.
    const since = performance.now();
    await finish(one, { cells: [cellOf({}, { ensemble: 1 })] });
    expect(performance.now() - since).toBeLessThan(2000);
  });

  test("a signal that was aborted before, or with a strange reason, ends it as well", async () => {
    await expect(collect(one, { cells: [LONG] }, AbortSignal.abort())).rejects.toThrow("aborted");
    const controller = new AbortController();
    const { error } = await stopped(
      collect(one, { cells: [LONG] }, controller.signal).catch((thrown: unknown) => Promise.reject([thrown])),
      50,
      () => controller.abort(null),
    );
    expect(error).toEqual([null]);
  });

  test("breaking out of the iteration frees the workers", async () => {
    for await (const snapshot of one.spectrum({ cells: [LONG] })) {
      expect(snapshot.done).toBeGreaterThan(0);
      break;
    }
    const since = performance.now();
    await finish(one, { cells: [cellOf({}, { ensemble: 1 })] });
    expect(performance.now() - since).toBeLessThan(2000);
  });

  test("two jobs share one worker: a short one comes through beside a long one", async () => {
    const controller = new AbortController();
    // Many networks, so that the worker can turn to the other job between two tasks.
    const many = cellOf({ width: 32 }, { depth: 100, ensemble: 1_000_000 });
    const long = stopped(collect(one, { cells: [many] }, controller.signal), 1, () => undefined);
    const cells = await finish(one, { cells: CELLS });
    expect(cells).toEqual(CELLS.map(alone));
    controller.abort();
    expect((await long).error).toMatchObject({ name: "AbortError" });
  });

  test("closing ends it with an error, and a closed engine takes no job", async () => {
    const engine = createCpuEngine({ workers: 2 });
    const { error, late } = await stopped(collect(engine, { cells: [LONG] }), 100, () => void engine.close());
    expect(String(error)).toContain("the engine was closed");
    expect(late).toBeLessThan(100);
    await expect(collect(engine, { cells: CELLS })).rejects.toThrow("the engine was closed");
  });
});

describe("what cannot be done is said", () => {
  test("a worker that fails ends the job with its message, and the engine goes on", async () => {
    const cell = cellOf();
    const broken = { ...cell, network: { ...cell.network, activation: "nonsense" as ActivationName } };
    await expect(collect(two, { cells: [cell, broken] })).rejects.toThrow(/undefined/);
    expect(await finish(two, { cells: [cell] })).toEqual([alone(cell)]);
  });

  test("a job too large for memory is refused with its bytes before anything starts", () => {
    const cell = cellOf({ width: 16384 }, { exponents: 16384 });
    const engine = createCpuEngine({ workers: 1024 });
    expect(() => engine.spectrum({ cells: [cell] })).toThrow(/ TiB \(\d{14} bytes\) of memory; allowed here: /);
  });

  test.each([0, -1, 1.5, Number.NaN, 1025])("%d workers", (workers) => {
    expect(() => createCpuEngine({ workers })).toThrow(`workers is ${workers}; allowed: a whole number from 1 to 1024`);
  });
});
