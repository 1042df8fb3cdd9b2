import { ENGINE_CHOICES } from "../../engine/choice.ts";
import { openEngine } from "../../engine/open.ts";
import { toJson } from "../../io/json.ts";
import { formatOf } from "../../io/sweep/result-file.ts";
import { type Grid, studyGrid } from "../../study/grid.ts";
import type { Arguments } from "../arguments.ts";
import type { Command } from "../command.ts";
import { studyFieldsHelp } from "../fields-help.ts";
import { interruptible } from "../interrupt.ts";
import { MAX_WORKERS, MEASURING_OPTIONS } from "../measure.ts";
import { say } from "../output.ts";
import { writtenStudy } from "../study-input.ts";
import { openFileTarget } from "../sweep/file-target.ts";
import { calibrated, planOf } from "../sweep/plan.ts";
import { fillTarget } from "../sweep/run.ts";
import { type Shard, shardOf } from "../sweep/shard.ts";
import { openStoreTarget } from "../sweep/store-target.ts";
import type { SweepTarget } from "../sweep/target.ts";
import { planView } from "../text/plan-view.ts";
import { UsageError } from "../usage-error.ts";

const { set, engine, workers } = MEASURING_OPTIONS;
const MOST_DEVICES = 64;

export const sweep: Command = {
  name: "sweep",
  operands: "[file]",
  summary: "measure the spectra of a study with any number of cells into arrays: resumes, shards, opens in Python",
  options: {
    set,
    out: {
      value: "FILE",
      about: "result.zarr, .npz, .csv or .parquet; finished cells are kept beside it, or within it, until it is whole",
    },
    resume: { about: "go on where an interrupted or killed sweep of the same study stopped" },
    shard: {
      value: "i/N",
      about:
        "measure part i, from 0, of N parts of one .zarr; told by Slurm job arrays and Kubernetes indexed Jobs where not given (/N: only the index is)",
    },
    engine,
    workers,
    device: { value: "K", about: "the adapter of that number, from 0, in the list of lyascope info" },
    "dry-run": {
      about: "say how many cells, bytes and, from a calibration, seconds it would take, and measure nothing",
    },
    json: { about: "with --dry-run, print one JSON object" },
  },
  examples: [
    {
      about: "a phase diagram of 100 × 50 cells, to be opened with xarray",
      line: `lyascope sweep --set 'axes=[{"path":"network.weights.variance","from":0.5,"to":4,"steps":100},{"path":"network.bias.variance","from":0,"to":1,"steps":50}]' --out phases.zarr`,
    },
    { about: "how long would it take?", line: "lyascope sweep study.json --out result.zarr --dry-run" },
    { about: "go on after an interruption", line: "lyascope sweep study.json --out result.zarr --resume" },
    {
      about: "the third of eight parts, on any machine that sees the store",
      line: "lyascope sweep study.json --out result.zarr --shard 2/8",
    },
  ],
  details: studyFieldsHelp,

  async run(given) {
    const asked = given.choice("engine", ENGINE_CHOICES, "auto");
    const threads = given.integer("workers", 1, MAX_WORKERS);
    const device = given.integer("device", 0, MOST_DEVICES);
    // Whoever names an adapter wants that one, or none.
    const choice = device === undefined ? asked : "gpu";
    if (device !== undefined && asked === "cpu")
      throw new UsageError("--device numbers GPUs; it cannot be asked of --engine cpu");
    const dry = given.flag("dry-run");
    const out = given.text("out");
    if (out === undefined && !dry) throw new UsageError("sweep needs --out FILE (.zarr, .npz, .csv or .parquet)");
    const format = out === undefined ? null : formatOf(out);
    const shard = shardOf(given.text("shard"), process.env);
    if (shard !== null && format !== null && format !== "zarr") {
      throw new UsageError(`shards write parts of one .zarr, not ${out}; lyascope merge makes a single file of it`);
    }
    const grid = studyGrid(await writtenStudy(given));
    const target =
      dry || out === undefined || format === null ? null : await openTarget(out, format, grid, shard, given);
    if (target === null && !dry) {
      process.stderr.write(`lyascope: ${out} is complete: nothing to do\n`);
      return 0;
    }
    try {
      if (target !== null && target.missing.length === 0) {
        await target.finish(null);
        process.stderr.write(`lyascope: ${named(out, shard)} is complete: nothing to do\n`);
        return 0;
      }
      const options = {
        ...(threads === undefined ? {} : { workers: threads }),
        ...(device === undefined ? {} : { device }),
      };
      // Whether it fits is asked of cells as they come; here of the first one.
      const opened = await openEngine(choice, [grid.cell(target?.missing[0] ?? 0)], options);
      try {
        if (target === null) return await tellPlan(grid, shard, opened, given.flag("json"));
        return await fillTarget(target, grid, opened.engine, { name: named(out, shard), shard });
      } finally {
        await opened.close();
      }
    } finally {
      await target?.close();
    }
  },
};

function openTarget(
  out: string,
  format: ReturnType<typeof formatOf>,
  grid: Grid,
  shard: Shard | null,
  given: Arguments,
): Promise<SweepTarget | null> {
  const resume = given.flag("resume");
  if (shard !== null) process.stderr.write(`lyascope: shard ${shard.index}/${shard.count}, by ${shard.from}\n`);
  return format === "zarr"
    ? openStoreTarget(out, grid, shard ?? { index: 0, count: 1 }, resume)
    : openFileTarget(out, format, grid, resume);
}

function named(out: string | undefined, shard: Shard | null): string {
  return shard === null ? `${out}` : `shard ${shard.index}/${shard.count} of ${out}`;
}

async function tellPlan(
  grid: Grid,
  shard: Shard | null,
  { engine, reason }: Awaited<ReturnType<typeof openEngine>>,
  json: boolean,
): Promise<number> {
  const sizes = planOf(grid, shard);
  const plan = await interruptible(async (signal) => ({
    ...sizes,
    seconds: await calibrated(grid, sizes.operations, engine, signal),
  }));
  await say(json ? toJson({ ...plan, engine: engine.info }) : planView(plan, grid, engine.info, reason));
  return 0;
}
