import { spawnSync } from "node:child_process";

const PROGRAM = process.env.PYTHON || "python3";

/** Whether there is a Python here with these modules: what it reads is checked by it too where there is. */
export function hasPython(...modules: string[]): boolean {
  return spawnSync(PROGRAM, ["-c", modules.map((name) => `import ${name}`).join("\n")]).status === 0;
}

/** Runs a Python program and returns what it prints, as JSON. */
export function python(program: string, args: readonly string[] = [], cwd?: string): unknown {
  const run = spawnSync(PROGRAM, ["-c", program, ...args], { encoding: "utf8", cwd });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}
