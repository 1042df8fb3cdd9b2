import { describe, expect, test } from "vitest";
import type { Axis } from "../../src/study/axis.ts";
import { type Blocks, blocksOf, blocksOfShard } from "../../src/study/blocks.ts";
import { random } from "../support/random.ts";

function blocks(...sizes: number[]): Blocks {
  const axes: Axis[] = sizes.map((size, i) => ({
    path: `axis${i}`,
    values: Array.from({ length: size }, (_, v) => v),
  }));
  return blocksOf(axes);
}

const SHAPES: number[][] = [
  [1],
  [63],
  [64],
  [65],
  [1, 1, 1],
  [8, 8],
  [7, 11, 13],
  [3, 1, 500],
  [2, 1500],
  [5000],
  [64, 1024],
  [40, 3, 1025],
];

describe("blocks", () => {
  test.each([[[]], ...SHAPES.map((shape) => [shape])])(
    "of %j hold every cell once, and cut as they should",
    (sizes) => {
      const { shape, counts, count, cells } = blocks(...sizes);
      const total = sizes.reduce((all, size) => all * size, 1);
      const seen = Array.from({ length: count }, (_, block) => cells(block));
      expect(seen.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, cell) => cell));
      expect(Math.max(...seen.map(({ length }) => length))).toBeLessThanOrEqual(1024);
      expect(seen.every(({ length }) => length > 0)).toBe(true);
      expect(count).toBeGreaterThanOrEqual(Math.min(64, total));
      expect(count).toBe(counts.reduce((all, each) => all * each, 1));
      // Last axes whole, one cut, single cells of the first.
      const cut = sizes.findLastIndex((size, axis) => size !== shape[axis]);
      expect(shape.slice(cut + 1)).toEqual(sizes.slice(cut + 1));
      expect(shape.slice(0, Math.max(0, cut)).every((size) => size === 1)).toBe(true);
    },
  );

  test("the cells of a block are a box, in its own C order", () => {
    const { shape, counts, cells } = blocks(3, 4, 100);
    expect({ shape, counts }).toEqual({ shape: [1, 1, 17], counts: [3, 4, 6] });
    expect(cells(0)).toEqual(Array.from({ length: 17 }, (_, i) => i));
    // The last of the second row of blocks is shorter: 100 = 5 · 17 + 15.
    expect(cells(11)).toEqual(Array.from({ length: 15 }, (_, i) => 185 + i));
    const two = blocks(128, 8, 8);
    expect({ shape: two.shape, counts: two.counts }).toEqual({ shape: [2, 8, 8], counts: [64, 1, 1] });
    expect(two.cells(1)).toEqual(Array.from({ length: 128 }, (_, i) => 128 + i));
    const cut = blocks(4, 60, 10);
    expect({ shape: cut.shape, counts: cut.counts }).toEqual({ shape: [1, 3, 10], counts: [4, 20, 1] });
    expect(cut.cells(21)).toEqual(Array.from({ length: 30 }, (_, i) => 630 + i));
  });

  test("of ten million cells are ten thousand, in no time", () => {
    const { count, shape, cells } = blocks(100, 1000, 100);
    expect({ count, shape }).toEqual({ count: 10_000, shape: [1, 10, 100] });
    expect(cells(9_999)).toEqual(Array.from({ length: 1000 }, (_, i) => 9_999_000 + i));
  });

  test("every block belongs to one shard, whatever their number", () => {
    const { uniform } = random(5);
    for (let trial = 0; trial < 50; trial++) {
      const grid = blocks(1 + Math.floor(uniform() * 40), 1 + Math.floor(uniform() * 40));
      const shards = 1 + Math.floor(uniform() * 100);
      const all = Array.from({ length: shards }, (_, shard) => blocksOfShard(grid, shard, shards));
      expect(all.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: grid.count }, (_, block) => block));
      all.forEach((own, shard) => {
        expect(own.every((block) => block % shards === shard)).toBe(true);
      });
    }
  });

  test("what there is none of is refused", () => {
    const grid = blocks(8, 8);
    for (const block of [-1, 64, 0.5, Number.NaN]) expect(() => grid.cells(block)).toThrow(RangeError);
    expect(() => grid.cells(64)).toThrow("block is 64; allowed: a whole number from 0 to 63");
    expect(() => blocksOfShard(grid, 3, 3)).toThrow("shard is 3; allowed: a whole number from 0 to 2");
    expect(() => blocksOfShard(grid, -1, 3)).toThrow("shard is -1; allowed: a whole number from 0 to 2");
    expect(() => blocksOfShard(grid, 0, 0)).toThrow("shards is 0; allowed: a whole number from 1");
  });
});
