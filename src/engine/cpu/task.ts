import type { EnsembleCell } from "../engine.ts";
import { type Asked, type Measurement, measure } from "../measurement.ts";

/** Some networks of one cell: what a worker is given at a time. */
export type Task = Asked & {
  /** Index of the cell in its job. */
  index: number;
  /** Index of the first network. */
  first: number;
  count: number;
};

/** Computes a task: one result a network, of the measurement's kind; yields parts of network·layers done. */
export function runTask(task: Task): Generator<number, unknown[]> {
  return measure(task, task.first, task.count);
}

/** Work in a task: long enough that messages cost nothing, short enough that no core idles at the end. */
export const TASK_SECONDS = 0.05;

/** What it costs to set up one network and to hand over its result, however small. */
const OPERATIONS_PER_NETWORK = 10_000;

/** Networks of a task at most, so that a small job still keeps all workers busy to its end. */
export function fairShare(cells: readonly Pick<EnsembleCell, "ensemble">[], workers: number): number {
  return Math.ceil(cells.reduce((sum, { ensemble }) => sum + ensemble, 0) / (4 * workers));
}

/** Cuts, one after the other since there may be millions, cell number `index` of a job, from network `from` on, into tasks of at most `share` networks. */
export function* tasksOf<Cell extends EnsembleCell>(
  measurement: Measurement<Cell, unknown, unknown>,
  cell: Cell,
  index: number,
  share: number,
  from = 0,
): Generator<Task> {
  const operations = OPERATIONS_PER_NETWORK + measurement.operationsPerLayer(cell) * cell.depth;
  const size = Math.max(1, Math.min(share, Math.floor((TASK_SECONDS * measurement.operationsPerSecond) / operations)));
  for (let first = from; first < cell.ensemble; first += size) {
    yield { ...measurement.ask(cell), index, first, count: Math.min(size, cell.ensemble - first) };
  }
}
