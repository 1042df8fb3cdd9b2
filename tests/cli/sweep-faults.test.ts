import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filesOf } from "../support/zarr.ts";
import { lyascope, start } from "./lyascope.ts";

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

  it("of another study is refused and stays as it is", async () => {
    const before = filesOf(join(folder, "whole.zarr"));
    const { code, stderr } = await sweep("whole.zarr", SMALL, "--resume", "--set", "seed=5");
    expect([code, stderr]).toEqual([2, expect.stringMatching(ONE_LINE)]);
    expect(stderr).toContain("another study");
    expect(filesOf(join(folder, "whole.zarr"))).toEqual(before);
  });
});

describe("a damaged store", () => {
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
