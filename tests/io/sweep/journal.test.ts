import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Journal } from "../../../src/io/sweep/journal.ts";
import { studyKey } from "../../../src/io/sweep/key.ts";
import { random } from "../../support/random.ts";
import { child } from "./child.ts";
import { complaintOf, fillDisk, handles, systemError } from "./faults.ts";
import { spectrum, spectrumOf } from "./spectra.ts";

const KEY = studyKey({ seed: 1 });
const NEW = { resume: false };
const RESUME = { resume: true };

let folder = "";
let path = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lyascope-journal-"));
  path = join(folder, "result.npz.journal");
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** A journal of `count` cells, closed, and its bytes. */
async function written(count: number): Promise<Buffer> {
  const journal = await Journal.open(path, KEY, NEW);
  for (let cell = 0; cell < count; cell++) await journal.append(cell, spectrum(cell));
  await journal.close();
  return readFile(path);
}

/** What a resumed run finds. */
async function found(): Promise<{ cells: number[]; dropped: number }> {
  const journal = await Journal.open(path, KEY, RESUME);
  await journal.close();
  for (const [cell, result] of journal.results) expect(result).toEqual(spectrum(cell));
  return { cells: [...journal.results.keys()], dropped: journal.dropped };
}

describe("a sweep's journal", () => {
  test("gives back what was appended, in lines of JSON behind a header", async () => {
    const bytes = await written(3);
    const lines = bytes.toString().split("\n");
    expect(JSON.parse(lines[0] ?? "")).toEqual({ lyascope: "sweep journal", version: 1, key: KEY });
    expect(lines.slice(1, 4).map((line) => JSON.parse(line).cell)).toEqual([0, 1, 2]);
    expect(lines.slice(4)).toEqual([""]);
    expect(await found()).toEqual({ cells: [0, 1, 2], dropped: 0 });
    expect(await readFile(path)).toEqual(bytes);
  });

  test("every double comes back with the same bits, and null", async () => {
    const { uniform } = random(11);
    const bits = new DataView(new ArrayBuffer(8));
    const any = (): number => {
      bits.setUint32(0, uniform() * 2 ** 32);
      bits.setUint32(4, uniform() * 2 ** 32);
      const value = bits.getFloat64(0);
      return Number.isNaN(value) ? 0 : value;
    };
    const edges = [0, -0, 5e-324, -5e-324, 2.2250738585072014e-308, Number.MAX_VALUE, -Number.MAX_VALUE, 2 ** 53 + 2];
    const values = [Infinity, -Infinity, null, ...edges, 0.1, 1 / 3, ...Array.from({ length: 20_000 }, any)];
    const journal = await Journal.open(path, KEY, NEW);
    await journal.append(123_456_789, spectrumOf(values));
    await journal.append(0, spectrumOf([-0]));
    await journal.close();
    const { results } = await Journal.open(path, KEY, RESUME).then(async (each) => {
      await each.close();
      return each;
    });
    // toEqual tells −0 from 0, as Object.is does.
    expect(results.get(123_456_789)).toEqual(spectrumOf(values));
    expect(Object.is(results.get(0)?.spectralGap?.value, -0)).toBe(true);
  });

  test("a NaN is never a result", async () => {
    const journal = await Journal.open(path, KEY, NEW);
    await expect(journal.append(0, spectrumOf([Number.NaN]))).rejects.toThrow(RangeError);
    await journal.append(1, spectrum(1));
    await journal.close();
    expect(await found()).toEqual({ cells: [1], dropped: 0 });
  });

  test("cut off at any byte behind its header, it keeps the whole lines and goes on", async () => {
    const bytes = await written(2);
    const header = bytes.indexOf("\n") + 1;
    const second = bytes.indexOf("\n", header) + 1;
    for (const end of [header, header + 1, second - 2, second - 1, second, second + 40, bytes.length - 1]) {
      await writeFile(path, bytes.subarray(0, end));
      const journal = await Journal.open(path, KEY, RESUME);
      expect([...journal.results.keys()]).toEqual(end >= second ? [0] : []);
      expect(journal.dropped).toBe(0);
      await journal.append(5, spectrum(5));
      await journal.close();
      expect(await found()).toEqual({ cells: end >= second ? [0, 5] : [5], dropped: 0 });
    }
  });

  test("a file system that kept the length but not the bytes leaves no cell behind", async () => {
    const bytes = await written(1);
    await appendFile(path, Buffer.alloc(5000));
    expect(await found()).toEqual({ cells: [0], dropped: 0 });
    expect((await stat(path)).size).toBe(bytes.length);
  });

  test("of damaged lines no number is believed; the others stand", async () => {
    const bytes = await written(4);
    const header = bytes.indexOf("\n") + 1;
    const second = bytes.indexOf("\n", header) + 1;
    const third = bytes.indexOf("\n", second) + 1;
    const { uniform } = random(3);
    for (let trial = 0; trial < 40; trial++) {
      const bad = Buffer.from(bytes);
      const at = second + Math.floor(uniform() * (third - 1 - second));
      bad[at] = (bad[at] ?? 0) ^ (1 << Math.floor(uniform() * 8));
      // A line end more or less is damage too.
      const cut = bad[at] === 0x0a;
      await writeFile(path, bad);
      expect(await found()).toEqual({ cells: [0, 2, 3], dropped: cut ? 2 : 1 });
    }
    await writeFile(
      path,
      Buffer.concat([bytes.subarray(0, second), Buffer.from("{}\n\nnull\n"), bytes.subarray(third)]),
    );
    expect(await found()).toEqual({ cells: [0, 2, 3], dropped: 3 });
    // Measured again, it is there once.
    const journal = await Journal.open(path, KEY, RESUME);
    await journal.append(1, spectrum(1));
    await journal.close();
    expect((await found()).cells.sort()).toEqual([0, 1, 2, 3]);
  });

  test("lines longer than what is read at once", async () => {
    const long = spectrumOf([...random(8).normals(9_000)]);
    const journal = await Journal.open(path, KEY, NEW);
    for (const cell of [0, 1]) await journal.append(cell, long);
    await journal.close();
    expect((await stat(path)).size).toBeGreaterThan(5 << 19);
    const again = await Journal.open(path, KEY, RESUME);
    await again.close();
    expect([...again.results]).toEqual([
      [0, long],
      [1, long],
    ]);
  });

  test("can be asked for some cells alone", async () => {
    await written(4);
    const journal = await Journal.open(path, KEY, { resume: true, wanted: (cell) => cell % 2 === 1 });
    await journal.close();
    expect([...journal.results.keys()]).toEqual([1, 3]);
  });

  test("appends of one moment share a sync, and each resolves when it is on disk", async () => {
    const journal = await Journal.open(path, KEY, NEW);
    const sync = vi.spyOn(await handles(), "datasync");
    await Promise.all(Array.from({ length: 50 }, (_, cell) => journal.append(cell, spectrum(cell))));
    expect(sync.mock.calls.length).toBeLessThanOrEqual(3);
    sync.mockClear();
    // Held back by the disk, it has not resolved.
    let go = () => {};
    sync.mockImplementationOnce(() => new Promise<void>((resolve) => (go = resolve)));
    let resolved = false;
    const last = journal.append(50, spectrum(50)).then(() => {
      resolved = true;
    });
    await vi.waitFor(() => expect(sync).toHaveBeenCalledOnce());
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(resolved).toBe(false);
    go();
    await last;
    await journal.close();
    expect((await found()).cells).toEqual(Array.from({ length: 51 }, (_, cell) => cell));
  });

  test("close waits for what was appended; then there is no more to append, and nothing to remove twice", async () => {
    const journal = await Journal.open(path, KEY, NEW);
    const pending = [1, 2, 3].map((cell) => journal.append(cell, spectrum(cell)));
    await journal.close();
    await Promise.all(pending);
    expect((await found()).cells).toEqual([1, 2, 3]);
    await expect(journal.append(4, spectrum(4))).rejects.toThrow("is closed");
    await journal.remove();
    await journal.remove();
    await expect(stat(path)).rejects.toThrow("ENOENT");
  });
});

