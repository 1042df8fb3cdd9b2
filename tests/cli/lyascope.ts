import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const PROGRAM = fileURLToPath(new URL("../../bin/lyascope.js", import.meta.url));

export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  stdin?: string;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Another copy of the program. */
  program?: string;
}

/** Starts the built command line; nothing of the surroundings' terminal or port reaches it. */
export function start(args: readonly string[], { env = {}, cwd = ROOT, program = PROGRAM }: RunOptions = {}) {
  const { PATH } = process.env;
  return spawn(process.execPath, [program, ...args], { cwd, env: { PATH, BROWSER: "none", ...env } });
}

/** Runs the built command line to its end. */
export async function lyascope(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const child = start(args, options);
  child.stdin.end(options.stdin ?? "");
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code, stdout, stderr };
}
