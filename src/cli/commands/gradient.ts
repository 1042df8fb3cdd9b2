import type { GradientProfile } from "../../engine/engine.ts";
import { gradientDocument } from "../../io/gradient-document.ts";
import { CLIP_PER } from "../../measure/clip.ts";
import type { Entries } from "../../measure/gradient.ts";
import { ADJOINTS } from "../../network/adjoint.ts";
import { gradientCells, runGradient } from "../../study/run.ts";
import type { Arguments } from "../arguments.ts";
import type { Command } from "../command.ts";
import { studyFieldsHelp } from "../fields-help.ts";
import { MEASURING_OPTIONS, measureStudy, type Question } from "../measure.ts";
import { gradientReport } from "../text/gradient-report.ts";
import { UsageError } from "../usage-error.ts";

/** Of the deepest study. */
const MAX_WINDOW = 1_000_000;

export const gradient: Command = {
  name: "gradient",
  operands: "[file]",
  summary: "backpropagate through every layer: gradient norms, weights' gradients, dilution, GSC",
  options: {
    ...MEASURING_OPTIONS,
    "norm-bound": { about: "measure the textbook bound Π ‖J_l‖₂ too; O(n³) a layer, on the CPU engine" },
    clip: {
      value: "C",
      about: "clip gradients to norm C, relative to the output's ‖∂L/∂h_L‖ = 1",
    },
    "clip-per": {
      value: "WHAT",
      about:
        "layer: the signal at every layer, before it goes on to the layer below; global, the default: all gradients together, by ‖g‖² = Σ ‖∂L/∂W‖²",
    },
    window: {
      value: "TAU",
      about:
        "truncated backpropagation through time: send gradients back through the last TAU layers only; further back they are 0",
    },
    "output-entries": {
      value: "FROM:COUNT",
      about:
        "∂L/∂h_L is a random direction among COUNT entries of the output, from FROM on (counted from 0); all if not given",
    },
    adjoint: {
      value: "WHICH",
      about:
        "discrete, the default: each layer's transposed Jacobian; continuous: the adjoint equation, integrated back beside the state (block neural-ode, on the CPU engine)",
    },
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
      about: "an exploding network, its backward signal clipped to 10 at every layer",
      line: "lyascope gradient --set network.weights.variance=4 --set network.width=32 --clip 10 --clip-per layer",
    },
    {
      about: "an LSTM, trained through its last 32 steps",
      line: "lyascope gradient --set network.block=lstm --set network.width=32 --window 32",
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
  const norm = given.positive("clip");
  const per = given.choice("clip-per", CLIP_PER, "global");
  if (norm === undefined && given.text("clip-per") !== undefined) throw new UsageError("--clip-per needs --clip C");
  const clip = norm === undefined ? undefined : { norm, per };
  const asked = {
    normBound,
    clip,
    window: given.integer("window", 1, MAX_WINDOW),
    output: entriesOf(given.text("output-entries")),
    adjoint: given.choice("adjoint", ADJOINTS, "discrete"),
  };
  return {
    cells: ({ cells }) => gradientCells(cells, asked),
    run: (study, engine, signal) => runGradient(study, engine, { signal, ...asked }),
    document: (study, engine, measured) => gradientDocument(study, engine, measured, asked),
    report: (study, engine, measured, screen) => gradientReport(study, engine, measured, screen, asked),
  };
}

/** FROM:COUNT as numbers. */
function entriesOf(text: string | undefined): Entries | undefined {
  if (text === undefined) return undefined;
  const [, from, units] = /^(\d{1,9}):([1-9]\d{0,8})$/.exec(text) ?? [];
  if (from === undefined) {
    throw new UsageError(
      `--output-entries is ${text}; allowed: FROM:COUNT, such as 0:4, whole numbers, COUNT at least 1`,
    );
  }
  return { from: Number(from), units: Number(units) };
}
