import type { Arguments } from "./arguments.ts";

export interface CommandOption {
  /** Name of the value, such as FILE; an option without one is a flag. */
  value?: string;
  multiple?: boolean;
  short?: string;
  about: string;
}

/** One command of the terminal, with what its help says. */
export interface Command {
  name: string;
  /** Such as `[file]`; empty where the command takes no operand. */
  operands: string;
  summary: string;
  options: Readonly<Record<string, CommandOption>>;
  examples: readonly { about: string; line: string }[];
  /** Further help, asked for only when it is shown. */
  details?(): string;
  /** Does the work and gives the exit code. */
  run(given: Arguments): Promise<number>;
}
