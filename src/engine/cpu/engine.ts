import type { NetworkSpectrum } from "../../measure/spectrum.ts";
import { type SpectrumStatistics, spectrumStatistics } from "../../measure/statistics.ts";
import type { Engine, Snapshot, Spectrum, SpectrumCell, SpectrumJob } from "../engine.ts";
import { checkMemory } from "./memory.ts";
import { type Client, WorkerPool } from "./pool.ts";
import { defaultWorkers } from "./spawn.ts";
import { type Task, tasksOf } from "./task.ts";

/** Snapshots come at most this often, in ms: each one costs its reader a redraw. */
const SNAPSHOT_INTERVAL = 30;

export interface CpuEngineOptions {
  /** Number of worker threads; one a core if not given. The numbers do not depend on it. */
  workers?: number;
}

/** The reference engine: f64 on worker threads, in Node and in browsers. */
export function createCpuEngine(options: CpuEngineOptions = {}): Engine {
  const workers = options.workers ?? defaultWorkers();
  if (!Number.isInteger(workers) || workers < 1 || workers > 1024) {
    throw new RangeError(`workers is ${workers}; allowed: a whole number from 1 to 1024`);
  }
  const pool = new WorkerPool(workers);
  return {
    info: { kind: "cpu", precision: "f64", adapter: null },
    spectrum(job, signal) {
      checkMemory(job.cells, workers);
      return runJob(pool, workers, job, signal);
    },
    close: async () => pool.close(),
  };
}

/** What is known of a cell while its networks come in. */
interface Progress {
  statistics: SpectrumStatistics;
  /** Networks finished out of order, by index: they wait, so that every sum is taken in the same order. */
  waiting: Map<number, NetworkSpectrum>;
  taken: number;
}

async function* runJob(
  pool: WorkerPool,
  workers: number,
  { cells }: SpectrumJob,
  signal?: AbortSignal,
): AsyncGenerator<Snapshot> {
  signal?.throwIfAborted();
  const spectra = new Array<Spectrum | null>(cells.length).fill(null);
  const complete = new Array<boolean>(cells.length).fill(false);
  const total = cells.reduce((sum, cell) => sum + cell.ensemble * cell.depth, 0);
  const inWork = new Map<number, Progress>(); // by the index of the cell
  const inHand = new Map<Task, number>(); // layers done of tasks that are not finished
  const tasks = allTasks(cells, workers);
  let changed = new Set<number>();
  let finished = 0;
  let left = cells.length;
  let started = 0;
  let failure = null as { reason: unknown } | null;
  let news = false;
  let wake = (): void => undefined;
  const notify = (): void => {
    news = true;
    wake();
  };

  const client: Client = {
    next() {
      const task = tasks.next().value;
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
      take(task, results);
      notify();
    },
    failed(reason) {
      failure = { reason };
      notify();
    },
  };

  function take({ index, cell, first }: Task, results: NetworkSpectrum[]): void {
    const progress = inWork.get(index) ?? { statistics: spectrumStatistics(cell), waiting: new Map(), taken: 0 };
    inWork.set(index, progress);
    const { statistics, waiting } = progress;
    results.forEach((result, i) => {
      waiting.set(first + i, result);
    });
    const before = progress.taken;
    for (let next = waiting.get(progress.taken); next !== undefined; next = waiting.get(progress.taken)) {
      waiting.delete(progress.taken);
      statistics.add(next);
      progress.taken++;
    }
    if (progress.taken === before) return;
    spectra[index] = statistics.spectrum();
    changed.add(index);
    if (progress.taken === cell.ensemble) {
      complete[index] = true;
      inWork.delete(index);
      left--;
    }
  }

  const abort = (): void => {
    failure = { reason: signal?.reason };
    notify();
  };
  signal?.addEventListener("abort", abort);
  try {
    pool.join(client);
    let last = performance.now();
    while (left > 0) {
      if (!news) await new Promise<void>((resolve) => (wake = resolve));
      // Several results make one snapshot, unless it is the last one or there is none to come.
      const pause = SNAPSHOT_INTERVAL - (performance.now() - last);
      if (pause > 0 && left > 0 && failure === null) {
        await new Promise<void>((resolve) => {
          wake = () => (left === 0 || failure !== null ? resolve() : undefined);
          setTimeout(resolve, pause);
        });
      }
      if (failure !== null) throw failure.reason;
      news = false;
      last = performance.now();
      const latest = [...changed];
      changed = new Set();
      const done = [...inHand.values()].reduce((sum, layers) => sum + layers, finished);
      yield { cells: spectra, complete, changed: latest, done, total, seconds: (performance.now() - started) / 1000 };
    }
  } finally {
    signal?.removeEventListener("abort", abort);
    pool.leave(client);
  }
}

/** The tasks of a job, cut only when they are needed: a large job has very many. */
function* allTasks(cells: readonly SpectrumCell[], workers: number): Generator<Task, undefined> {
  for (const [index, cell] of cells.entries()) yield* tasksOf(cell, index, workers);
  return undefined;
}
