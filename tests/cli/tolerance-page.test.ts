import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SpectrumDocument } from "../../src/io/spectrum-document.ts";
import { blocksOf, linesOf, words } from "../support/markdown.ts";
import { inProcess } from "./in-process.ts";
import { ROOT } from "./lyascope.ts";

const PAGE = readFileSync(join(ROOT, "docs/tolerance.md"), "utf8");
const [LINE = ""] = linesOf(PAGE);
const GIVEN = [...words(LINE.replace("npx lyascope", "")), "--engine", "cpu"];

const timeless = (text: string) => text.replaceAll(/\d+\.\d s,/g, "… s,").trimEnd();

describe("the page of the tolerance", () => {
  it("shows what its command prints", async () => {
    const { code, stdout, stderr } = await inProcess(GIVEN);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const shown = blocksOf(PAGE).find(({ language }) => language === "text")?.content ?? "";
    expect(timeless(stdout)).toBe(timeless(shown));
  });

  it("says how many networks it took", async () => {
    const { cells }: SpectrumDocument = JSON.parse((await inProcess([...GIVEN, "--json"])).stdout);
    const used = cells.reduce((sum, { networks }) => sum + networks, 0);
    expect(PAGE).toContain(`${used} networks instead of 2,560`);
    expect(cells.flatMap(({ standardErrors }) => standardErrors).every((error) => (error ?? 1) <= 0.002)).toBe(true);
  });
});

describe("the command line", () => {
  const small = ["network.width=6", "network.activation=linear", "exponents=2", "depth=40", "ensemble=12"];
  const spectrum = (...more: string[]) =>
    inProcess(["spectrum", "--engine", "cpu", ...[...small, ...more].flatMap((each) => ["--set", each])]);

  it("says where a spectrum stopped, and where it did not converge", async () => {
    const { stdout } = await spectrum("tolerance=0.5");
    expect(stdout).toMatch(/12 networks · spectra to ±0\.5 · /);
    expect(stdout.trimEnd()).toMatch(/\nStopped after 8 of 12 networks\.$/);
    const open = (await spectrum("tolerance=0.0001")).stdout.replaceAll("\n", " ");
    expect(open).toMatch(/Not converged: the largest error, 0\.\d+, is above the tolerance after all 12 networks\. $/);
    const single = (await spectrum("tolerance=0.5", "ensemble=1", "depth=1000")).stdout;
    expect(single.trimEnd()).toMatch(/\nStopped after 125 of 875 layers\.$/);
  });

  it("marks such cells in a table and a map, and counts them", async () => {
    const scale = 'axes=[{"path":"network.scale","values":[0.01,1]}]';
    const block = "network.block=residual";
    const { stdout } = await spectrum(block, "tolerance=0.004", scale);
    expect(stdout).toMatch(/^ +0\.01 .* 8 {2}edge$/m);
    expect(stdout).toMatch(/^ +1 .* 12 {2}explodes \?$/m);
    expect(stdout).toContain("\n? an error is above the tolerance\n");
    expect(stdout.replaceAll("\n", " ")).toContain("1 of 2 cells did not converge: an error is above the tolerance.");
    const layers = (await spectrum(block, "tolerance=0.1", "ensemble=1", "depth=200", scale)).stdout;
    expect(layers).toMatch(/ layers {2}gradients/);
  });

  it("tells the status in JSON, and refuses what no error can be, in one line", async () => {
    const sets = [...small, "tolerance=1e-9"].flatMap((each) => ["--set", each]);
    const { stdout } = await inProcess(["spectrum", "--json", ...sets]);
    expect(JSON.parse(stdout)).toMatchObject({
      study: { tolerance: 1e-9 },
      cells: [{ status: "not-converged", networks: 12 }],
    });
    const wrong = await spectrum("tolerance=0");
    expect(wrong).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).toBe("lyascope: tolerance is 0; allowed: a number above 0, at most 1000000\n");
  });
});
