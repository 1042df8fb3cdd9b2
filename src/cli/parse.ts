import { parseArgs } from "node:util";
import { Arguments } from "./arguments.ts";
import type { Command, CommandOption } from "./command.ts";
import { UsageError } from "./usage-error.ts";

/** Every command has it. */
export const HELP: CommandOption = { short: "h", about: "show this help" };

/** Reads a command's arguments; throws UsageError with one line where they are wrong. */
export function parseArguments(command: Command, args: readonly string[]): Arguments {
  const options: Record<string, { type: "string" | "boolean"; multiple: boolean; short?: string }> = {};
  for (const [name, { value, multiple = false, short }] of Object.entries({ ...command.options, help: HELP })) {
    options[name] = { type: value === undefined ? "boolean" : "string", multiple, ...(short ? { short } : {}) };
  }
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const allowed = command.operands === "" ? 0 : 1;
    const extra = positionals[allowed];
    if (extra !== undefined) throw new UsageError(`unexpected argument "${extra}"`);
    return new Arguments(values, positionals[0]);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof UsageError) throw error;
    const name = /Option '(?:-\w, )?--([\w-]+)/.exec(error.message)?.[1];
    if (name !== undefined && /argument (missing|is ambiguous)/.test(error.message)) {
      throw new UsageError(`--${name} needs a value`, { cause: error });
    }
    // Node's own messages are right but go on to explain how to escape dashes.
    const sentence = error.message.split(/\. |\n/, 1)[0] ?? error.message;
    throw new UsageError(sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, ""), { cause: error });
  }
}
