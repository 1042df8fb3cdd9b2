import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { membersOf } from "../support/npz.ts";
import { filesOf } from "../support/zarr.ts";
import { lyascope, PROGRAM, start } from "./lyascope.ts";

const folder = mkdtempSync(join(tmpdir(), "lyascope-faults-"));
afterAll(() => rmSync(folder, { recursive: true }));

const CPU = ["--engine", "cpu", "--workers", "1"];
const SMALL = [
  ...CPU,
  ...["network.width=8", "ensemble=2", "depth=40"].flatMap((set) => ["--set", set]),
  ...["--set", 'axes=[{"path":"network.weights.variance","from":0.5,"to":3,"steps":6}]'],
];
/** A quick cell, then one beyond anyone's patience. */
const ENDLESS = [...CPU, "--set", "network.width=64", "--set", "ensemble=1"].concat([
  ...["--set", 'axes=[{"path":"depth","values":[10,1000000]}]'],
]);
/** Cells that take no time, and a journal of some size. */
const MANY = [...CPU, "--set", "network.width=16", "--set", "ensemble=2", "--set", "depth=20"].concat([
  ...["--set", 'axes=[{"path":"seed","from":1,"to":60,"steps":60}]'],
]);
const sweep = (out: string, args = SMALL, ...more: string[]) =>
  lyascope(["sweep", ...args, "--out", out, ...more], { cwd: folder });

/** One line, which begins as all of them do: no stack trace. */
const ONE_LINE = /^lyascope: [^\n]+\n$/;

beforeAll(async () => {
  expect((await sweep("whole.zarr")).code).toBe(0);
});

describe("a wrong target of a sweep", () => {
  it.each([
    ["/proc/lyascope.zarr", /cannot write \/proc\/lyascope\.zarr/],
    ["/proc/lyascope.npz", /cannot write \/proc\/lyascope\.npz/],
    ["plain/below.zarr", /part of its path is a file/],
    ["plain/below.csv", /part of its path is a file/],
    ["whole.zarr", /--resume/],
    ["result.txt", /\.zarr, \.npz, \.csv, \.parquet/],
  ])("%s is refused in one line", { timeout: 20_000 }, async (out, why) => {
    writeFileSync(join(folder, "plain"), "");
    const { code, stderr } = await sweep(out);
    expect(stderr).toMatch(ONE_LINE);
    expect(stderr).toMatch(why);
    expect(code).toBe(2);
  });

  it("too large for a single file is refused before anything is measured", async () => {
    const axes = 'axes=[{"path":"seed","from":1,"to":20000,"steps":20000}]';
    const large = [...CPU, ...["network.width=1024", "exponents=1024", axes].flatMap((set) => ["--set", set])];
    for (const more of [[], ["--dry-run"]]) {
      const { code, stderr } = await sweep("large.csv", large, ...more);
      expect(stderr).toMatch(
        /^lyascope: the arrays have 0\.84 GiB, and a single \.csv takes 0\.50; name a \.zarr[^\n]*\n$/,
      );
      expect(code).toBe(2);
    }
    expect(readdirSync(folder).filter((name) => name.startsWith("large"))).toEqual([]);
  });

  it("of another study is refused and stays as it is", async () => {
    const before = filesOf(join(folder, "whole.zarr"));
    const { code, stderr } = await sweep("whole.zarr", SMALL, "--resume", "--set", "seed=5");
    expect([code, stderr]).toEqual([2, expect.stringMatching(ONE_LINE)]);
    expect(stderr).toContain("another study");
    expect(filesOf(join(folder, "whole.zarr"))).toEqual(before);
  });
});

describe("a full disk", () => {
  // A limit on the size of files: the system refuses to write what is beyond it, as a full disk does.
  const PATIENT = join(folder, "patient.mjs");
  const limited = (kilobytes: number, out: string) =>
    spawnSync(
      "bash",
      ["-c", `ulimit -f ${kilobytes}; exec "$@"`, "-", process.execPath, "--import", PATIENT, PROGRAM].concat([
        "sweep",
        ...MANY,
        "--out",
        out,
        "--resume",
      ]),
      { cwd: folder, encoding: "utf8" },
    );

  it.skipIf(process.platform === "win32").each(["full.zarr", "full.npz"])(
    "%s: one line, and what was finished is kept",
    { timeout: 60_000 },
    async (out) => {
      // By default the signal of that limit ends a process.
      writeFileSync(PATIENT, 'process.on("SIGXFSZ", () => {});');
      const first = limited(64, out);
      expect(first.stderr).toMatch(
        /^(lyascope: [^\n]+\n)?lyascope: cannot write [^\n]*\.journal \(the file is too large for its file system\); \d+ cells of 60 are kept, --resume goes on from there\n$/,
      );
      expect(first.status).toBe(1);
      const kept = Number(/; (\d+) cells/.exec(first.stderr)?.[1]);
      expect(kept).toBeGreaterThan(0);
      const second = await sweep(out, MANY, "--resume");
      expect(second).toMatchObject({ code: 0, stderr: expect.stringContaining(`, ${kept} cells kept`) });
      const fresh = `fresh-${out}`;
      expect((await sweep(fresh, MANY)).code).toBe(0);
      if (out.endsWith("zarr")) expect(filesOf(join(folder, out))).toEqual(filesOf(join(folder, fresh)));
      else expect(await membersOf(join(folder, out))).toEqual(await membersOf(join(folder, fresh)));
    },
  );
});

