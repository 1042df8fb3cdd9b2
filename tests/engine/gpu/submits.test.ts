import { expect, test } from "vitest";
import { Backlog } from "../../../src/engine/gpu/backlog.ts";
import { Pace } from "../../../src/engine/gpu/pace.ts";
import { Queue } from "../../../src/engine/gpu/slots.ts";
import { IN_FLIGHT, inSubmits, type Leg } from "../../../src/engine/gpu/submits.ts";
import { cellOf } from "../../support/jobs.ts";

const slots = [{ cell: 0, network: 0 }];

/** A GPU that does one submit after another, 2 ms each. */
function clock() {
  const log: string[] = [];
  let queue = Promise.resolve();
  let flying = 0;
  let most = 0;
  const leg = (name: string, layers: number, fails = false): Leg => ({
    layers,
    submit(first, last) {
      flying++;
      most = Math.max(most, flying);
      queue = queue.then(() => new Promise((resolve) => setTimeout(resolve, 2)));
      return queue.then(() => {
        flying--;
        if (fails) throw new Error(`${name} ${first}`);
        log.push(`${name} ${first}–${last}`);
      });
    },
    read: async () => {
      await queue;
      return Uint32Array.of(log.length);
    },
  });
  return { leg, log, most: () => most };
}

test("submits are issued ahead of the GPU, in order, and what is read belongs to the end of its leg", async () => {
  const { leg, log, most } = clock();
  const batch = { slots, pace: new Pace(1), cuts: { maxLayers: 2 } };
  const seen: [number, number | null][] = [];
  for await (const { last, words } of inSubmits(batch, [leg("a", 5), leg("b", 3)]))
    seen.push([last, words?.[0] ?? null]);
  expect(most()).toBe(IN_FLIGHT);
  const layers = log.map((line) => line.split(" ")[1].split("–").map(Number));
  expect(layers.reduce((sum, [first, last]) => sum + last - first, 0)).toBe(8);
  expect(seen.map(([last]) => last)).toEqual(layers.map(([, last]) => last));
  // After the leg's own last submit, and before any of the next one is looked at.
  const ends = seen.filter(([, words]) => words !== null);
  expect(ends.map(([last]) => last)).toEqual([5, 3]);
  expect(ends[1][1]).toBe(log.length);
});

test("the first failure is what is thrown, and the submits behind it are not left unheard", async () => {
  const { leg } = clock();
  const unheard: unknown[] = [];
  const hear = (error: unknown): void => void unheard.push(error);
  process.on("unhandledRejection", hear);
  const run = async () => {
    for await (const _ of inSubmits({ slots, pace: new Pace(1), cuts: { maxLayers: 1 } }, [leg("a", 9, true)]));
  };
  await expect(run()).rejects.toThrow("a 0");
  await new Promise((resolve) => setTimeout(resolve, 30));
  process.off("unhandledRejection", hear);
  expect(unheard).toEqual([]);
});

test("a submit's time is counted from the end of the one before it", async () => {
  const { leg } = clock();
  const took: number[] = [];
  const pace = new (class extends Pace {
    override took(networks: number, layers: number, ms: number): void {
      took.push(ms);
      super.took(networks, layers, ms);
    }
  })(1);
  const since = performance.now();
  for await (const _ of inSubmits({ slots, pace, cuts: { maxLayers: 1 } }, [leg("a", 12)]));
  const wall = performance.now() - since;
  const sum = took.reduce((all, each) => all + each, 0);
  expect(took).toHaveLength(12);
  expect(sum).toBeLessThanOrEqual(wall);
  expect(sum).toBeGreaterThan(0.7 * wall);
});

test("a backlog works in slices and reports what was thrown", async () => {
  const backlog = new Backlog();
  const done: number[] = [];
  let turns = 0;
  const ticking = setInterval(() => turns++);
  for (let i = 0; i < 12; i++) {
    backlog.push(() => {
      const since = performance.now();
      while (performance.now() - since < 3);
      done.push(i);
    });
  }
  expect(done).toEqual([]);
  expect(backlog.length).toBe(12);
  await backlog.empty();
  clearInterval(ticking);
  expect(done).toEqual(Array.from({ length: 12 }, (_, i) => i));
  expect(turns).toBeGreaterThan(2);
  backlog.push(() => {
    throw new Error("no result");
  });
  await expect(backlog.empty()).rejects.toThrow("no result");
});

test("a batch takes as many cells as the buffers of their numbers hold", () => {
  const cells = [1, 2, 3].map((seed) => cellOf({}, { ensemble: 4, seed }));
  const queue = new Queue(cells);
  const first = queue.take(100, 20, () => 10);
  expect(first.map(({ cell }) => cell)).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  const { cells: own, slots: local } = queue.used(first.slice(4));
  expect(own).toEqual([cells[1]]);
  expect(local.map(({ cell, network }) => [cell, network])).toEqual([
    [0, 0],
    [0, 1],
    [0, 2],
    [0, 3],
  ]);
  expect(queue.used(first.slice(5)).cells).toBe(own);
  queue.putBack(first.slice(6));
  expect(queue.take(3, 20, () => 10).map(({ cell, network }) => [cell, network])).toEqual([
    [1, 2],
    [1, 3],
    [2, 0],
  ]);
  // One that is too large alone is for others to refuse.
  expect(queue.take(2, 5, () => 10)).toHaveLength(2);
});
