import { expect, test } from "vitest";
import { Queue } from "../../../src/engine/gpu/slots.ts";
import { cellOf } from "../../support/jobs.ts";

const slots = (cell: number, from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => ({ cell, network: from + i }));

test("what is added to a cell comes behind what was there, each slot once", () => {
  const cell = cellOf({}, { ensemble: 8 });
  const queue = new Queue([cell, cell]);
  const take = (most: number) => queue.take(most, Number.POSITIVE_INFINITY, () => 1);
  const first = take(8);
  expect(first).toEqual(slots(0, 0, 8));
  const { cells } = queue.used(first);
  // The first cell wants twice as many before the queue has gone on to the second.
  queue.add(0, { cell: { ...cell, ensemble: 16 }, first: 8 });
  expect(take(10)).toEqual([...slots(1, 0, 8), ...slots(0, 8, 10)]);
  const rest = take(100);
  expect(rest).toEqual(slots(0, 10, 16));
  expect(take(1)).toEqual([]);
  queue.putBack(rest);
  expect(take(100)).toEqual(rest);
  // Batches of the same cells share what was packed of them, but not of cells that are others now.
  expect(queue.used(rest).cells).not.toBe(cells);
  expect(queue.used(rest).cells).toBe(queue.used(rest.slice(2)).cells);
});

test("a deeper cell takes the place of the one before it", () => {
  const cell = cellOf({}, { ensemble: 1, depth: 64 });
  const queue = new Queue([cell]);
  const take = () => queue.take(5, Number.POSITIVE_INFINITY, () => 1);
  expect(queue.used(take()).cells).toEqual([cell]);
  queue.add(0, { cell: { ...cell, depth: 128 }, first: 0 });
  const again = take();
  expect(again).toEqual(slots(0, 0, 1));
  expect(queue.used(again).cells[0].depth).toBe(128);
  expect(take()).toEqual([]);
});
