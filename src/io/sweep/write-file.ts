import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf, fileError } from "./file-error.ts";

/**
 * Writes a file that appears under its name only when all of it is on disk, whatever is cut off and when; what had the name before is
 * replaced at once. Until then it is `temporary`, which one process at a time may write: what a kill left of it is written over by the
 * next one. Throws InputError, one line, where the system refuses; then nothing has changed.
 */
export async function writeWhole(
  path: string,
  bytes: Uint8Array | string,
  temporary: string = `${path}.tmp`,
): Promise<void> {
  try {
    const file = await open(temporary, "w");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw fileError(error, path);
  }
  await syncDirectory(dirname(path));
}

/** A new name is on disk when its directory is. Not every system lets a directory be opened: there it keeps names by itself. */
async function syncDirectory(path: string): Promise<void> {
  try {
    const directory = await open(path, "r");
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  } catch (error) {
    if (!["EACCES", "EBADF", "EINVAL", "EISDIR", "ENOTSUP", "EPERM"].includes(codeOf(error) ?? "")) {
      throw fileError(error, path);
    }
  }
}