describe("a journal that is not to be written", () => {
  test("one that is there needs --resume; one that is not needs nothing", async () => {
    const bytes = await written(1);
    expect(await complaintOf(Journal.open(path, KEY, NEW))).toBe(
      `${path} holds the finished cells of a sweep: --resume goes on with it, or choose another name`,
    );
    expect(await readFile(path)).toEqual(bytes);
    await rm(path);
    const journal = await Journal.open(path, KEY, RESUME);
    expect(journal.results.size).toBe(0);
    await journal.close();
  });

  test("another study's is named, and stays as it is", async () => {
    const bytes = await written(1);
    const other = studyKey({ seed: 2 });
    expect(other).not.toBe(KEY);
    expect(await complaintOf(Journal.open(path, other, RESUME))).toBe(
      `${path} is the journal of another study (${KEY}): choose another name`,
    );
    expect(await readFile(path)).toEqual(bytes);
  });

  test.each([
    ["", "is not a sweep's journal"],
    ["half a line", "is not a sweep's journal"],
    ["notes of mine\n", "is not a sweep's journal"],
    ["3\n", "is not a sweep's journal"],
    ["null\n", "is not a sweep's journal"],
    [`{"lyascope":"sweep journal","version":2,"key":"${KEY}"}\n`, "is a journal of version 2; allowed: 1"],
  ])("%j is left alone", async (content, said) => {
    await writeFile(path, content);
    expect(await complaintOf(Journal.open(path, KEY, RESUME))).toContain(said);
    expect(await readFile(path, "utf8")).toBe(content);
  });

  test("a directory that is none, and a place that takes no files", async () => {
    expect(await complaintOf(Journal.open(join(folder, "none", "a"), KEY, NEW))).toMatch(
      /^cannot write .*none.a \(no such directory\)$/,
    );
    await writeFile(path, "");
    expect(await complaintOf(Journal.open(join(path, "a"), KEY, NEW))).toMatch(
      / \(part of its path is a file, not a directory\)$/,
    );
    expect(await complaintOf(Journal.open(folder, KEY, RESUME))).toMatch(/ \(it is a directory\)$/);
  });
});

