import { initialFrame } from "../../measure/frame.ts";
import { type NetworkSpectrum, networkSpectrum } from "../../measure/spectrum.ts";
import { randomNetwork } from "../../network/network.ts";
import type { SpectrumCell } from "../engine.ts";

/** Some networks of one cell: what a worker is given at a time. */
export interface Task {
  /** Index of the cell in its job. */
  index: number;
  cell: SpectrumCell;
  /** Index of the first network. */
  first: number;
  count: number;
}

/** Computes a task; yields after every layer. */
export function* runTask({ cell, first, count }: Task): Generator<void, NetworkSpectrum[]> {
  const results: NetworkSpectrum[] = [];
  const frame = initialFrame(cell.seed, cell.network.width, cell.exponents);
  for (let index = first; index < first + count; index++) {
    results.push(yield* networkSpectrum(randomNetwork(cell.network, cell.seed, index), frame, cell));
  }
  return results;
}

/** Work in a task: long enough that messages cost nothing, short enough that no core idles at the end. */
const TASK_SECONDS = 0.05;
/** Roughly what one core does a second; only the size of tasks depends on it, never a number. */
const OPERATIONS_PER_SECOND = 1e9;

/** What it costs to set up one network and to hand over its result, however small. */
const OPERATIONS_PER_NETWORK = 10_000;

/** Operations of one network·layer: weights, product, orthogonalisation. */
function operationsPerLayer({ network, exponents }: SpectrumCell): number {
  const n = network.width;
  return 10 * n * n + 2 * n * n * (exponents + 1) + 2 * n * exponents * exponents + 100 * n;
}

/** Cuts cell number `index` of a job into tasks for `workers` workers. */
export function tasksOf(cell: SpectrumCell, index: number, workers: number): Task[] {
  const seconds = (OPERATIONS_PER_NETWORK + operationsPerLayer(cell) * cell.depth) / OPERATIONS_PER_SECOND;
  const fair = Math.ceil(cell.ensemble / (4 * workers));
  const size = Math.max(1, Math.min(fair, Math.floor(TASK_SECONDS / seconds)));
  const tasks: Task[] = [];
  for (let first = 0; first < cell.ensemble; first += size) {
    tasks.push({ index, cell, first, count: Math.min(size, cell.ensemble - first) });
  }
  return tasks;
}
