import type { Spectrum } from "../../engine/engine.ts";
import type { Provenance } from "../../io/sweep/attributes.ts";
import { lockFile } from "../../io/sweep/lock.ts";

/** Where a sweep goes: what is there already, and what is still to come. */
export interface SweepTarget {
  /** Cells that this run is to have, in all. */
  readonly total: number;
  /** Indices of those that are missing, in the order in which they are measured. */
  readonly missing: readonly number[];
  /** Cells of these that are safe by now. */
  readonly kept: number;
  /** One line on what was found damaged and is measured again; null where all was well. */
  readonly remark: string | null;
  /** Keeps a finished cell: it is safe once this resolves. */
  take(index: number, result: Spectrum): Promise<void>;
  /** Makes the result whole, once nothing is missing; null where nothing was left to be computed. */
  finish(provenance: Provenance | null): Promise<void>;
  /** Lets go of the target; what was taken stays. */
  close(): Promise<void>;
}

/** Opens a target under the lock that is the file `path`, which is given back when the target is closed, or there is none to be opened. */
export async function lockedTarget<Target extends SweepTarget | null>(
  path: string,
  open: () => Promise<Target>,
): Promise<Target> {
  const unlock = await lockFile(path);
  try {
    const target = await open();
    if (target !== null) {
      const { close } = target;
      target.close = async () => {
        await close();
        await unlock();
      };
    } else await unlock();
    return target;
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** A line on damaged records; null where there are none. */
export function damaged(records: number): string | null {
  if (records === 0) return null;
  return records === 1
    ? "one record of the journal is damaged: its cell is measured again"
    : `${records} records of the journal are damaged: their cells are measured again`;
}
