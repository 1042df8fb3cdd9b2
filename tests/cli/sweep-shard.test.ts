import { describe, expect, it } from "vitest";
import { shardOf } from "../../src/cli/sweep/shard.ts";

describe("the shard of a sweep", () => {
  it("is the one that is written, whatever a scheduler says", () => {
    expect(shardOf("2/8", {})).toEqual({ index: 2, count: 8, from: "--shard" });
    expect(shardOf("0/1", { SLURM_ARRAY_TASK_ID: "5" })).toMatchObject({ index: 0, count: 1 });
    expect(shardOf(undefined, {})).toBeNull();
  });

  it("is told by Slurm, from wherever its array begins and in whatever steps", () => {
    const slurm = (id: number, from: number, count: number, step?: number) => ({
      SLURM_ARRAY_TASK_ID: String(id),
      SLURM_ARRAY_TASK_MIN: String(from),
      SLURM_ARRAY_TASK_COUNT: String(count),
      ...(step === undefined ? {} : { SLURM_ARRAY_TASK_STEP: String(step) }),
    });
    expect(shardOf(undefined, slurm(7, 0, 8))).toEqual({ index: 7, count: 8, from: "SLURM_ARRAY_TASK_ID" });
    expect(shardOf(undefined, slurm(10, 10, 3))).toMatchObject({ index: 0, count: 3 });
    expect(shardOf(undefined, slurm(9, 1, 5, 2))).toMatchObject({ index: 4, count: 5 });
    expect(shardOf("/16", slurm(3, 0, 8))).toMatchObject({ index: 3, count: 16 });
    // 0,3,5: not one after the other.
    expect(() => shardOf(undefined, slurm(5, 0, 3))).toThrow(/tells shard 5, but there are 3/);
    expect(() => shardOf(undefined, slurm(4, 1, 5, 2))).toThrow(/do not belong together/);
  });

  it("is told by Kubernetes, with how many there are beside it", () => {
    expect(shardOf(undefined, { JOB_COMPLETION_INDEX: "3", JOB_COMPLETIONS: "4" })).toMatchObject({
      index: 3,
      count: 4,
    });
    expect(shardOf("/4", { JOB_COMPLETION_INDEX: "0" })).toMatchObject({ index: 0, count: 4 });
    expect(() => shardOf(undefined, { JOB_COMPLETION_INDEX: "3" })).toThrow(/set JOB_COMPLETIONS, or --shard \/N/);
  });

  it("names what is wrong and what is allowed, in one line", () => {
    for (const text of ["8/8", "-1/8", "1", "1/0", "a/b", "1/2/3", "1.5/2", ""]) {
      expect(() => shardOf(text, {})).toThrow(/^[^\n]*shard is .*; allowed: [^\n]*$/);
    }
    expect(() => shardOf("/8", {})).toThrow(/no scheduler tells an index/);
  });
});