describe("a damaged store", () => {
  it("with metadata lost is named by merge, which writes nothing there, and made whole by --resume", async () => {
    await sweep("bare.zarr");
    rmSync(join(folder, "bare.zarr", "exponents", "zarr.json"));
    const before = filesOf(join(folder, "bare.zarr"));
    const merged = await lyascope(["merge", "bare.zarr"], { cwd: folder });
    expect(merged.stderr).toBe(
      "lyascope: bare.zarr is damaged: exponents/zarr.json: run the sweep again, with --resume\n",
    );
    expect([merged.code, filesOf(join(folder, "bare.zarr"))]).toEqual([1, before]);
    expect((await sweep("bare.zarr", SMALL, "--resume")).code).toBe(0);
    expect(filesOf(join(folder, "bare.zarr"))).toEqual(filesOf(join(folder, "whole.zarr")));
  });

  it("is named by merge, and made whole by --resume", async () => {
    await sweep("damaged.zarr");
    const chunks = join(folder, "damaged.zarr", "exponents");
    const [chunk = ""] = readdirSync(chunks).filter((name) => name.startsWith("c."));
    const bytes = readFileSync(join(chunks, chunk));
    bytes.fill(0x78, 8, 12);
    writeFileSync(join(chunks, chunk), bytes);
    const merged = await lyascope(["merge", "damaged.zarr", "--out", "damaged.npz"], { cwd: folder });
    expect(merged).toMatchObject({ code: 1, stderr: expect.stringMatching(ONE_LINE) });
    expect(merged.stderr).toContain(`lacks 1 of 6 cells`);
    expect(merged.stderr).toContain(`exponents/${chunk}`);
    const again = await sweep("damaged.zarr", SMALL, "--resume");
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining("1 cell to measure, 5 cells kept")]);
    expect(filesOf(join(folder, "damaged.zarr"))).toEqual(filesOf(join(folder, "whole.zarr")));
  });
});

describe("a merge", () => {
  it("that was killed is gone on with; half of it has no name", async () => {
    const out = join(folder, "merged.zarr");
    // What a kill leaves: some of the chunks, one of them half written, under the name of what is not whole.
    cpSync(join(folder, "whole.zarr"), `${out}.part`, { recursive: true });
    rmSync(join(`${out}.part`, "status", "c.3"));
    writeFileSync(join(`${out}.part`, "exponents", "c.3.0"), "half");
    expect(await lyascope(["merge", "whole.zarr", "--out", "merged.zarr/"], { cwd: folder })).toMatchObject({
      code: 0,
    });
    expect(filesOf(out)).toEqual(filesOf(join(folder, "whole.zarr")));
    expect(readdirSync(folder).filter((name) => name.startsWith("merged"))).toEqual(["merged.zarr"]);
    const again = await lyascope(["merge", "whole.zarr", "--out", "merged.zarr"], { cwd: folder });
    expect(again).toMatchObject({ code: 2, stderr: "lyascope: merged.zarr is there already; choose another name\n" });
  });
});

