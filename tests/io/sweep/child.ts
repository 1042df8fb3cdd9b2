import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const DIST = new URL("../../../dist/", import.meta.url).href;

/** A second process that runs a module's text, in which `DIST` is where the built package is. */
export interface Child {
  process: ChildProcessWithoutNullStreams;
  pid: number;
  /** Its next line on stdout; what it says on stderr if there is none. */
  line(): Promise<string>;
  /** kill -9, and gone. */
  kill(): Promise<void>;
}

export function child(script: string, ...args: string[]): Child {
  const text = `const DIST = ${JSON.stringify(DIST)};\n${script}`;
  const spawned = spawn(process.execPath, ["--input-type=module", "-e", text, "--", ...args]);
  let said = "";
  spawned.stderr.on("data", (data) => {
    said += data;
  });
  const closed = once(spawned, "close");
  const lines = createInterface({ input: spawned.stdout })[Symbol.asyncIterator]();
  return {
    process: spawned,
    pid: Number(spawned.pid),
    async line() {
      const { done, value } = await lines.next();
      if (done === true) throw new Error(`the child said nothing more: ${said}`);
      return value;
    },
    async kill() {
      spawned.kill("SIGKILL");
      await closed;
    },
  };
}
