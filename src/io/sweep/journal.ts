import { type FileHandle, open, rm } from "node:fs/promises";
import type { Spectrum } from "../../engine/engine.ts";
import { InputError } from "../error.ts";
import { codeOf, fileError } from "./file-error.ts";
import { linesOf } from "./lines.ts";
import { lineOf, recordIn } from "./records.ts";
import { writeWhole } from "./write-file.ts";

const KIND = "sweep journal";
const VERSION = 1;

/** A line that waits for the disk. */
interface Waiting {
  line: string;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * The finished cells of a sweep, one line each, in a file that only grows: a process that is killed, at whatever moment, loses none of
 * those whose `append` had resolved. The first line says of which study they are. One process at a time writes: see `lockFile`.
 */
export class Journal {
  /** By cell, what was in the file when it was opened. */
  readonly results: ReadonlyMap<number, Spectrum>;
  /** Damaged lines among them; their cells are not in `results`. */
  readonly dropped: number;
  readonly #path: string;
  readonly #file: FileHandle;
  /** Bytes that are whole lines; the next one goes behind them. */
  #end: number;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | null = null;
  #closed = false;

  private constructor(path: string, file: FileHandle, { results, dropped, end }: Contents) {
    this.#path = path;
    this.#file = file;
    this.results = results;
    this.dropped = dropped;
    this.#end = end;
  }

  /**
   * Opens the journal of the study `key`, or begins one; its directory must be there. What a kill cut off at the end is removed. `wanted`:
   * which cells are to be in `results`, all if not given. Throws InputError, one line, where it is another study's or no journal, where
   * it is there without `resume`, and where the system refuses.
   */
  static async open(
    path: string,
    key: string,
    { resume, wanted = () => true }: { resume: boolean; wanted?: (index: number) => boolean },
  ): Promise<Journal> {
    const found = await openIfThere(path);
    if (found !== null && !resume) {
      await found.close();
      throw new InputError(
        `${path} holds the finished cells of a sweep: --resume goes on with it, or choose another name`,
      );
    }
    if (found === null) await writeWhole(path, `${JSON.stringify({ lyascope: KIND, version: VERSION, key })}\n`);
    const file = found ?? (await openIfThere(path));
    if (file === null) throw new InputError(`cannot write ${path} (it was removed meanwhile)`);
    try {
      const contents = await contentsOf(file, path, key, wanted);
      await file.truncate(contents.end);
      await file.datasync();
      return new Journal(path, file, contents);
    } catch (error) {
      await file.close();
      throw fileError(error, path);
    }
  }

  /**
   * Adds a finished cell and resolves when it is on disk. Throws InputError where the system refuses: the file is then as before, and
   * whoever appends again may be luckier. A NaN in the result throws RangeError.
   */
  async append(index: number, result: Spectrum): Promise<void> {
    const line = lineOf({ index, result });
    if (this.#closed) throw new Error(`${this.#path} is closed`);
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ line, resolve, reject });
      this.#writing ??= this.#write();
    });
  }

  /** Waits for what was appended, and lets go of the file. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#writing;
    await this.#file.close();
  }

  /** Closes it and removes the file: its cells are kept elsewhere now. */
  async remove(): Promise<void> {
    await this.close();
    try {
      await rm(this.#path, { force: true });
    } catch (error) {
      throw fileError(error, this.#path, "remove");
    }
  }

  /** Lines that wait at the same time share one write and one sync, which is what takes long. */
  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#put(Buffer.from(batch.map(({ line }) => line).join("")));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        const told = fileError(error, this.#path);
        for (const { reject } of batch) reject(told);
      }
    }
    this.#writing = null;
  }

  async #put(bytes: Buffer): Promise<void> {
    try {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, this.#end + done);
        done += bytesWritten;
      }
      await this.#file.datasync();
      this.#end += bytes.length;
    } catch (error) {
      // Half a line is cut off here, or, where that fails too, when the journal is opened again.
      await this.#file.truncate(this.#end).catch(() => {});
      throw error;
    }
  }
}

interface Contents {
  results: Map<number, Spectrum>;
  dropped: number;
  end: number;
}

async function contentsOf(
  file: FileHandle,
  path: string,
  key: string,
  wanted: (index: number) => boolean,
): Promise<Contents> {
  const results = new Map<number, Spectrum>();
  let dropped = 0;
  let end = 0;
  for await (const line of linesOf(file)) {
    if (end === 0) checkHeader(line.bytes, path, key);
    else {
      const record = recordIn(line.bytes);
      if (record === null) dropped++;
      else if (wanted(record.index)) results.set(record.index, record.result);
    }
    end = line.end;
  }
  if (end === 0) throw new InputError(`${path} is not a sweep's journal: remove it, or choose another name`);
  return { results, dropped, end };
}

function checkHeader(bytes: Uint8Array, path: string, key: string): void {
  const header = parsed(Buffer.from(bytes).toString("utf8"));
  if (header?.lyascope !== KIND) {
    throw new InputError(`${path} is not a sweep's journal: remove it, or choose another name`);
  }
  if (header.version !== VERSION) {
    throw new InputError(`${path} is a journal of version ${header.version}; allowed: ${VERSION}`);
  }
  if (header.key !== key) {
    throw new InputError(`${path} is the journal of another study (${header.key}): choose another name`);
  }
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    return Object(JSON.parse(text));
  } catch {
    return null;
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, "r+");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw fileError(error, path);
  }
}
