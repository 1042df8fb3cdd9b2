import { ENGINE_CHOICES, type EngineChoice } from "../engine/choice.ts";
import type { Engine, EngineInfo, Snapshot, SpectrumCell } from "../engine/engine.ts";
import { openEngine } from "../engine/open.ts";
import { toJson } from "../io/json.ts";
import type { Measured } from "../io/measured.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import type { Arguments } from "./arguments.ts";
import type { CommandOption } from "./command.ts";
import { INTERRUPTED, interruptible } from "./interrupt.ts";
import { openOutput } from "./output.ts";
import { startProgress } from "./progress.ts";
import { SET, studyOf } from "./study-input.ts";
import type { Screen } from "./text/style.ts";

export const MAX_WORKERS = 256;

/** Options of every command that measures a study. */
export const MEASURING_OPTIONS = {
  set: SET,
  engine: {
    value: "NAME",
    about:
      "who computes: cpu (f64), gpu (f32, any WebGPU adapter, width to 1,024, in law to 16,384) or auto, the default: a hardware GPU that takes the study, else the CPU; lyascope info lists the adapters",
  },
  workers: {
    value: "N",
    about: "worker threads of the CPU engine; one a core by default. The numbers do not depend on it",
  },
  json: { about: "print one JSON object" },
  out: { value: "FILE", about: "write the result to FILE (JSON where it ends in .json), whole or not at all" },
} as const satisfies Record<string, CommandOption>;

/** What a command measures of a study, and how it tells of it. */
export interface Question<Result> {
  /** The cells as the engine must be able to take them. */
  cells(study: ResolvedStudy): readonly SpectrumCell[];
  run(study: ResolvedStudy, engine: Engine, signal: AbortSignal): AsyncIterable<Snapshot<Result>>;
  /** The result as one JSON object. */
  document(study: ResolvedStudy, engine: EngineInfo, measured: Measured<Result>): unknown;
  /** The result for a person. */
  report(
    study: ResolvedStudy,
    engine: EngineInfo & { reason: string | null },
    measured: Measured<Result>,
    screen: Screen,
  ): string;
  /** What is wrong with the result, a line each, where somebody asked; what is worth saying besides. */
  check?(study: ResolvedStudy, engine: EngineInfo, measured: Measured<Result>): { wrong: string[]; notes: string[] };
}

/** Measures the study that was asked for and writes the result; gives the exit code. */
export async function measureStudy<Result>(given: Arguments, question: Question<Result>): Promise<number> {
  const choice = given.choice("engine", ENGINE_CHOICES, "auto");
  const workers = given.integer("workers", 1, MAX_WORKERS);
  const out = given.text("out");
  const json = given.flag("json") || out?.endsWith(".json") === true;
  const study = await studyOf(given);
  const output = await openOutput(out);
  try {
    const { engine, reason, ...measured } = await measure(study, question, choice, workers);
    if (measured.interrupted && measured.results.every((each) => each === null)) {
      process.stderr.write("lyascope: interrupted before any cell was finished\n");
      return INTERRUPTED;
    }
    await output.write(
      json
        ? toJson(question.document(study, engine, measured))
        : question.report(study, { ...engine, reason }, measured, output),
    );
    const { wrong = [], notes = [] } = question.check?.(study, engine, measured) ?? {};
    for (const line of [...wrong, ...notes]) process.stderr.write(`lyascope: ${line}\n`);
    if (measured.interrupted) return INTERRUPTED;
    return wrong.length > 0 ? 1 : 0;
  } finally {
    await output.close();
  }
}

/** Measures a study, with a progress bar; an interruption keeps the cells that were finished. */
async function measure<Result>(
  study: ResolvedStudy,
  question: Question<Result>,
  choice: EngineChoice,
  workers: number | undefined,
): Promise<Measured<Result> & { engine: EngineInfo; reason: string | null }> {
  const options = workers === undefined ? {} : { workers };
  const { engine, reason, close } = await openEngine(choice, question.cells(study), options);
  let last: Snapshot<Result> | undefined;
  let interrupted = false;
  const progress = startProgress();
  try {
    await interruptible(async (signal) => {
      try {
        for await (const snapshot of question.run(study, engine, signal)) {
          last = snapshot;
          if (snapshot.notice !== undefined) progress.say(`lyascope: ${snapshot.notice}`);
          progress.update(snapshot.done, snapshot.total, snapshot.seconds);
        }
      } catch (error) {
        if (!signal.aborted) throw error;
        interrupted = true;
      }
    });
  } finally {
    progress.stop();
    await close();
  }
  const {
    cells,
    complete,
    seconds,
  }: Pick<Snapshot<Result>, "cells" | "complete" | "seconds"> = last ?? {
    cells: [],
    complete: [],
    seconds: 0,
  };
  const results = cells.map((cell, index) => (complete[index] ? cell : null));
  return { results, seconds, interrupted, engine: engine.info, reason };
}
