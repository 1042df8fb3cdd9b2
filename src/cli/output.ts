import { randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { InputError } from "../io/error.ts";
import { type Screen, styleFor } from "./text/style.ts";

/** Where a command's result goes. */
export interface Output extends Screen {
  /** Writes the whole result, a line break after it. */
  write(text: string): Promise<void>;
  /** Drops what was not written. */
  close(): Promise<void>;
}

const COLUMNS = 80;

/** Writes a text and a line break to stdout; resolves when the system has taken it. */
export async function say(text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    // A reader that has seen enough (`| head`) is no failure.
    const settle = (error?: Error | null) =>
      error && !("code" in error && error.code === "EPIPE") ? reject(error) : resolve();
    process.stdout.once("error", settle);
    process.stdout.write(`${text}\n`, settle);
  });
}

/** Standard output, or the file `path`. */
export async function openOutput(path: string | undefined): Promise<Output> {
  if (path !== undefined) return openFile(path);
  const { stdout } = process;
  return {
    columns: stdout.columns ?? COLUMNS,
    // getColorDepth heeds NO_COLOR and FORCE_COLOR.
    style: styleFor(stdout.isTTY ? 2 ** stdout.getColorDepth() : 0),
    write: say,
    close: async () => {},
  };
}

/**
 * A file that appears under its name only when it is whole. Its place is made before the work starts, so that a
 * wrong path is found out before, not after, an hour of measuring.
 */
async function openFile(path: string): Promise<Output> {
  const temporary = `${path}.${randomUUID().slice(0, 8)}.tmp`;
  let file: FileHandle;
  try {
    file = await open(temporary, "wx");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new InputError(`cannot write ${path} (${reason === "ENOENT" ? "no such directory" : reason})`, {
      cause: error,
    });
  }
  let pending = true;
  return {
    columns: COLUMNS,
    style: styleFor(0),
    async write(text) {
      await file.writeFile(`${text}\n`);
      await file.sync();
      await file.close();
      pending = false;
      await rename(temporary, path);
    },
    async close() {
      if (!pending) return;
      pending = false;
      await file.close();
      await rm(temporary, { force: true });
    },
  };
}
