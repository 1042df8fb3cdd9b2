import { readFile } from "node:fs/promises";
import { codeOf } from "./file-error.ts";

/** Whether a process of this machine runs; one that may not be asked does. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

/**
 * What tells a process from a later one of the same number: this boot of the machine, and clock ticks from there to its start, which
 * no setting of the clock changes. Undefined where the system does not say (Linux does, in /proc).
 */
export async function birthOf(pid: number): Promise<string | undefined> {
  try {
    const [boot, stat] = await Promise.all([
      readFile("/proc/sys/kernel/random/boot_id", "utf8"),
      readFile(`/proc/${pid}/stat`, "utf8"),
    ]);
    // Field 22, counted from 1; the second, a name in brackets, may hold spaces and brackets.
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[22 - 3];
    return ticks === undefined ? undefined : `${boot.trim()} ${ticks}`;
  } catch {
    return undefined;
  }
}
