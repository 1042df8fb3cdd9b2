import { hostname } from "node:os";
import type { Engine } from "../../engine/engine.ts";
import type { Grid } from "../../study/grid.ts";
import { INTERRUPTED } from "../interrupt.ts";
import { startProgress } from "../progress.ts";
import { sweepProgress } from "../text/sweep-progress.ts";
import { commit, version } from "../version.ts";
import { finishedCells } from "./finished-cells.ts";
import type { Shard } from "./shard.ts";
import type { SweepTarget } from "./target.ts";

/** Where nobody watches, a line so often, ms. */
const SILENCE = 60_000;

/**
 * Measures what is missing of a target and makes it whole; gives the exit code. What was finished is kept, whatever happens. Once all is
 * measured `signal` is not asked any more: the little that is left is done.
 */
export async function fillTarget(
  target: SweepTarget,
  grid: Grid,
  engine: Engine,
  { name, shard, signal }: { name: string; shard: Shard | null; signal: AbortSignal },
): Promise<number> {
  const { total, missing, remark, kept } = target;
  const line = (words: string) => void process.stderr.write(`lyascope: ${words}\n`);
  if (remark !== null) line(remark);
  line(`${name}: ${cells(missing.length)} to measure${kept === 0 ? "" : `, ${cells(kept)} kept`}`);
  const started = new Date().toISOString();
  const since = performance.now();
  const seconds = () => (performance.now() - since) / 1000;
  const progress = startProgress("cells");
  const watched = process.stderr.isTTY === true;
  let told = since;
  let done = 0;
  let interrupted = false;
  try {
    try {
      signal.throwIfAborted();
      for await (const { cells: finished, notice } of finishedCells(grid, missing, engine, signal)) {
        if (notice !== undefined) progress.say(`lyascope: ${notice}`);
        const taken = await Promise.allSettled(finished.map(({ index, result }) => target.take(index, result)));
        for (const each of taken) if (each.status === "rejected") throw each.reason;
        done += finished.length;
        progress.update(done, missing.length, seconds());
        if (watched || performance.now() - told < SILENCE) continue;
        told = performance.now();
        line(`${name}: ${sweepProgress({ kept, done, total, seconds: seconds() })}`);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
      interrupted = true;
    }
    if (!interrupted) {
      await target.finish({
        engine: engine.info,
        seconds: seconds(),
        started,
        version: version(),
        commit: commit(),
        host: hostname(),
        ...(shard === null ? {} : { shard: `${shard.index}/${shard.count}` }),
      });
    }
  } catch (error) {
    progress.stop();
    const said = error instanceof Error ? error.message : String(error);
    line(
      `${said.replaceAll(/\s*\n\s*/g, " ")}; ${cells(target.kept)} of ${total} are kept, --resume goes on from there`,
    );
    return 1;
  } finally {
    progress.stop();
  }
  if (interrupted) {
    line(`interrupted: ${cells(target.kept)} of ${total} are kept, --resume goes on from there`);
    return INTERRUPTED;
  }
  line(`${name} is complete: ${cells(done)} in ${seconds().toPrecision(3)} s`);
  return 0;
}

function cells(count: number): string {
  return count === 1 ? "1 cell" : `${count} cells`;
}
