import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, expect, it } from "vitest";
import { filesOf } from "../support/zarr.ts";
import { lyascope, start } from "./lyascope.ts";

const folder = mkdtempSync(join(tmpdir(), "lyascope-kill-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** How often a sweep is killed; a start takes about a second. */
const KILLS = Number(process.env.LYASCOPE_KILLS ?? 6);
/** Cells of a few milliseconds each, so many that no run between two kills has time for all. */
const STUDY = [
  ...["--engine", "cpu", "--workers", "1", "--set", "network.width=16", "--set", "ensemble=2", "--set", "depth=500"],
  ...["--set", `axes=[{"path":"seed","from":1,"to":${250 * KILLS},"steps":${250 * KILLS}}]`],
];

it(`a sweep that is killed ${KILLS} times at random moments loses no cell that it kept, and ends as one that was not`, {
  timeout: 30_000 + 6000 * KILLS,
}, async () => {
  let random = 12345;
  const next = () => {
    random = (Math.imul(random, 1103515245) + 12345) >>> 0;
    return random / 2 ** 32;
  };
  let kept = 0;
  let killed = 0;
  while (killed < KILLS) {
    const child = start(["sweep", ...STUDY, "--out", "killed.zarr", "--resume"], { cwd: folder });
    let lines = "";
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    createInterface({ input: child.stderr }).on("line", (line) => {
      lines += `${line}\n`;
      if (/ to measure/.test(line)) setTimeout(() => child.kill("SIGKILL"), 600 * next());
    });
    if ((await ended) === 0) break;
    killed++;
    expect(lines).toMatch(/^lyascope: [^\n]* cells? to measure[^\n]*\n$/);
    const now = Number(/, (\d+) cells? kept/.exec(lines)?.[1] ?? 0);
    expect(now).toBeGreaterThanOrEqual(kept);
    kept = now;
  }
  expect(killed).toBe(KILLS);
  expect(kept).toBeGreaterThan(0);
  expect((await lyascope(["sweep", ...STUDY, "--out", "killed.zarr", "--resume"], { cwd: folder })).code).toBe(0);
  expect((await lyascope(["sweep", ...STUDY, "--out", "whole.zarr"], { cwd: folder })).code).toBe(0);
  const arrays = (store: string) =>
    Object.entries(filesOf(join(folder, store))).filter(
      ([name]) => !name.includes(".lyascope") && !/\.tmp$/.test(name),
    );
  expect(arrays("killed.zarr")).toEqual(arrays("whole.zarr"));
});
