import type { EngineInfo } from "../../engine/engine.ts";
import { ENGINE_CHOICES, type EngineChoice, openEngine } from "../../engine/open.ts";
import { toJson } from "../../io/json.ts";
import { type Measured, spectrumDocument } from "../../io/spectrum-document.ts";
import type { ResolvedStudy } from "../../study/resolve.ts";
import { runSpectrum, type StudySnapshot } from "../../study/run.ts";
import type { Command } from "../command.ts";
import { studyFieldsHelp } from "../fields-help.ts";
import { INTERRUPTED, interruptible } from "../interrupt.ts";
import { openOutput } from "../output.ts";
import { startProgress } from "../progress.ts";
import { SET, studyOf } from "../study-input.ts";
import { report } from "../text/report.ts";

const MAX_WORKERS = 256;

export const spectrum: Command = {
  name: "spectrum",
  operands: "[file]",
  summary: "measure Lyapunov spectra, with errors and the known law beside them",
  options: {
    set: SET,
    engine: {
      value: "NAME",
      about:
        "who computes: cpu (f64), gpu (f32, any WebGPU adapter, width to 64) or auto, the default: a hardware GPU that takes the study, else the CPU; lyascope info lists the adapters",
    },
    workers: {
      value: "N",
      about: "worker threads of the CPU engine; one a core by default. The numbers do not depend on it",
    },
    json: { about: "print one JSON object" },
    out: { value: "FILE", about: "write the result to FILE (JSON where it ends in .json), whole or not at all" },
  },
  examples: [
    { about: "the example study: a deep linear network, every exponent known exactly", line: "lyascope spectrum" },
    {
      about: "a residual tanh network of width 32",
      line: "lyascope spectrum --set network.block=residual --set network.width=32 --set network.scale=0.3",
    },
    {
      about: "a study from a file, one field changed, as JSON",
      line: "lyascope spectrum study.json --set seed=7 --json",
    },
    {
      about: "an order-to-chaos sweep",
      line: `lyascope spectrum --set network.width=32 --set exponents=1 --set 'axes=[{"path":"network.weights.variance","from":0.5,"to":4,"steps":8}]'`,
    },
  ],
  details: studyFieldsHelp,

  async run(given) {
    const choice = given.choice("engine", ENGINE_CHOICES, "auto");
    const workers = given.integer("workers", 1, MAX_WORKERS);
    const out = given.text("out");
    const json = given.flag("json") || out?.endsWith(".json") === true;
    const resolved = await studyOf(given);
    const output = await openOutput(out);
    try {
      const { engine, reason, ...measured } = await measure(resolved, choice, workers);
      if (measured.interrupted && measured.spectra.every((each) => each === null)) {
        process.stderr.write("lyascope: interrupted before any cell was finished\n");
        return INTERRUPTED;
      }
      await output.write(
        json
          ? toJson(spectrumDocument(resolved, engine, measured))
          : report(resolved, { ...engine, reason }, measured, output),
      );
      return measured.interrupted ? INTERRUPTED : 0;
    } finally {
      await output.close();
    }
  },
};

/** Measures a study, with a progress bar; an interruption keeps the cells that were finished. */
async function measure(
  study: ResolvedStudy,
  choice: EngineChoice,
  workers: number | undefined,
): Promise<Measured & { engine: EngineInfo; reason: string | null }> {
  const { engine, reason, close } = await openEngine(choice, study.cells, workers === undefined ? {} : { workers });
  let last: StudySnapshot | undefined;
  let interrupted = false;
  const progress = startProgress();
  try {
    await interruptible(async (signal) => {
      try {
        for await (const snapshot of runSpectrum(study, engine, { signal })) {
          last = snapshot;
          if (snapshot.notice !== undefined) progress.say(`lyascope: ${snapshot.notice}`);
          progress.update(snapshot.done, snapshot.total);
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
  const { cells, complete, seconds }: Pick<StudySnapshot, "cells" | "complete" | "seconds"> = last ?? {
    cells: [],
    complete: [],
    seconds: 0,
  };
  const spectra = cells.map((cell, index) => (complete[index] ? cell : null));
  return { spectra, seconds, interrupted, engine: engine.info, reason };
}
