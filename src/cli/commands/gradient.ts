import type { GradientProfile } from "../../engine/engine.ts";
import { gradientDocument } from "../../io/gradient-document.ts";
import { runGradient } from "../../study/run.ts";
import type { Arguments } from "../arguments.ts";
import type { Command } from "../command.ts";
import { studyFieldsHelp } from "../fields-help.ts";
import { MEASURING_OPTIONS, measureStudy, type Question } from "../measure.ts";
import { gradientReport } from "../text/gradient-report.ts";

export const gradient: Command = {
  name: "gradient",
  operands: "[file]",
  summary: "backpropagate through every layer: gradient norms, weights' gradients, dilution, GSC",
  options: {
    ...MEASURING_OPTIONS,
    "norm-bound": { about: "measure the textbook bound Π ‖J_l‖₂ too; O(n³) a layer, on the CPU engine" },
  },
  examples: [
    {
      about: "He-initialised ReLU: the profile, its slope and the law of λ₁",
      line: "lyascope gradient --set network.activation=relu --set network.weights.variance=2",
    },
    {
      about: "residuals compared: the scale of the branch on a log axis, without and with the skip path",
      line: `lyascope gradient --set network.width=32 --set network.activation=relu --set network.weights.variance=2 --set 'axes=[{"path":"network.skip","values":[0,1]},{"path":"network.scale","from":0.1,"to":2,"steps":6,"scale":"log"}]'`,
    },
    {
      about: "how loose the product of the layers' norms is",
      line: "lyascope gradient --set network.width=32 --norm-bound",
    },
    {
      about: "a study from a file, one field changed, as JSON",
      line: "lyascope gradient study.json --set seed=7 --json",
    },
  ],
  details: studyFieldsHelp,
  run: (given) => measureStudy(given, profiles(given)),
};

function profiles(given: Arguments): Question<GradientProfile> {
  const normBound = given.flag("norm-bound");
  return {
    cells: ({ cells }) => cells.map((cell) => ({ ...cell, normBound })),
    run: (study, engine, signal) => runGradient(study, engine, { signal, normBound }),
    document: gradientDocument,
    report: gradientReport,
  };
}
