import { ENGINE_CHOICES } from "../../engine/choice.ts";
import { openEngine } from "../../engine/open.ts";
import { toJson } from "../../io/json.ts";
import { type Format, formatOf, refuseTooLarge } from "../../io/sweep/result-file.ts";
import { type Grid, studyGrid } from "../../study/grid.ts";
import type { Command } from "../command.ts";
import { studyFieldsHelp } from "../fields-help.ts";
import { INTERRUPTED, interruptible } from "../interrupt.ts";
import { MAX_WORKERS, MEASURING_OPTIONS } from "../measure.ts";
import { say } from "../output.ts";
import { writtenStudy } from "../study-input.ts";
import { openFileTarget } from "../sweep/file-target.ts";
import { calibrated, planOf } from "../sweep/plan.ts";
import { fillTarget } from "../sweep/run.ts";
import { type Shard, shardOf } from "../sweep/shard.ts";
import { openStoreTarget } from "../sweep/store-target.ts";
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
    if (format !== null && format !== "zarr") refuseTooLarge(format, grid);
    const options = {
      ...(threads === undefined ? {} : { workers: threads }),
      ...(device === undefined ? {} : { device }),
    };
    const open = (first: number) => openEngine(choice, [grid.cell(first)], options);
    // From here on a signal ends it in good order, whatever is in hand.
    return interruptible((signal) =>
      dry || out === undefined || format === null
        ? plan(grid, shard, open, given.flag("json"), signal)
        : measure({ out, format, grid, shard, resume: given.flag("resume") }, open, signal),
    );
  },
};

/** Opens an engine that takes cell `first`; whether it takes the others is asked as they come. */
type Open = (first: number) => ReturnType<typeof openEngine>;

interface Task {
  out: string;
  format: Format;
  grid: Grid;
  shard: Shard | null;
  resume: boolean;
}

async function measure({ out, format, grid, shard, resume }: Task, open: Open, signal: AbortSignal): Promise<number> {
  if (shard !== null) process.stderr.write(`lyascope: shard ${shard.index}/${shard.count}, by ${shard.from}\n`);
  const name = shard === null ? out : `shard ${shard.index}/${shard.count} of ${out}`;
  const complete = () => {
    process.stderr.write(`lyascope: ${name} is complete: nothing to do\n`);
    return 0;
  };
  const target =
    format === "zarr"
      ? await openStoreTarget(out, grid, shard ?? { index: 0, count: 1 }, resume)
      : await openFileTarget(out, format, grid, resume);
  if (target === null) return complete();
  try {
    const [first] = target.missing;
    if (first === undefined) {
      await target.finish(null);
      return complete();
    }
    const { engine, close } = await open(first);
    try {
      return await fillTarget(target, grid, engine, { name, shard, signal });
    } finally {
      await close();
    }
  } finally {
    await target.close();
  }
}

async function plan(grid: Grid, shard: Shard | null, open: Open, json: boolean, signal: AbortSignal): Promise<number> {
  const sizes = planOf(grid, shard);
  const { engine, reason, close } = await open(0);
  try {
    const seconds = await calibrated(grid, sizes.operations, engine, signal);
    const told = { ...sizes, seconds };
    await say(json ? toJson({ ...told, engine: engine.info }) : planView(told, grid, engine.info, reason));
    return 0;
  } catch (error) {
    if (error !== signal.reason) throw error;
    process.stderr.write("lyascope: interrupted before the time was known\n");
    return INTERRUPTED;
  } finally {
    await close();
  }
}
