import { UsageError } from "./usage-error.ts";

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

  /** A number above 0. */
  positive(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) throw notAllowed(`--${name}`, text, "a number above 0");
    return value;
  }

  /** A number from 0 on, below 1. */
  fraction(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
    if (!(value >= 0 && value < 1)) throw notAllowed(`--${name}`, text, "a number from 0 on, below 1");
    return value;
  }

  choice<const T extends string>(name: string, choices: readonly T[], otherwise: T): T {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    const choice = choices.find((each) => each === text);
    if (choice === undefined) throw notAllowed(`--${name}`, text, `one of ${choices.join(", ")}`);
    return choice;
  }
}

/** Numbers as people type them, `.3` and `+1` too. */
export const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

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
