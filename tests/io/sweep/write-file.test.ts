import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { InputError } from "../../../src/io/error.ts";
import { writeWhole } from "../../../src/io/sweep/write-file.ts";
import { child } from "./child.ts";
import { handles, systemError } from "./faults.ts";

let folder = "";
let path = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lyascope-write-"));
  path = join(folder, "result.npz");
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

describe("a file that is written whole", () => {
  test("holds the bytes or the text, in the place of what was there", async () => {
    await writeWhole(path, "σ² = 2");
    expect(await readFile(path, "utf8")).toBe("σ² = 2");
    const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => i);
    await writeWhole(path, bytes);
    expect(new Uint8Array(await readFile(path))).toEqual(bytes);
    await writeWhole(path, new Uint8Array());
    expect((await readFile(path)).length).toBe(0);
    expect(await readdir(folder)).toEqual(["result.npz"]);
  });

  test("writes over what a kill left of an earlier one", async () => {
    await writeFile(`${path}.tmp`, "a long beginning of something");
    await writeWhole(path, "new");
    expect(await readFile(path, "utf8")).toBe("new");
    expect(await readdir(folder)).toEqual(["result.npz"]);
  });

  test("is on disk before it has its name, and the name before the promise resolves", async () => {
    const seen: string[][] = [];
    const own = await handles();
    const { sync } = own;
    vi.spyOn(own, "sync").mockImplementation(async function (this: unknown) {
      seen.push(await readdir(folder));
      await Reflect.apply(sync, this, []);
    });
    await writeWhole(path, "text");
    expect(seen).toEqual([["result.npz.tmp"], ["result.npz"]]);
  });

  test.each([
    ["ENOSPC", "the disk is full"],
    ["EDQUOT", "the disk quota is used up"],
    ["EACCES", "no permission"],
    ["EROFS", "the file system is read-only"],
    ["EXDEV", "EXDEV"],
  ])("a system that says %s: one line, and what was there stays", async (code, words) => {
    await writeFile(path, "old");
    for (const method of ["writeFile", "sync"] as const) {
      const spy = vi.spyOn(await handles(), method).mockRejectedValueOnce(systemError(code));
      await expect(writeWhole(path, "new")).rejects.toThrow(new InputError(`cannot write ${path} (${words})`));
      spy.mockRestore();
      expect(await readFile(path, "utf8")).toBe("old");
      expect(await readdir(folder)).toEqual(["result.npz"]);
    }
  });

  test("places that take no file", async () => {
    await expect(writeWhole(join(folder, "none", "a"), "")).rejects.toThrow(/^cannot write .*a \(no such directory\)$/);
    await writeFile(path, "old");
    await expect(writeWhole(join(path, "a"), "")).rejects.toThrow(/ \(part of its path is a file, not a directory\)$/);
    await mkdir(join(folder, "directory"));
    await expect(writeWhole(join(folder, "directory"), "")).rejects.toThrow(/ \(it is a directory\)$/);
    expect((await readdir(folder)).sort()).toEqual(["directory", "result.npz"]);
    // No rights help there, not even root's.
    await expect(writeWhole("/proc/result.npz", "")).rejects.toThrow(/^cannot write \/proc\/result\.npz \(.+\)$/);
  });

  test("a failure that is no system's comes out as it is", async () => {
    vi.spyOn(await handles(), "writeFile").mockRejectedValueOnce(new TypeError("a bug"));
    await expect(writeWhole(path, "")).rejects.toThrow(new TypeError("a bug"));
    expect(await readdir(folder)).toEqual([]);
  });

  test("a process that is killed leaves the old one or the new one, never a part", { timeout: 30_000 }, async () => {
    const script = `
      const { writeWhole } = await import(DIST + "io/sweep/write-file.js");
      for (let i = 0; ; i = (i + 1) % 10) {
        await writeWhole(process.argv[1], String(i).repeat(2_000_000));
        process.stdout.write(i + "\\n");
      }`;
    for (let trial = 0; trial < 4; trial++) {
      const writer = child(script, path);
      await writer.line();
      await new Promise((resolve) => setTimeout(resolve, 5 * trial));
      await writer.kill();
      const text = await readFile(path, "utf8");
      expect(text.length).toBe(2_000_000);
      expect(text === (text[0] ?? "").repeat(text.length)).toBe(true);
    }
  });
});