describe("a signal", () => {
  it.each(["early.zarr", "early.npz"])("%s: while it is being prepared ends it in good order", async (out) => {
    const child = start(["sweep", ...ENDLESS, "--out", out], { cwd: folder });
    const ended = Promise.all([text(child.stderr), once(child, "close")]);
    const lock = join(folder, out.endsWith("zarr") ? `${out}/.lyascope/shard-0-of-1.lock` : `${out}.lock`);
    while (!existsSync(lock)) await delay(1);
    child.kill("SIGTERM");
    const [stderr, [code]] = await ended;
    expect(stderr).toMatch(/\nlyascope: interrupted: [01] cells? of 2 are kept, --resume goes on from there\n$/);
    expect(code).toBe(130);
    expect(existsSync(lock)).toBe(false);
  });

  it("when all is measured lets the little be done that is left", async () => {
    const child = start(["sweep", ...MANY, "--out", "late.npz"], { cwd: folder });
    const ended = Promise.all([text(child.stderr), once(child, "close")]);
    const journal = join(folder, "late.npz.journal");
    const lines = () => (existsSync(journal) ? readFileSync(journal, "utf8").split("\n").length : 0);
    while (lines() < 62 && child.exitCode === null) await delay(1);
    child.kill("SIGTERM");
    const [stderr, [code]] = await ended;
    // Between the last cell and its being told of, it may still be an interruption.
    expect([0, 130]).toContain(code);
    expect(stderr).toMatch(code === 0 ? /is complete: 60 cells in [^\n]*\n$/ : /interrupted: \d+ cells of 60 are kept/);
    expect((await sweep("late.npz", MANY, "--resume")).code).toBe(0);
    expect(await membersOf(join(folder, "late.npz"))).toEqual(await membersOf(join(folder, "fresh-full.npz")));
  });

  it("while a dry run calibrates is told in one line", async () => {
    const child = start([
      "sweep",
      ...ENDLESS.slice(0, -1),
      'axes=[{"path":"network.width","values":[900]}]',
      "--dry-run",
    ]);
    const ended = Promise.all([text(child.stderr), once(child, "close")]);
    await delay(1500);
    child.kill("SIGINT");
    const [stderr, [code]] = await ended;
    expect([code, stderr]).toEqual([130, "lyascope: interrupted before the time was known\n"]);
  });
});

describe("the lock of a sweep", () => {
  it("of a dead process is no obstacle, though the clock was set back since", async () => {
    mkdirSync(join(folder, "past.zarr", ".lyascope"), { recursive: true });
    const gone = spawn("true");
    await once(gone, "close");
    const holder = { pid: gone.pid, host: hostname(), started: "2999-01-01T00:00:00.000Z" };
    writeFileSync(join(folder, "past.zarr", ".lyascope", "shard-0-of-1.lock"), JSON.stringify(holder));
    expect((await sweep("past.zarr")).code).toBe(0);
    expect(filesOf(join(folder, "past.zarr"))).toEqual(filesOf(join(folder, "whole.zarr")));
  });

  it("lets of two processes on one target the first one end its work", async () => {
    const slow = [...MANY, "--set", "depth=4000"];
    const child = start(["sweep", ...slow, "--out", "two.npz"], { cwd: folder });
    const ended = Promise.all([text(child.stderr), once(child, "close")]);
    await expect.poll(() => existsSync(join(folder, "two.npz.journal")), { timeout: 30_000 }).toBe(true);
    for (const more of [[], ["--resume"]]) {
      const second = await sweep("two.npz", slow, ...more);
      expect(second).toMatchObject({ code: 2, stderr: expect.stringMatching(ONE_LINE) });
      expect(second.stderr).toContain(`held by process ${child.pid}`);
    }
    expect((await ended)[1]).toEqual([0, null]);
    expect((await sweep("alone.npz", slow)).code).toBe(0);
    expect(await membersOf(join(folder, "two.npz"))).toEqual(await membersOf(join(folder, "alone.npz")));
  });

  it.each(["SIGTERM", "SIGINT"] as const)(
    "keeps a second process away; %s ends the first, saying what is kept",
    async (name) => {
      const out = `${name}.zarr`;
      const child = start(["sweep", ...ENDLESS, "--out", out], { cwd: folder });
      const ended = Promise.all([text(child.stderr), once(child, "close")]);
      const journal = join(folder, out, ".lyascope", "shard-0-of-1.journal");
      await expect.poll(() => readFileSync(journal, "utf8").split("\n").length, { timeout: 30_000 }).toBe(3);
      const second = await sweep(out, ENDLESS, "--resume");
      expect(second).toMatchObject({ code: 2, stderr: expect.stringMatching(ONE_LINE) });
      expect(second.stderr).toContain(`held by process ${child.pid}`);
      expect(child.exitCode).toBeNull();
      const since = performance.now();
      child.kill(name);
      const [stderr, [code]] = await ended;
      expect(performance.now() - since).toBeLessThan(5000);
      expect(code).toBe(130);
      expect(stderr).toContain("interrupted: 1 cell of 2 are kept, --resume goes on from there\n");
      expect(readFileSync(journal, "utf8").split("\n").length).toBe(3);
    },
  );
});
