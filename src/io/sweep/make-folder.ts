import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf, fileError } from "./file-error.ts";

/**
 * Makes a directory and those above it that are missing. Step by step: Node's own `recursive` never returns where a directory is there
 * and yet says ENOENT to a new one, as /proc does. Throws InputError, one line, where the system refuses.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await made(path);
  } catch (error) {
    throw fileError(error, path);
  }
}

async function made(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (await isFolder(path)) return;
    const above = dirname(path);
    if (codeOf(error) !== "ENOENT" || above === path || (await isFolder(above))) throw error;
    await made(above);
    await made(path);
  }
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
