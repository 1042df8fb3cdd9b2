import type { ForwardProfile } from "../../engine/engine.ts";
import { forwardDocument } from "../../io/forward-document.ts";
import { forwardCells, MOST_INPUTS, runForward } from "../../study/forward.ts";
import type { Arguments } from "../arguments.ts";
import type { Command } from "../command.ts";
import { studyFieldsHelp } from "../fields-help.ts";
import { MEASURING_OPTIONS, measureStudy, type Question } from "../measure.ts";
import { forwardReport } from "../text/forward-report.ts";

export const forward: Command = {
  name: "forward",
  operands: "[file]",
  summary: "send several inputs through the same networks: sizes, correlations, effective rank along depth",
  options: {
    ...MEASURING_OPTIONS,
    inputs: {
      value: "S",
      about: "inputs of every network, from 2 on; its batch, or 8 where it takes one at a time, by default",
    },
    correlation: {
      value: "C",
      about: "correlation of any two inputs, from 0, the default, to less than 1",
    },
  },
  examples: [
    {
      about: "the ordered phase: all inputs become one, at the rate ξ_c of mean field",
      line: "lyascope forward --set network.weights.variance=1.69 --set network.bias.variance=.09 --set sampling=law",
    },
    {
      about: "the chaotic phase: nearly equal inputs part",
      line: "lyascope forward --set network.weights.variance=6.25 --set network.bias.variance=.09 --set depth=60 --correlation .95",
    },
    {
      about: "ReLU, with and without a skip path, as JSON",
      line: `lyascope forward --set network.activation=relu --set network.weights.variance=2 --set 'axes=[{"path":"network.skip","values":[0,1]}]' --json`,
    },
    {
      about: "what batch normalisation keeps apart",
      line: "lyascope forward --set network.block=batchnorm-mlp --set network.width=32 --set depth=64",
    },
  ],
  details: studyFieldsHelp,
  run: (given) => measureStudy(given, signals(given)),
};

function signals(given: Arguments): Question<ForwardProfile> {
  const inputs = given.integer("inputs", 2, MOST_INPUTS);
  const correlation = given.fraction("correlation");
  const asked = {
    ...(inputs === undefined ? {} : { inputs }),
    ...(correlation === undefined ? {} : { correlation }),
  };
  return {
    cells: ({ cells }) => forwardCells(cells, asked),
    run: (study, engine, signal) => runForward(study, engine, { signal, ...asked }),
    document: (study, engine, measured) => forwardDocument(study, engine, measured, asked),
    report: (study, engine, measured, screen) => forwardReport(study, engine, measured, screen, asked),
  };
}
