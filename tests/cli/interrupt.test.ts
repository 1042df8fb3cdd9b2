import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, it } from "vitest";
import type { ForwardDocument } from "../../src/io/forward-document.ts";
import type { GradientDocument } from "../../src/io/gradient-document.ts";
import type { SpectrumDocument } from "../../src/io/spectrum-document.ts";
import { lyascope, start } from "./lyascope.ts";

/** Many cells, the first quick, the others beyond anyone's patience. */
const ENDLESS = [
  "--set",
  "network.width=64",
  "--set",
  "ensemble=1",
  "--set",
  'axes=[{"path":"depth","values":[10,1000000,1000000]}]',
];

/** Time for the first cell, in ms, of all the tests at once: a multiple of what it takes one process, however busy the machine is. */
let warm = Number.NaN;
beforeAll(async () => {
  const since = performance.now();
  await lyascope(["spectrum", "--set", "network.width=8", "--set", "ensemble=1", "--set", "depth=10"]);
  warm = 1000 + 5 * (performance.now() - since);
});

async function interrupted(args: readonly string[], name: NodeJS.Signals, cwd: string, command = "spectrum") {
  const child = start([command, ...args, "--workers", "1"], { cwd });
  const output = Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  await new Promise((resolve) => setTimeout(resolve, warm));
  child.kill(name);
  const [stdout, stderr, [code]] = await output;
  return { code, stdout, stderr };
}

describe.concurrent("Ctrl-C", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("%s keeps what was finished, and the exit code is 130", async (name) => {
    const folder = mkdtempSync(join(tmpdir(), "lyascope-"));
    const { code, stdout, stderr } = await interrupted([...ENDLESS, "--out", "kept.json"], name, folder);
    expect({ code, stdout, stderr }).toEqual({ code: 130, stdout: "", stderr: "" });
    const kept: SpectrumDocument = JSON.parse(readFileSync(join(folder, "kept.json"), "utf8"));
    expect(kept.interrupted).toBe(true);
    expect(kept.cells.map(({ at, layers }) => ({ at, layers }))).toEqual([{ at: { depth: 10 }, layers: 9 }]);
  });

  it("keeps the gradient profiles that were finished", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lyascope-"));
    const { code } = await interrupted([...ENDLESS, "--out", "kept.json"], "SIGINT", folder, "gradient");
    expect(code).toBe(130);
    const kept: GradientDocument = JSON.parse(readFileSync(join(folder, "kept.json"), "utf8"));
    expect(kept.interrupted).toBe(true);
    expect(kept.cells.map(({ at, layers }) => [at.depth, layers.length])).toEqual([[10, 11]]);
  });

  it("keeps the signals that were finished", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lyascope-"));
    const { code } = await interrupted([...ENDLESS, "--out", "kept.json"], "SIGINT", folder, "forward");
    expect(code).toBe(130);
    const kept: ForwardDocument = JSON.parse(readFileSync(join(folder, "kept.json"), "utf8"));
    expect(kept.cells.map(({ at, layers }) => [at.depth, layers.length])).toEqual([[10, 11]]);
  });

  it("prints what was finished for a reader too", async () => {
    const { code, stdout } = await interrupted(ENDLESS, "SIGINT", tmpdir());
    expect(code).toBe(130);
    expect(stdout).toContain("interrupted: 1 of 3 cells");
    expect(stdout).toMatch(/^ +10 +-?\d/m);
  });

  it("prints and leaves nothing where no cell was finished", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lyascope-"));
    const args = ["--set", "network.width=8", "--set", "depth=1000000", "--out", "kept.json"];
    const { code, stdout, stderr } = await interrupted(args, "SIGINT", folder);
    expect({ code, stdout, stderr }).toEqual({
      code: 130,
      stdout: "",
      stderr: "lyascope: interrupted before any cell was finished\n",
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});
