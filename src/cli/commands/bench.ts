import { BENCH_ENGINES, Bench, type BenchOptions } from "../../bench/bench.ts";
import { type Progress, runBenchmark } from "../../bench/benchmark.ts";
import { casesOf } from "../../bench/case.ts";
import { toJson } from "../../io/json.ts";
import { SAMPLINGS, type Sampling } from "../../network/sampling.ts";
import { type Arguments, wholeNumber } from "../arguments.ts";
import type { Command } from "../command.ts";
import { INTERRUPTED, interruptible } from "../interrupt.ts";
import { MAX_WORKERS } from "../measure.ts";
import { openOutput } from "../output.ts";
import { startProgress } from "../progress.ts";
import { benchView } from "../text/bench-view.ts";
import { UsageError } from "../usage-error.ts";

/** Widths that a study may have. */
const MAX_WIDTH = 16_384;

export const bench: Command = {
  name: "bench",
  operands: "",
  summary: "time GPU against CPU, network·layers per second with the error against f64",
  options: {
    widths: { value: "LIST", about: "widths n; 8,16,32,64,128,256 by default" },
    exponents: { value: "LIST", about: "numbers of exponents k, or full for all n; full,8 by default" },
    sampling: { value: "LIST", about: "network (real weights), law (in law), or both, the default: network,law" },
    engine: {
      value: "NAME",
      about: "who is timed: both, the default, gpu or cpu; any WebGPU adapter will do, software is labelled",
    },
    seconds: { value: "S", about: "length of a timed run, about; 0.5 by default, 0.2 on a software adapter" },
    runs: { value: "N", about: "timed runs of a row; 5 by default" },
    networks: { value: "N", about: "networks that no run goes beyond, after which runs get deeper; 4096 by default" },
    workers: { value: "N", about: "worker threads of the CPU engine; one a core by default" },
    scaling: { about: "measure instead how the cost grows with networks and with depth: 1 is linear" },
    plane: { about: "time instead the first snapshot of a 64 × 64 plane" },
    json: { about: "print one JSON object" },
    out: { value: "FILE", about: "write the result to FILE (JSON where it ends in .json), whole or not at all" },
  },
  examples: [
    { about: "all rows, a table", line: "lyascope bench" },
    { about: "one width, longer runs, as JSON", line: "lyascope bench --widths 64 --seconds 2 --json" },
    { about: "whether the cost is linear, on the CPU", line: "lyascope bench --scaling --widths 32 --engine cpu" },
  ],
  details: () => DETAILS,

  async run(given) {
    const cases = casesOf(widths(given), exponents(given), samplings(given));
    const options = optionsOf(given);
    const out = given.text("out");
    const json = given.flag("json") || out?.endsWith(".json") === true;
    const rows = given.flag("scaling") || given.flag("plane") ? [] : cases;
    const scaling = given.flag("scaling") ? cases : [];
    const output = await openOutput(out);
    try {
      const question = { rows, scaling, firstSnapshot: given.flag("plane") };
      const { last, interrupted } = await measured(options, question);
      if (last === null) {
        process.stderr.write("lyascope: interrupted before anything was measured\n");
        return INTERRUPTED;
      }
      const document = { ...last.document, interrupted };
      await output.write(json ? toJson(document) : benchView(document));
      return interrupted ? INTERRUPTED : 0;
    } finally {
      await output.close();
    }
  },
};

const DETAILS = `What is counted:
  One network·layer is one layer of one network: its weights, the Jacobian's product with k tangents, their
  orthogonalisation, the sums of logarithms. Useful GFLOP/s are (2n²k + 2nk²) × that, for sampling in law too, which
  replaces the product. The study: tanh, weight variance 1, bias 0. Each row: warm-up, then the median of the runs by the
  wall clock (± half the interquartile range), and by the GPU's own clock where it tells.`;

/** Opens both engines and measures until all is done or somebody interrupts. */
async function measured(
  options: BenchOptions,
  question: Parameters<typeof runBenchmark>[1],
): Promise<{ last: Progress | null; interrupted: boolean }> {
  const engines = await Bench.open(options);
  const progress = startProgress();
  let last: Progress | null = null;
  try {
    return await interruptible(async (signal) => {
      try {
        for await (const each of runBenchmark(engines, question, signal)) {
          last = each;
          progress.update(each.done, each.total);
        }
      } catch (error) {
        if (!signal.aborted) throw error;
        return { last, interrupted: true };
      }
      return { last, interrupted: false };
    });
  } finally {
    progress.stop();
    await engines.close();
  }
}

function optionsOf(given: Arguments): BenchOptions {
  const workers = given.integer("workers", 1, MAX_WORKERS);
  const seconds = given.positive("seconds");
  const runs = given.integer("runs", 1, 1000);
  const networks = given.integer("networks", 1, 2 ** 20);
  return {
    engines: given.choice("engine", BENCH_ENGINES, "both"),
    ...(workers === undefined ? {} : { workers }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(runs === undefined ? {} : { runs }),
    ...(networks === undefined ? {} : { networks }),
  };
}

function widths(given: Arguments): number[] | undefined {
  return given
    .text("widths")
    ?.split(",")
    .map((word) => wholeNumber("--widths", word, 1, MAX_WIDTH));
}

function exponents(given: Arguments): (number | "full")[] | undefined {
  return given
    .text("exponents")
    ?.split(",")
    .map((word) => (word === "full" ? word : wholeNumber("--exponents", word, 1, MAX_WIDTH)));
}

function samplings(given: Arguments): Sampling[] | undefined {
  return given
    .text("sampling")
    ?.split(",")
    .map((word) => {
      const found = SAMPLINGS.find((each) => each === word);
      if (found !== undefined) return found;
      throw new UsageError(`--sampling is ${JSON.stringify(word)}; allowed: one of ${SAMPLINGS.join(", ")}`);
    });
}
