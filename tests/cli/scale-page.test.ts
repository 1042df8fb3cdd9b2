import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { linesOf, words } from "../support/markdown.ts";
import { lyascope, ROOT } from "./lyascope.ts";

const STUDY = {
  network: { width: 4 },
  depth: 16,
  ensemble: 2,
  exponents: 2,
  axes: [{ path: "network.weights.variance", from: 0.5, to: 4, steps: 8 }],
};

const COMPARE = join(ROOT, "tests/slurm/compare.mjs");

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lyascope-scale-"));
  await writeFile(join(folder, "study.json"), JSON.stringify(STUDY));
});
afterAll(() => rm(folder, { recursive: true }));

describe("the page on scale", () => {
  it("has commands that do what it says, one after another, with the shards of the indexed Job between them", async () => {
    const lines = linesOf(await readFile(join(ROOT, "docs/scale.md"), "utf8"));
    const plain = lines.filter((line) => line.startsWith("lyascope "));
    const sweeps = plain.filter((line) => line.startsWith("lyascope sweep"));
    const merges = [...new Set(plain.filter((line) => line.startsWith("lyascope merge")))];
    expect([sweeps.length, merges.length]).toEqual([3, 3]);
    for (const line of sweeps) expect(await here(line)).toMatchObject({ code: 0 });
    // What the merges find, and must not find in their way.
    await cp(join(folder, "result.npz"), join(folder, "unsharded.npz"));
    await rm(join(folder, "result.npz"));

    const manifest = await readFile(join(ROOT, "examples/lyascope-sweep-job.yaml"), "utf8");
    const [, args = ""] = /args: \[(.*)\]/.exec(manifest) ?? [];
    const command = args.replaceAll('"', "").replaceAll(",", "").replace("/study/", "").replace("/results/", "");
    // Two pods stand for the eight.
    for (const index of [0, 1]) {
      const env = { JOB_COMPLETION_INDEX: `${index}`, JOB_COMPLETIONS: "2" };
      expect(await here(`lyascope ${command}`, env)).toMatchObject({ code: 0 });
      if (index === 0) expect(await here("lyascope merge result.zarr")).toMatchObject({ code: 1 });
    }
    for (const line of merges) expect(await here(line)).toMatchObject({ code: 0 });
    const compared = await lyascope(["result.npz", "unsharded.npz"], { cwd: folder, program: COMPARE });
    expect(compared).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+ parts, \d+ bytes, 0 different\n$/) });
  }, 60_000);

  it("names files that are there", async () => {
    const page = await readFile(join(ROOT, "docs/scale.md"), "utf8");
    const files = [...page.matchAll(/\]\(\.\.\/(.*?)\)|(?:node |`)((?:bench|tests)\/[\w./]+)/g)].map(
      ([, a, b]) => a ?? b,
    );
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) expect((await readFile(join(ROOT, file ?? ""))).length).toBeGreaterThan(0);
  });
});

function here(line: string, env: NodeJS.ProcessEnv = {}) {
  return lyascope(words(line).slice(1), { cwd: folder, env });
}
