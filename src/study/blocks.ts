import type { Axis } from "./axis.ts";

/** The cells of a grid cut into boxes of one shape, as a chunked array is; those at its ends are smaller. */
export interface Blocks {
  /** Cells of a whole block along each axis. */
  readonly shape: readonly number[];
  /** Blocks along each axis. */
  readonly counts: readonly number[];
  readonly count: number;
  /** C-order indices of the cells of block `block` (C order of the blocks), in C order; throws RangeError where there is none. */
  cells(block: number): number[];
}

/** Cells of a block: little is measured twice after a stop, and 10⁷ cells are 10⁴ chunks. */
const MOST_CELLS = 1024;
/** Blocks where there are cells enough: so many shards have work. */
const LEAST_BLOCKS = 64;

/** The blocks of a grid, a function of the sizes of its axes alone: the last axes are whole, the first that does not fit is cut. */
export function blocksOf(axes: readonly Axis[]): Blocks {
  const sizes = axes.map(({ values }) => values.length);
  const shape = shapeOf(sizes);
  const counts = sizes.map((size, axis) => Math.ceil(size / shape[axis]));
  const count = product(counts);
  return {
    shape,
    counts,
    count,
    cells(block) {
      if (!(Number.isInteger(block) && block >= 0 && block < count)) {
        throw new RangeError(`block is ${block}; allowed: a whole number from 0 to ${count - 1}`);
      }
      const place = coordinates(block, counts);
      let cells = [0];
      sizes.forEach((size, axis) => {
        const first = place[axis] * shape[axis];
        const length = Math.min(shape[axis], size - first);
        cells = cells.flatMap((before) => Array.from({ length }, (_, i) => before * size + first + i));
      });
      return cells;
    },
  };
}

/** The blocks of shard `shard` of `shards`, ascending: every shards-th. Throws RangeError. */
export function blocksOfShard(blocks: Blocks, shard: number, shards: number): number[] {
  if (!(Number.isInteger(shards) && shards >= 1)) {
    throw new RangeError(`shards is ${shards}; allowed: a whole number from 1`);
  }
  if (!(Number.isInteger(shard) && shard >= 0 && shard < shards)) {
    throw new RangeError(`shard is ${shard}; allowed: a whole number from 0 to ${shards - 1}`);
  }
  const own = Math.max(0, Math.ceil((blocks.count - shard) / shards));
  return Array.from({ length: own }, (_, i) => shard + i * shards);
}

function shapeOf(sizes: readonly number[]): number[] {
  const most = Math.max(1, Math.min(MOST_CELLS, Math.floor(product(sizes) / LEAST_BLOCKS)));
  const shape: number[] = [];
  let room = most;
  for (const size of sizes.toReversed()) {
    // As many blocks as the largest that fit, but of one size: no sliver at the end.
    const length = size <= room ? size : Math.ceil(size / Math.ceil(size / room));
    shape.unshift(length);
    room = size <= room ? Math.floor(room / size) : 1;
  }
  return shape;
}

/** Coordinates in C order: the last one runs fastest. */
function coordinates(index: number, sizes: readonly number[]): number[] {
  const place: number[] = [];
  let rest = index;
  for (const size of sizes.toReversed()) {
    place.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return place;
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
}
