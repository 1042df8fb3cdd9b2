import { wholeNumber } from "../arguments.ts";
import { UsageError } from "../usage-error.ts";

/** Part `index`, from 0, of `count` of a sweep. */
export interface Shard {
  index: number;
  count: number;
  /** Where it was read, for the user to see. */
  from: string;
}

/** Parts that a sweep can be cut into. */
const MOST = 1_000_000;

/**
 * The shard that was asked for: `i/N`; `/N`, its index told by the scheduler; or all by the scheduler: a Slurm job array, or a
 * Kubernetes indexed Job with JOB_COMPLETIONS beside its index. null where nothing speaks of shards. Throws UsageError.
 */
export function shardOf(
  written: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Shard | null {
  if (written !== undefined) {
    const parts = /^(\d*)\/(\d+)$/.exec(written);
    if (parts === null) {
      throw new UsageError(
        `--shard is ${JSON.stringify(written)}; allowed: i/N, such as 0/8, or /8 in an array or an indexed Job`,
      );
    }
    const [, index = "", count = ""] = parts;
    const shards = wholeNumber("N of --shard", count, 1, MOST);
    if (index !== "")
      return { index: wholeNumber("i of --shard", index, 0, shards - 1), count: shards, from: "--shard" };
    const own = scheduled(environment);
    if (own === null) throw new UsageError(`--shard is ${JSON.stringify(written)}, but no scheduler tells an index`);
    return inside({ ...own, count: shards });
  }
  const own = scheduled(environment);
  if (own === null) return null;
  if (own.count === null) {
    throw new UsageError("JOB_COMPLETION_INDEX is set, but not how many there are: set JOB_COMPLETIONS, or --shard /N");
  }
  return inside({ ...own, count: own.count });
}

function inside(shard: Shard): Shard {
  if (shard.index < shard.count) return shard;
  throw new UsageError(`${shard.from} tells shard ${shard.index}, but there are ${shard.count}, counted from 0`);
}

function scheduled(
  environment: Readonly<Record<string, string | undefined>>,
): { index: number; count: number | null; from: string } | null {
  const number = (name: string, otherwise?: string): number =>
    wholeNumber(name, environment[name] ?? otherwise ?? "", 0, Number.MAX_SAFE_INTEGER);
  if (environment.SLURM_ARRAY_TASK_ID !== undefined) {
    const step = number("SLURM_ARRAY_TASK_STEP", "1");
    const index = (number("SLURM_ARRAY_TASK_ID") - number("SLURM_ARRAY_TASK_MIN")) / Math.max(1, step);
    if (!Number.isInteger(index) || index < 0) {
      throw new UsageError("SLURM_ARRAY_TASK_ID, _MIN and _STEP do not belong together; say --shard i/N");
    }
    return { index, count: number("SLURM_ARRAY_TASK_COUNT"), from: "SLURM_ARRAY_TASK_ID" };
  }
  if (environment.JOB_COMPLETION_INDEX !== undefined) {
    const count = environment.JOB_COMPLETIONS === undefined ? null : number("JOB_COMPLETIONS");
    return { index: number("JOB_COMPLETION_INDEX"), count, from: "JOB_COMPLETION_INDEX" };
  }
  return null;
}
