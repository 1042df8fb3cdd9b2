import { type FileHandle, open } from "node:fs/promises";
import { expect, vi } from "vitest";
import { InputError } from "../../../src/io/error.ts";

/** An error as the system gives it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: as a test wants it, write`), { code });
}

/** What every file handle inherits, so that a test can make a method of any file fail. */
export async function handles(): Promise<FileHandle> {
  const file = await open("/dev/null", "r");
  await file.close();
  return Object.getPrototypeOf(file);
}

/** From now on the disk is full: of the next write the first `bytes` are kept. Undone by what it returns. */
export async function fillDisk(bytes: number): Promise<() => void> {
  const own = await handles();
  const { write } = own;
  let left = bytes;
  const spy = vi.spyOn(own, "write").mockImplementation(async function (this: FileHandle, ...args: unknown[]) {
    const [data, offset, length, position] = args as [Buffer, number, number, number];
    if (left === 0) throw systemError("ENOSPC");
    const kept = Math.min(left, length);
    left -= kept;
    return await Reflect.apply(write, this, [data, offset, kept, position]);
  } as never);
  return () => spy.mockRestore();
}

/** The one line of an InputError that a promise ends with. */
export async function complaintOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  const { message } = error as InputError;
  expect(message).not.toContain("\n");
  return message;
}
