import { toJson } from "../../io/json.ts";
import { theoryOf } from "../../study/theory.ts";
import type { Command } from "../command.ts";
import { openOutput } from "../output.ts";
import { SET, studyOf } from "../study-input.ts";
import { theoryView } from "../text/theory-view.ts";

export const theory: Command = {
  name: "theory",
  operands: "[file]",
  summary: "print the laws and the mean field known for a study, without measuring anything",
  options: {
    set: SET,
    json: { about: "print one JSON object" },
    out: { value: "FILE", about: "write the result to FILE (JSON where it ends in .json), whole or not at all" },
  },
  examples: [
    {
      about: "He-initialised ReLU at width 32",
      line: "lyascope theory --set network.width=32 --set network.activation=relu --set network.weights.variance=2",
    },
    {
      about: "q*, χ₁, c* and the depth scales of a deep tanh network across its edge of chaos",
      line: `lyascope theory --set network.bias.variance=0.05 --set 'axes=[{"path":"network.weights.variance","from":1,"to":3,"steps":5}]'`,
    },
    { about: "the laws of the example study", line: "lyascope theory" },
  ],

  async run(given) {
    const out = given.text("out");
    const resolved = await studyOf(given);
    const output = await openOutput(out);
    try {
      const cells = resolved.cells.map((cell) => ({ at: cell.at, ...theoryOf(cell) }));
      const json = given.flag("json") || out?.endsWith(".json") === true;
      await output.write(json ? toJson({ study: resolved.study, cells }) : theoryView(resolved, cells, output));
      return 0;
    } finally {
      await output.close();
    }
  },
};
