import type { EnsembleCell, Job, Snapshot } from "../engine/engine.ts";
import { type Gate, PAUSED } from "./gate.ts";

/** Starts to measure some cells. */
type Start<Cell, Result> = (job: Job<Cell>, signal: AbortSignal) => AsyncIterable<Snapshot<Result>>;

/**
 * Measures the cells of a job while the gate is open. When it closes, the engine is told to stop; when it opens again, the
 * cells that are not complete are measured, and no other. A cell's numbers do not depend on which others it was measured
 * with, so they are those of a job that was never stopped. Throws the signal's reason when aborted.
 */
export async function* pausable<Cell extends EnsembleCell, Result extends { networks: number }>(
  job: Job<Cell>,
  start: Start<Cell, Result>,
  gate: Gate,
  signal?: AbortSignal,
): AsyncGenerator<Snapshot<Result>> {
  const results = new Array<Result | null>(job.cells.length).fill(null);
  const complete = new Array<boolean>(job.cells.length).fill(false);
  let before = 0;
  for (;;) {
    await gate.opened(signal);
    const missing = [...job.cells.keys()].filter((index) => !complete[index]);
    const cells = missing.flatMap((index) => job.cells[index] ?? []);
    const kept = work(job.cells) - work(cells);
    const halt = new AbortController();
    const unwatch = gate.watch(() => gate.closed && halt.abort(PAUSED));
    let seconds = 0;
    try {
      const either = signal === undefined ? halt.signal : AbortSignal.any([signal, halt.signal]);
      const live = job.live && { ...job.live, places: missing.flatMap((index) => job.live?.places[index] ?? []) };
      for await (const snapshot of start({ ...job, cells, live }, either)) {
        const changed: number[] = [];
        for (const position of snapshot.changed) {
          const [index, next] = [missing[position], snapshot.cells[position] ?? null];
          if (index === undefined) continue;
          complete[index] = snapshot.complete[position] ?? false;
          // What a stopped cell had stands until there is as much of it again.
          if ((results[index]?.networks ?? 0) > (next?.networks ?? 0)) continue;
          results[index] = next;
          changed.push(index);
        }
        seconds = snapshot.seconds;
        yield {
          ...snapshot,
          cells: results,
          complete,
          changed,
          done: kept + snapshot.done,
          // Cells with a tolerance may stop early: what is left of a whole is the engine's to say.
          total: kept + snapshot.total,
          seconds: before + seconds,
        };
      }
      return;
    } catch (error) {
      if (!halt.signal.aborted || signal?.aborted === true) throw error;
    } finally {
      unwatch();
    }
    before += seconds;
  }
}

/** Network·layers of some cells. */
function work(cells: readonly EnsembleCell[]): number {
  return cells.reduce((sum, { ensemble, depth }) => sum + ensemble * depth, 0);
}
