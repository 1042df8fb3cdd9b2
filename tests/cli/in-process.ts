import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { vi } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import type { Run } from "./lyascope.ts";

/**
 * Runs the command line within the test's own process, for tests of what it says: a process of its own takes a third of
 * a second to start. Nothing is a terminal here either. One run at a time, since its streams are those of the process.
 */
export async function inProcess(args: readonly string[], { stdin = "", cwd = "." } = {}): Promise<Run> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const written = Promise.all([text(out), text(err)]);
  const mocks = [
    vi.spyOn(process, "stdin", "get").mockReturnValue(Readable.from([stdin]) as typeof process.stdin),
    vi.spyOn(process, "stdout", "get").mockReturnValue(out as unknown as typeof process.stdout),
    vi.spyOn(process, "stderr", "get").mockReturnValue(err as unknown as typeof process.stderr),
  ];
  const before = process.cwd();
  process.chdir(cwd);
  let code: number;
  try {
    code = await runProgram(args);
  } finally {
    process.chdir(before);
    for (const mock of mocks) mock.mockRestore();
    out.end();
    err.end();
  }
  const [stdout, stderr] = await written;
  return { code, stdout, stderr };
}
