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

/** Ids of the tasks that a worker was given and has not done. */
function inHand(index: number): number[] {
  return worker(index).posted.flatMap(({ kind, id }) => (kind === "run" && !done.has(id) ? [id] : []));
}

/** A worker does this many of its tasks, of so many milliseconds each. */
function work(tasks: number, ms = 10, index = 0): void {
  for (let i = 0; i < tasks; i++) {
    const [id = Number.NaN] = inHand(index);
    done.add(id);
    vi.advanceTimersByTime(ms);
    worker(index).receive({ kind: "done", id, results: [] });
  }
}
const done = new Set<number>();

beforeEach(() => {
  vi.useFakeTimers();
  workers.splice(0);
  done.clear();
});
afterEach(() => vi.useRealTimers());

describe("pool of workers", () => {
  test("workers that were started beforehand take the first task at once, and are no more than asked for", () => {
    const log: string[] = [];
    const pool = new WorkerPool(2);
    expect(workers).toHaveLength(0);
    pool.warm();
    for (const { receive } of workers) receive({ kind: "ready" });
    pool.join(clientOf(log, "a"));
    expect([inHand(0).length, inHand(1).length, workers.length]).toEqual([1, 1, 2]);
    pool.close();
    expect(workers.every(({ terminated }) => terminated)).toBe(true);
  });

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
    worker(0).receive({ kind: "progress", id: inHand(0)[1], layers: 3 });
    expect(log).toEqual(["b 0 +3"]);
  });

  test("a worker whose tasks are short has another one waiting, but no worker idles meanwhile", () => {
    const pool = new WorkerPool(2);
    pool.join(clientOf([], "a"));
    worker(0).receive({ kind: "ready" });
    worker(1).receive({ kind: "ready" });
    // Nobody knows yet how long they take.
    expect([inHand(0), inHand(1)]).toEqual([[0], [1]]);
    work(1, 5, 0);
    expect(inHand(0)).toEqual([2, 3]);
    work(1, 45, 1);
    expect(inHand(1)).toEqual([4]);
    work(1, 50, 0);
    expect(inHand(0)).toEqual([3]);
  });

  test("what a worker that is replaced had waiting goes to another", () => {
    const log: string[] = [];
    const pool = new WorkerPool(1);
    const [a, b] = [clientOf(log, "a"), clientOf(log, "b")];
    pool.join(a);
    pool.join(b);
    worker(0).receive({ kind: "ready" });
    work(2);
    const [first, second] = inHand(0);
    expect(log).toEqual(["a 0 done", "b 0 done"]);
    pool.leave(a);
    expect(worker(0).posted.at(-1)).toEqual({ kind: "cancel", id: first });
    vi.advanceTimersByTime(100);
    expect(worker(0).terminated).toBe(true);
    worker(1).receive({ kind: "ready" });
    expect(inHand(1)).toEqual([second]);
    work(1, 10, 1);
    expect(log.slice(2)).toEqual(["b 1 done"]);
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
    work(1, 10, 1);
    expect(log.slice(1)).toEqual(["b 0 done"]);
    worker(1).receive({ kind: "failed", id: inHand(1)[0], message: "bad task" });
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
