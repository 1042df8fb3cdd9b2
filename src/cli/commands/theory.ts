import { toJson } from "../../io/json.ts";
import { lawsOf } from "../../study/laws.ts";
import type { Command } from "../command.ts";
import { openOutput } from "../output.ts";
import { SET, studyOf } from "../study-input.ts";
import { theoryView } from "../text/theory-view.ts";

export const theory: Command = {
  name: "theory",
  operands: "[file]",
  summary: "print the laws known for a study, without measuring anything",
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
    { about: "the laws of the example study", line: "lyascope theory" },
  ],

  async run(given) {
    const out = given.text("out");
    const resolved = await studyOf(given);
    const output = await openOutput(out);
    try {
      const cells = resolved.cells.map((cell) => ({ at: cell.at, laws: lawsOf(cell) }));
      const json = given.flag("json") || out?.endsWith(".json") === true;
      await output.write(json ? toJson({ study: resolved.study, cells }) : theoryView(resolved, cells, output));
      return 0;
    } finally {
      await output.close();
    }
  },
};
