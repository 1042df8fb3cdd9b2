import { toJson } from "../../io/json.ts";
import type { Command } from "../command.ts";
import { inspect } from "../machine.ts";
import { say } from "../output.ts";
import { infoView } from "../text/info-view.ts";

export const info: Command = {
  name: "info",
  operands: "",
  summary: "list versions, CPU workers and GPU adapters, and say why there is none",
  options: { json: { about: "print one JSON object" } },
  examples: [{ about: "adapters with all their limits, as JSON", line: "lyascope info --json" }],

  async run(given) {
    const machine = await inspect();
    await say(given.flag("json") ? toJson(machine) : infoView(machine));
    return 0;
  },
};
