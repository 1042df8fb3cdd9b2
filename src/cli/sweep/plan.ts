import { spectrumOperations } from "../../engine/cost.ts";
import type { Engine, SpectrumCell } from "../../engine/engine.ts";
import { bytesPerCell } from "../../io/sweep/sweep-dataset.ts";
import { blocksOf, blocksOfShard } from "../../study/blocks.ts";
import type { Grid } from "../../study/grid.ts";
import type { Shard } from "./shard.ts";

/** What a sweep will take, before it is begun. */
export interface SweepPlan {
  cells: number;
  blocks: number;
  /** Network·layers of all cells, and the arithmetic that they take, roughly. */
  work: number;
  operations: number;
  /** Of the arrays, not compressed. */
  bytes: number;
  /** Expected, from a calibration on this machine; null where none was made. */
  seconds: number | null;
}

/** Cells that are tried, and how long each may take at most, ms. */
const SAMPLES = 3;
const PATIENCE = 3000;

/** Sizes of a sweep, or of its shard. */
export function planOf(grid: Grid, shard: Pick<Shard, "index" | "count"> | null): Omit<SweepPlan, "seconds"> {
  const blocks = blocksOf(grid.axes);
  const own = blocksOfShard(blocks, shard?.index ?? 0, shard?.count ?? 1);
  let [cells, work, operations] = [0, 0, 0];
  for (const block of own) {
    for (const index of blocks.cells(block)) {
      const cell = grid.cell(index);
      cells++;
      work += cell.ensemble * cell.depth;
      operations += operationsOf(cell);
    }
  }
  return { cells, blocks: own.length, work, operations, bytes: cells * bytesPerCell(grid) };
}

function operationsOf(cell: SpectrumCell): number {
  return cell.ensemble * cell.depth * spectrumOperations(cell);
}

/** Seconds that so many operations take here: some cells spread over the grid are measured, with fewer networks and layers. */
export async function calibrated(
  grid: Grid,
  operations: number,
  engine: Pick<Engine, "spectrum">,
  signal: AbortSignal,
): Promise<number> {
  const cells = Array.from({ length: SAMPLES }, (_, i) =>
    shortened(grid.cell(Math.floor(((i + 0.5) * grid.count) / SAMPLES))),
  );
  // Once to warm up: kernels are compiled, threads are started.
  for await (const _ of engine.spectrum({ cells }, signal));
  let [done, seconds] = [0, 0];
  const since = performance.now();
  do {
    for await (const snapshot of engine.spectrum({ cells }, signal))
      if (snapshot.done === snapshot.total) seconds += snapshot.seconds;
    done += cells.reduce((sum, cell) => sum + operationsOf(cell), 0);
  } while (seconds < 0.5 && performance.now() - since < PATIENCE);
  return (operations / done) * seconds;
}

/** Small enough to be tried, large enough to keep every core at work. */
function shortened(cell: SpectrumCell): SpectrumCell {
  const depth = Math.min(cell.depth, Math.max(64, 2 * cell.burnIn));
  const { checkpoints: _, tolerance: __, ...rest } = cell;
  return { ...rest, depth, burnIn: Math.min(cell.burnIn, depth - 1), ensemble: Math.min(cell.ensemble, 16) };
}
