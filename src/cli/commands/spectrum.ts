import type { Spectrum } from "../../engine/engine.ts";
import { spectrumDocument } from "../../io/spectrum-document.ts";
import { runSpectrum } from "../../study/run.ts";
import type { Command } from "../command.ts";
import { studyFieldsHelp } from "../fields-help.ts";
import { MEASURING_OPTIONS, measureStudy, type Question } from "../measure.ts";
import { againstLaws } from "../text/against-laws.ts";
import { spectrumReport } from "../text/spectrum-report.ts";

const SPECTRA: Question<Spectrum> = {
  cells: ({ cells }) => cells,
  run: (study, engine, signal) => runSpectrum(study, engine, { signal }),
  document: spectrumDocument,
  report: spectrumReport,
};

export const spectrum: Command = {
  name: "spectrum",
  operands: "[file]",
  summary: "measure Lyapunov spectra, with errors and the known law beside them",
  options: {
    ...MEASURING_OPTIONS,
    check: {
      about:
        "exit with code 1 if an exponent, or the variance of ln‖Ju‖ where the distribution was asked for, is more than 5 standard errors from an exact law",
    },
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
  run: (given) => measureStudy(given, given.flag("check") ? { ...SPECTRA, check: againstLaws } : SPECTRA),
};
