import { MemoryError } from "../engine/cpu/memory.ts";
import { RefusedError } from "../engine/open.ts";
import { InputError } from "../io/error.ts";
import { StudyError } from "../study/error.ts";
import type { Command } from "./command.ts";
import { bench } from "./commands/bench.ts";
import { forward } from "./commands/forward.ts";
import { gradient } from "./commands/gradient.ts";
import { info } from "./commands/info.ts";
import { lab } from "./commands/lab.ts";
import { merge } from "./commands/merge.ts";
import { spectrum } from "./commands/spectrum.ts";
import { sweep } from "./commands/sweep.ts";
import { theory } from "./commands/theory.ts";
import { commandHelp, programHelp } from "./help.ts";
import { say } from "./output.ts";
import { parseArguments } from "./parse.ts";
import { UsageError } from "./usage-error.ts";
import { version } from "./version.ts";

const COMMANDS: readonly Command[] = [spectrum, sweep, merge, gradient, forward, theory, bench, lab, info];

/** Runs the command line on its arguments and gives the exit code: 0 done, 1 failed, 2 wrong usage or study, 130 interrupted. */
export async function runProgram(args: readonly string[]): Promise<number> {
  try {
    return await dispatch(args);
  } catch (error) {
    const wrongUse = [UsageError, StudyError, InputError, MemoryError, RefusedError].some(
      (kind) => error instanceof kind,
    );
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`lyascope: ${message.replaceAll(/\s*\n\s*/g, " ")}\n`);
    return wrongUse ? 2 : 1;
  }
}

async function dispatch([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h") {
    await say(programHelp(COMMANDS, version()));
    return 0;
  }
  if (name === "--version" || name === "-v") {
    await say(version());
    return 0;
  }
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) {
    const what = name.startsWith("-") ? "option" : "command";
    const names = COMMANDS.map((each) => each.name).join(", ");
    throw new UsageError(`unknown ${what} ${JSON.stringify(name)}; commands: ${names} (lyascope --help)`);
  }
  const given = parseArguments(command, args);
  if (given.flag("help")) {
    await say(commandHelp(command));
    return 0;
  }
  return command.run(given);
}
