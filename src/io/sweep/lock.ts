import { open, readFile, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { InputError } from "../error.ts";
import { codeOf, fileError } from "./file-error.ts";
import { followsJob, type JobRun, jobRun } from "./job.ts";
import { birthOf, isAlive } from "./process.ts";

/** Who holds a lock. When it began is for a reader: clocks are set back, so nothing is concluded from it. */
interface Holder {
  pid: number;
  host: string;
  started: string;
  /** Of the process, where it is known: a number that another process has by now is no holder. */
  birth?: string;
  /** What it is part of, where a scheduler runs it: a later run of the same job, on whatever machine, finds no holder. */
  run?: JobRun;
}

/** What its maker has in hand for a moment is empty: so long it is waited for. */
const PATIENCE = { tries: 20, milliseconds: 50 };

/**
 * Takes the lock that is the file `path`, and resolves to what gives it back. A lock left by a process of this machine that is gone, or by
 * an earlier run of the same job, is taken over, by one process only. Throws InputError, one line, where it is held by a running process of this machine, or by another
 * machine, whose processes cannot be asked; and where the system refuses.
 */
export async function lockFile(path: string): Promise<() => Promise<void>> {
  const own = JSON.stringify(await holderHere());
  for (;;) {
    if (await make(path, own)) return () => removeIf(path, own);
    const found = await textAt(path);
    if (found === null) continue; // given back meanwhile
    await refuseIfHeld(path, found);
    await takeOver(path, found);
  }
}

async function holderHere(): Promise<Holder> {
  const { pid } = process;
  return { pid, host: hostname(), started: new Date().toISOString(), birth: await birthOf(pid), run: jobRun() };
}

/** Whether the file was made: it was not if there is one already. */
async function make(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    try {
      await file.writeFile(text);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw fileError(error, path);
  }
}

/** What is in the lock, null if there is none any more. */
async function textAt(path: string): Promise<string | null> {
  try {
    let text = await readFile(path, "utf8");
    for (let left = PATIENCE.tries; holderIn(text) === null && left > 0; left--) {
      await delay(PATIENCE.milliseconds);
      text = await readFile(path, "utf8");
    }
    return text;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw fileError(error, path, "read");
  }
}

/** What no holder can be read of was cut off while it was made: nobody holds it. */
async function refuseIfHeld(path: string, text: string): Promise<void> {
  const holder = holderIn(text);
  if (holder === null) return;
  const { pid, host, started, birth, run } = holder;
  if (followsJob(jobRun(), run)) return;
  if (host !== hostname()) {
    const remove = `if it has ended, remove ${path}`;
    throw new InputError(`${path} is held by process ${pid} on ${host}, since ${started}: ${remove}`);
  }
  if (!isAlive(pid)) return;
  const now = await birthOf(pid);
  if (birth !== undefined && now !== undefined && birth !== now) return;
  throw new InputError(`${path} is held by process ${pid} of this machine, since ${started}: wait for it, or end it`);
}

/** Removes a lock that nobody holds. Under a lock of its own: else two that saw the same one could each remove what the other made. */
async function takeOver(path: string, found: string): Promise<void> {
  const release = await lockFile(`${path}.takeover`);
  try {
    await removeIf(path, found);
  } finally {
    await release();
  }
}

/** Removes the file if it still says so. */
async function removeIf(path: string, text: string): Promise<void> {
  try {
    if ((await readFile(path, "utf8")) === text) await rm(path, { force: true });
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw fileError(error, path, "remove");
  }
}

function holderIn(text: string): Holder | null {
  try {
    const { pid, host, started, birth, run }: Partial<Holder> = Object(JSON.parse(text));
    if (!(Number.isInteger(pid) && Number(pid) > 0) || typeof host !== "string") return null;
    return {
      ...{ pid: Number(pid), host, started: String(started) },
      ...(typeof birth === "string" ? { birth } : {}),
      ...(typeof run?.job === "string" ? { run: { job: run.job, restart: Number(run.restart) } } : {}),
    };
  } catch {
    return null;
  }
}
