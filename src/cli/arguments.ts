import { parseArgs } from "node:util";
import type { Command, CommandOption } from "./command.ts";
import { UsageError } from "./usage-error.ts";

export const HELP: CommandOption = { short: "h", about: "show this help" };

/** What followed a command's name. */
export class Arguments {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly operand: string | undefined;

  constructor(values: Readonly<Record<string, unknown>>, operand: string | undefined) {
    this.#values = values;
    this.operand = operand;
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === "string" ? value : undefined;
  }

  list(name: string): string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
  }

  /** A whole number from `minimum` to `maximum`. */
  integer(name: string, minimum: number, maximum: number): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : wholeNumber(`--${name}`, text, minimum, maximum);
  }

  choice<const T extends string>(name: string, choices: readonly T[], otherwise: T): T {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    const choice = choices.find((each) => each === text);
    if (choice === undefined) throw notAllowed(`--${name}`, text, `one of ${choices.join(", ")}`);
    return choice;
  }
}

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

export function wholeNumber(name: string, text: string, minimum: number, maximum: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= minimum && value <= maximum)) {
    throw notAllowed(name, text, `a whole number from ${minimum} to ${maximum}`);
  }
  return value;
}

function notAllowed(name: string, text: string, allowed: string): UsageError {
  return new UsageError(`${name} is ${JSON.stringify(text)}; allowed: ${allowed}`);
}
