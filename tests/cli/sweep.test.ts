import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { membersOf } from "../support/npz.ts";
import { filesOf } from "../support/zarr.ts";
import { inProcess } from "./in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "lyascope-"));
afterAll(() => rmSync(folder, { recursive: true }));

const AXES =
  'axes=[{"path":"network.weights.variance","from":0.5,"to":4,"steps":4},{"path":"network.activation","values":["tanh","relu","linear"]}]';
const STUDY = [
  "--set",
  "network.width=6",
  "--set",
  "depth=30",
  "--set",
  "ensemble=3",
  "--set",
  AXES,
  "--engine",
  "cpu",
];
const at = (name: string) => join(folder, name);

async function run(...args: string[]) {
  const { code, stdout, stderr } = await inProcess(args);
  expect(stderr).toMatch(/^(lyascope: [^\n]+\n)*$/);
  return { code, stdout, stderr };
}

describe("lyascope sweep", () => {
  it("is the same in one piece and in shards of any order, to the last bit", async () => {
    expect((await run("sweep", ...STUDY, "--out", at("whole.zarr"))).code).toBe(0);
    expect((await run("sweep", ...STUDY, "--out", at("whole.npz"))).code).toBe(0);
    for (const shard of ["4/5", "0/5", "2/5"]) {
      expect((await run("sweep", ...STUDY, "--out", at("parts.zarr"), "--shard", shard)).code).toBe(0);
    }
    const early = await run("merge", at("parts.zarr"), "--out", at("parts.npz"));
    expect(early.code).toBe(1);
    expect(early.stderr).toMatch(/lacks 5 of 12 cells, the first at .*: run shard 1\/5, 3\/5 again, with --resume\n$/);
    expect(readdirSync(folder)).not.toContain("parts.npz");
    for (const shard of ["3/5", "1/5"]) await run("sweep", ...STUDY, "--out", at("parts.zarr"), "--shard", shard);
    expect((await run("merge", at("parts.zarr"), "--out", at("parts.npz"))).code).toBe(0);
    expect((await run("merge", at("parts.zarr"), "--out", at("again.zarr"))).code).toBe(0);
    expect(await membersOf(at("parts.npz"))).toEqual(await membersOf(at("whole.npz")));
    const whole = filesOf(at("whole.zarr"));
    expect(Object.keys(whole).length).toBeGreaterThan(100);
    expect(filesOf(at("parts.zarr"))).toEqual(whole);
    expect(filesOf(at("again.zarr"))).toEqual(whole);
    expect(readdirSync(folder).filter((name) => /\.(lock|part|tmp)/.test(name))).toEqual([]);
  });

  it("writes each cell once: what is complete is not measured again", async () => {
    const again = await run("sweep", ...STUDY, "--out", at("whole.zarr"), "--resume");
    expect(again).toEqual({
      code: 0,
      stdout: "",
      stderr: `lyascope: ${at("whole.zarr")} is complete: nothing to do\n`,
    });
    const refused = await run("sweep", ...STUDY, "--out", at("whole.npz"));
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("is there already; choose another name, or remove it");
    const other = await run("sweep", ...STUDY, "--set", "seed=43", "--out", at("whole.npz"), "--resume");
    expect(other.code).toBe(2);
    expect(other.stderr).toContain("is there already, of another study");
  });

  it("says beforehand what it will take, and measures nothing", async () => {
    const { code, stdout } = await run("sweep", ...STUDY, "--dry-run");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^cells +12: network\.weights\.variance \(4\) × network\.activation \(3\)$/m);
    expect(stdout).toMatch(/^time +about .* on this machine \(CPU f64\)$/m);
    const plan = JSON.parse((await run("sweep", ...STUDY, "--dry-run", "--json", "--shard", "1/5")).stdout);
    expect(plan).toMatchObject({ cells: 3, blocks: 3, work: 3 * 3 * 30, engine: { kind: "cpu" } });
    expect(plan.seconds).toBeGreaterThan(0);
  });
});
