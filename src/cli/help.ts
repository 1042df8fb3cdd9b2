import type { Command, CommandOption } from "./command.ts";
import { HELP } from "./parse.ts";
import { wrap } from "./text/table.ts";

/** Help of the whole program. */
export function programHelp(commands: readonly Command[], version: string): string {
  return [
    `lyascope ${version}: Lyapunov spectra and gradients of random deep networks, measured, with the exact law beside them.`,
    section("Usage", ["lyascope <command> [options]"]),
    section("Commands", columns(commands.map((each) => [`${each.name} ${each.operands}`.trim(), each.summary]))),
    section(
      "Options",
      columns([
        ["--help, -h", "show this help; after a command, the command's"],
        ["--version, -v", "show the version"],
      ]),
    ),
    section(
      "Examples",
      commands.flatMap((each) => each.examples.slice(0, 1).map(({ line }) => line)),
    ),
    "Exit codes: 0 done, 1 failed, 2 wrong usage or study, 130 interrupted.",
    "",
  ]
    .join("\n\n")
    .trimEnd();
}

/** Help of one command. */
export function commandHelp(command: Command): string {
  const options = Object.entries({ ...command.options, help: HELP });
  return [
    `${command.summary.charAt(0).toUpperCase()}${command.summary.slice(1)}.`,
    section("Usage", [`lyascope ${`${command.name} ${command.operands}`.trim()} [options]`]),
    section("Options", columns(options.map(([name, option]) => [optionName(name, option), option.about]))),
    ...(command.details === undefined ? [] : [command.details()]),
    section(
      "Examples",
      command.examples.flatMap(({ about, line }, index) => [...(index > 0 ? [""] : []), `# ${about}`, line]),
    ),
  ].join("\n\n");
}

export function section(title: string, lines: readonly string[]): string {
  return [`${title}:`, ...lines.map((line) => (line === "" ? "" : `  ${line}`))].join("\n");
}

const COLUMNS = 100;

/** Rows with every column but the last padded, the last one wrapped. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((wide, row) => row.map((cell, i) => Math.max(wide[i] ?? 0, cell.length)), []);
  return rows.flatMap((row) => {
    const start = row
      .slice(0, -1)
      .map((cell, i) => cell.padEnd((widths[i] ?? 0) + 2))
      .join("");
    const lines = wrap(row.at(-1) ?? "", COLUMNS - start.length);
    return lines.map((line, i) => (i === 0 ? start : " ".repeat(start.length)) + line);
  });
}

function optionName(name: string, option: CommandOption): string {
  const value = option.value === undefined ? "" : ` ${option.value}`;
  return `--${name}${value}${option.short === undefined ? "" : `, -${option.short}`}`;
}
