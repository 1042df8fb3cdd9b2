import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { FromWorker, ToWorker } from "../../src/engine/cpu/messages.ts";
import { type Client, WorkerPool } from "../../src/engine/cpu/pool.ts";
import type { Task } from "../../src/engine/cpu/task.ts";
import { cellOf } from "../support/jobs.ts";

/** Workers of the pool, driven by the test. */
interface FakeWorker {
  receive(message: FromWorker): void;
  fail(reason: string): void;
  posted: ToWorker[];
  terminated: boolean;
}
const workers: FakeWorker[] = [];

vi.mock("../../src/engine/cpu/spawn.ts", () => ({
  spawnWorker(receive: (message: FromWorker) => void, fail: (reason: string) => void) {
    const worker: FakeWorker = { receive, fail, posted: [], terminated: false };
    workers.push(worker);
    return {
      post: (message: ToWorker) => worker.posted.push(message),
      busy: () => undefined,
      terminate: () => {
        worker.terminated = true;
        fail("it ended with code 1"); // as Node says of a worker that was told to end
      },
    };
  },
}));

/** A client with endless tasks, who notes what it is told. */
function clientOf(log: string[], name: string, share = 1): Client {
  let first = 0;
  const cell = cellOf();
  return {
    share,
    next: (): Task => ({ measurement: "spectrum", index: 0, cell, first: first++, count: 1 }),
    progress: (task, layers) => log.push(`${name} ${task.first} +${layers}`),
    done: (task) => log.push(`${name} ${task.first} done`),
    failed: (reason) => log.push(`${name}: ${reason.message}`),
  };
}

function worker(index: number): FakeWorker {
  const found = workers[index];
  if (found === undefined) throw new Error(`there is no worker ${index}`);
  return found;
}

/** Id of the task that a worker was given last. */
function given(index: number): number {
  return worker(index).posted.at(-1)?.id ?? Number.NaN;
}

/** The only worker does this many tasks, of ten milliseconds each. */
function work(tasks: number): void {
  for (let i = 0; i < tasks; i++) {
    vi.advanceTimersByTime(10);
    worker(0).receive({ kind: "done", id: given(0), results: [] });
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  workers.splice(0);
});
afterEach(() => vi.useRealTimers());

describe("pool of workers", () => {
  test("clients take turns", () => {
    const log: string[] = [];
    const pool = new WorkerPool(1);
    pool.join(clientOf(log, "a"));
    pool.join(clientOf(log, "b"));
    worker(0).receive({ kind: "ready" });
    work(4);
    expect(log).toEqual(["a 0 done", "b 0 done", "a 1 done", "b 1 done"]);
  });

  test("a client with three shares gets three times the time of one with one, from when it joins", () => {
    const log: string[] = [];
    const pool = new WorkerPool(1);
    pool.join(clientOf(log, "a"));
    worker(0).receive({ kind: "ready" });
    work(20);
    pool.join(clientOf(log, "b", 3));
    work(400);
    const last = log.slice(20);
    expect(last.filter((line) => line.startsWith("a")).length).toBeGreaterThanOrEqual(95);
    expect(last.filter((line) => line.startsWith("a")).length).toBeLessThanOrEqual(101);
  });

  test("what a worker still says of a client that left is dropped, and it goes on once it has cancelled", () => {
    const log: string[] = [];
    const pool = new WorkerPool(1);
    const [a, b] = [clientOf(log, "a"), clientOf(log, "b")];
    pool.join(a);
    worker(0).receive({ kind: "ready" });
    const id = given(0);
    pool.leave(a);
    expect(worker(0).posted.at(-1)).toEqual({ kind: "cancel", id });
    pool.join(b);
    worker(0).receive({ kind: "progress", id, layers: 7 });
    worker(0).receive({ kind: "cancelled", id });
    worker(0).receive({ kind: "progress", id: given(0), layers: 3 });
    expect(log).toEqual(["b 0 +3"]);
  });

  test("a worker that never started is told to everybody", () => {
    const log: string[] = [];
    const pool = new WorkerPool(2);
    pool.join(clientOf(log, "a"));
    pool.join(clientOf(log, "b"));
    worker(0).fail("no such file");
    expect(log).toEqual(["a: a worker stopped: no such file", "b: a worker stopped: no such file"]);
  });

  test("one that dies at work is told to its client; another takes its place for the rest", () => {
    const log: string[] = [];
    const pool = new WorkerPool(1);
    const [a, b] = [clientOf(log, "a"), clientOf(log, "b")];
    pool.join(a);
    worker(0).receive({ kind: "ready" });
    pool.join(b);
    worker(0).fail("out of memory");
    pool.leave(a);
    expect(log).toEqual(["a: a worker stopped: out of memory"]);
    worker(1).receive({ kind: "ready" });
    worker(1).receive({ kind: "done", id: given(1), results: [] });
    expect(log.slice(1)).toEqual(["b 0 done"]);
    worker(1).receive({ kind: "failed", id: given(1), message: "bad task" });
    expect(log.slice(2)).toEqual(["b: bad task"]);
  });

  test("closing ends every worker, tells every client once, and takes nobody more", () => {
    const log: string[] = [];
    const pool = new WorkerPool(2);
    pool.join(clientOf(log, "a"));
    worker(0).receive({ kind: "ready" });
    pool.close();
    pool.close();
    expect(workers.every((each) => each.terminated)).toBe(true);
    expect(log).toEqual(["a: the engine was closed"]);
    expect(() => pool.join(clientOf(log, "b"))).toThrow("the engine was closed");
    expect(workers.length).toBe(2);
  });
});