describe("a disk that refuses", () => {
  test.each([0, 1, 300])(
    "full after %i bytes of a line: one line is said, nothing is lost, and it can go on",
    async (room) => {
      const journal = await Journal.open(path, KEY, NEW);
      await journal.append(0, spectrum(0));
      const before = await readFile(path);
      const empty = await fillDisk(room);
      const both = [journal.append(1, spectrum(1)), journal.append(2, spectrum(2))];
      for (const each of both) expect(await complaintOf(each)).toBe(`cannot write ${path} (the disk is full)`);
      expect(await readFile(path)).toEqual(before);
      expect(await found()).toEqual({ cells: [0], dropped: 0 });
      empty();
      await journal.append(3, spectrum(3));
      await journal.close();
      expect(await found()).toEqual({ cells: [0, 3], dropped: 0 });
    },
  );

  test("a sync that fails is no success", async () => {
    const journal = await Journal.open(path, KEY, NEW);
    vi.spyOn(await handles(), "datasync").mockRejectedValueOnce(systemError("EIO"));
    expect(await complaintOf(journal.append(0, spectrum(0)))).toBe(
      `cannot write ${path} (the disk does not answer as it should)`,
    );
    await journal.close();
    expect(await found()).toEqual({ cells: [], dropped: 0 });
  });

  test("writes in pieces are put together", async () => {
    const journal = await Journal.open(path, KEY, NEW);
    const own = await handles();
    const { write } = own;
    const spy = vi.spyOn(own, "write").mockImplementation(function (
      this: unknown,
      data: Buffer,
      offset: number,
      length: number,
      position: number,
    ) {
      return Reflect.apply(write, this, [data, offset, Math.min(100, length), position]);
    } as never);
    await journal.append(7, spectrum(7));
    expect(spy.mock.calls.length).toBeGreaterThan(3);
    await journal.close();
    spy.mockRestore();
    expect(await found()).toEqual({ cells: [7], dropped: 0 });
  });
});

test("what a process had appended when it was killed is there, and nothing half", { timeout: 30_000 }, async () => {
  const script = `
    const { Journal } = await import(DIST + "io/sweep/journal.js");
    const [path, key, first, text] = process.argv.slice(1);
    const journal = await Journal.open(path, key, { resume: true });
    const result = JSON.parse(text);
    for (let cell = Number(first); ; cell++) {
      await journal.append(cell, { ...result, layers: cell });
      process.stdout.write(cell + "\\n");
    }`;
  const text = JSON.stringify({ ...spectrum(1), exponents: Array.from({ length: 2000 }, (_, i) => i / 7) });
  const { uniform } = random(2);
  let first = 0;
  for (let trial = 0; trial < 5; trial++) {
    const writer = child(script, path, KEY, String(first), text);
    let said = -1;
    const until = Math.floor(uniform() * 12);
    while (said < first + until) said = Number(await writer.line());
    await new Promise((resolve) => setTimeout(resolve, uniform() * 4));
    await writer.kill();
    const journal = await Journal.open(path, KEY, RESUME);
    await journal.close();
    expect(journal.dropped).toBe(0);
    const cells = [...journal.results.keys()];
    expect(cells).toEqual(cells.map((_, i) => i));
    expect(cells.length).toBeGreaterThan(said);
    for (const [cell, result] of journal.results) expect(result.layers).toBe(cell);
    first = cells.length;
  }
});
