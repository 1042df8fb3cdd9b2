import { Collector } from "../collector.ts";
import type { Engine, EnsembleCell, Job, Snapshot } from "../engine.ts";
import { FORWARD, GRADIENT, type Measurement, SPECTRUM } from "../measurement.ts";
import { defaultWorkers } from "./default-workers.ts";
import { checkMemory, forwardBytes, gradientBytes, spectrumBytes } from "./memory.ts";
import { type Client, WorkerPool } from "./pool.ts";
import { fairShare, type Task, tasksOf } from "./task.ts";

/** Snapshots come at most this often, in ms: each one costs its reader a redraw. */
const SNAPSHOT_INTERVAL = 30;

export interface CpuEngineOptions {
  /** Number of worker threads; one a core if not given. The numbers do not depend on it. */
  workers?: number;
  /** Starts the threads at once, not with the first job. */
  warm?: boolean;
}

/** The reference engine: f64 on worker threads, in Node and in browsers. */
export function createCpuEngine(options: CpuEngineOptions = {}): Engine {
  const workers = options.workers ?? defaultWorkers();
  if (!Number.isInteger(workers) || workers < 1 || workers > 1024) {
    throw new RangeError(`workers is ${workers}; allowed: a whole number from 1 to 1024`);
  }
  const pool = new WorkerPool(workers);
  if (options.warm === true) pool.warm();
  return {
    info: { kind: "cpu", precision: "f64", adapter: null },
    spectrum(job, signal) {
      checkMemory(spectrumBytes(job.cells, workers));
      return runJob(pool, workers, SPECTRUM, job, signal);
    },
    gradient(job, signal) {
      checkMemory(gradientBytes(job.cells, workers));
      return runJob(pool, workers, GRADIENT, job, signal);
    },
    forward(job, signal) {
      checkMemory(forwardBytes(job.cells, workers));
      return runJob(pool, workers, FORWARD, job, signal);
    },
    close: async () => pool.close(),
  };
}

async function* runJob<Cell extends EnsembleCell, Raw, Result>(
  pool: WorkerPool,
  workers: number,
  measurement: Measurement<Cell, Raw, Result>,
  { cells, share = 1 }: Job<Cell>,
  signal?: AbortSignal,
): AsyncGenerator<Snapshot<Result>> {
  signal?.throwIfAborted();
  const collector = new Collector(measurement, cells);
  const inHand = new Map<Task, number>(); // layers done of tasks that are not finished
  const begun = collector.begin();
  const most = fairShare(begun, workers);
  const tasks = allTasks(measurement, begun, most);
  const further: Task[] = []; // of cells whose errors are not small enough yet
  let finished = 0;
  let started = 0;
  let failure = null as { reason: unknown } | null;
  let news = false;
  let wake = (): void => undefined;
  const notify = (): void => {
    news = true;
    wake();
  };

  const client: Client = {
    share,
    next() {
      const task = further.shift() ?? tasks.next().value;
      if (task !== undefined) inHand.set(task, 0);
      if (started === 0) started = performance.now();
      return task;
    },
    progress(task, layers) {
      inHand.set(task, (inHand.get(task) ?? 0) + layers);
      notify();
    },
    done(task, results) {
      inHand.delete(task);
      finished += task.count * task.cell.depth;
      // The workers measured what this job asks for.
      const wanted = collector.take(task.index, task.first, results as Raw[]);
      if (wanted !== null) {
        const { cell, first } = wanted;
        const share = Math.max(most, fairShare([{ ensemble: cell.ensemble - first }], workers));
        further.push(...tasksOf(measurement, cell, task.index, share, first));
      }
      notify();
    },
    failed(reason) {
      failure = { reason };
      notify();
    },
  };

  const abort = (): void => {
    failure = { reason: signal?.reason };
    notify();
  };
  signal?.addEventListener("abort", abort);
  try {
    pool.join(client);
    let last = performance.now();
    // What came in while a slow reader had the last snapshot is still to be told.
    while (collector.left > 0 || news) {
      if (!news) await new Promise<void>((resolve) => (wake = resolve));
      // Several results make one snapshot, unless it is the last one or there is none to come.
      const pause = SNAPSHOT_INTERVAL - (performance.now() - last);
      if (pause > 0 && collector.left > 0 && failure === null) {
        await new Promise<void>((resolve) => {
          wake = () => (collector.left === 0 || failure !== null ? resolve() : undefined);
          setTimeout(resolve, pause);
        });
      }
      if (failure !== null) throw failure.reason;
      news = false;
      last = performance.now();
      const done = [...inHand.values()].reduce((sum, layers) => sum + layers, finished);
      const seconds = (performance.now() - started) / 1000;
      const { results, complete, total } = collector;
      yield { cells: results, complete, changed: collector.news(), done, total, seconds };
    }
  } finally {
    signal?.removeEventListener("abort", abort);
    pool.leave(client);
  }
}

/** The tasks of a job, cut only when they are needed: a large job has very many. */
function* allTasks<Cell extends EnsembleCell>(
  measurement: Measurement<Cell, unknown, unknown>,
  cells: readonly Cell[],
  most: number,
): Generator<Task, undefined> {
  for (const [index, cell] of cells.entries()) yield* tasksOf(measurement, cell, index, most);
  return undefined;
}
