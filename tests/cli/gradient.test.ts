import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { GradientDocument } from "../../src/io/gradient-document.ts";
import { newmanExponents } from "../../src/theory/newman.ts";
import { inProcess } from "./in-process.ts";

const SMALL = ["--set", "network.width=4", "--set", "depth=32", "--set", "ensemble=8"];

async function json(...args: string[]): Promise<GradientDocument> {
  const { code, stdout, stderr } = await inProcess(["gradient", ...args, "--json"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}

async function text(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await inProcess(["gradient", ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

describe("lyascope gradient", () => {
  it("clips, says so, and names a wrong norm", async () => {
    const exploding = [...SMALL, "--set", "network.activation=linear", "--set", "network.weights.variance=4"];
    const document = await json(...exploding, "--clip", "10", "--clip-per", "layer");
    expect(document.clip).toEqual({ norm: 10, per: "layer" });
    expect(document.cells[0]?.log10GradientNorm[0]).toBeLessThanOrEqual(1);
    expect((await json(...exploding, "--clip", ".5")).clip).toEqual({ norm: 0.5, per: "global" });
    const report = await text(...exploding, "--clip", "10", "--clip-per", "layer");
    expect(report).toMatch(/clipped to 10\s+at every\s+layer/);
    expect(report).not.toContain("Newman");
    const wrong = async (...args: string[]) => (await inProcess(["gradient", ...SMALL, ...args])).stderr;
    expect(await wrong("--clip", "0")).toBe('lyascope: --clip is "0"; allowed: a number above 0\n');
    expect(await wrong("--clip-per", "layer")).toBe("lyascope: --clip-per needs --clip C\n");
    expect(await wrong("--clip", "1", "--clip-per", "week")).toContain("one of layer, global");
  });

  it("sends gradients back through a window, says so, and names a wrong one", async () => {
    const lstm = [...SMALL, "--set", "network.block=lstm", "--window", "8"];
    const document = await json(...lstm);
    expect(document.window).toBe(8);
    const [cell] = document.cells;
    expect(cell?.log10GradientNorm.slice(22, 24)).toEqual(["-Infinity", "-Infinity"]);
    expect(cell?.log10GradientNorm.slice(24).every((size) => typeof size === "number")).toBe(true);
    expect(cell?.log10WeightGradientNorm.map((row) => row.length)).toEqual([32, 32, 32, 32]);
    expect(cell?.status).toBe("ok");
    const report = (await text(...lstm)).replaceAll(/\s+/g, " ").trim();
    expect(report).toContain("; through the last 8 layers only");
    expect(report).toMatch(/slope, layers 24 to 28 /);
    expect(report).toMatch(/Gradients vanish: .* over the last 8 layers\.$/);
    const swept = await text(...lstm, "--set", 'axes=[{"path":"network.weights.variance","values":[1,2]}]');
    expect(swept).toContain("‖∂L/∂h‖ at L − τ");
    const wrong = async (...args: string[]) => inProcess(["gradient", ...SMALL, ...args]);
    for (const window of ["0", "-1", "2.5", "all"]) {
      const { code, stderr } = await wrong(`--window=${window}`);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: `lyascope: --window is "${window}"; allowed: a whole number from 1 to 1000000\n`,
      });
    }
  });

  it("integrates the continuous adjoint of a neural ODE, and of nothing else", async () => {
    const ode = [...SMALL, "--set", "network.block=neural-ode", "--set", "network.dt=.05"];
    const [discrete, continuous] = [await json(...ode), await json(...ode, "--adjoint", "continuous")];
    expect(discrete).not.toHaveProperty("adjoint");
    expect(continuous.adjoint).toBe("continuous");
    const sizes = [discrete, continuous].map(({ cells: [cell] }) => cell?.log10GradientNorm[0] ?? Number.NaN);
    expect(sizes[0]).not.toBe(sizes[1]);
    expect(Math.abs(sizes[0] - sizes[1])).toBeLessThan(0.05);
    expect((await text(...ode, "--adjoint", "continuous")).replaceAll(/\s+/g, " ")).toContain(
      "; by the continuous adjoint",
    );
    const { code, stderr } = await inProcess(["gradient", ...SMALL, "--adjoint", "continuous"]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'lyascope: adjoint is "continuous"; allowed: discrete for the block plain: only neural-ode is an equation in time\n',
    });
    expect((await inProcess(["gradient", ...SMALL, "--adjoint", "both"])).stderr).toContain(
      "one of discrete, continuous",
    );
  });

  it("prints the contract's JSON object and nothing else", async () => {
    const document = await json(...SMALL, "--set", "network.activation=linear", "--set", "ensemble=400");
    expect(Object.keys(document)).toEqual(["study", "engine", "cells", "seconds"]);
    expect(document.engine).toEqual({ kind: "cpu", precision: "f64", adapter: null });
    expect(document.seconds).toBeGreaterThan(0);
    const [cell] = document.cells;
    if (cell === undefined) throw new Error("no cell");
    expect(Object.keys(cell)).toEqual([
      "at",
      "layers",
      "log10GradientNorm",
      "standardErrors",
      "infinite",
      "quantiles",
      "log10WeightGradientNorm",
      "weightStandardErrors",
      "log10StateNorm",
      "log10Dilution",
      "gsc",
      "slope",
      "status",
      "networks",
    ]);
    expect(cell).toMatchObject({ at: {}, log10Dilution: null, status: "ok", networks: 400 });
    expect(cell.layers).toEqual(Array.from({ length: 33 }, (_, layer) => layer));
    for (const list of [cell.log10GradientNorm, cell.standardErrors, cell.infinite, cell.log10StateNorm, cell.gsc]) {
      expect(list).toHaveLength(33);
    }
    expect(cell.log10WeightGradientNorm.map((row) => row.length)).toEqual([32]);
    expect(cell.quantiles.probabilities).toEqual([0.05, 0.25, 0.5, 0.75, 0.95]);
    expect(cell.quantiles.log10GradientNorm.map((row) => row.length)).toEqual([33, 33, 33, 33, 33]);
    // Newman's law holds at any depth.
    const [law = 0] = newmanExponents(4, 1, 1);
    const { value, standardError } = cell.slope;
    expect(Math.abs((value ?? 0) - law)).toBeLessThan(4 * (standardError ?? 0));
    expect(Math.abs((cell.log10GradientNorm[0] ?? 0) - (32 * law) / Math.LN10)).toBeLessThan(
      4 * (cell.standardErrors[0] ?? 0),
    );
  });

  it("prints a study that gives the same numbers again, with any number of workers", async () => {
    const first = await json(...SMALL, "--set", "network.block=residual", "--set", "network.scale=.3");
    const again = await inProcess(["gradient", "-", "--json", "--workers", "3"], {
      stdin: JSON.stringify(first.study),
    });
    const second: GradientDocument = JSON.parse(again.stdout);
    expect(second.cells).toEqual(first.cells);
    expect(first.cells[0]?.log10Dilution).toHaveLength(32);
  });

  it("shows a profile from the input to the output, its slope, the law, and what it means", async () => {
    const shown = await text(...SMALL, "--set", "network.activation=linear", "--set", "network.weights.variance=.25");
    const rows = shown.split("\n").filter((line) => /^ *\d+ +-?\d/.test(line));
    expect(rows.map((row) => Number(row.trim().split(" ")[0]))).toEqual(Array.from({ length: 17 }, (_, i) => 2 * i));
    expect(rows[0]).toMatch(/█{8,}│$/);
    expect(shown).toMatch(/^slope, layers 4 to 28 +-0\.\d+ +0\.\d+ +[+-]\d\.\d SE$/m);
    expect(shown).toMatch(/^λ₁, Newman \(exact\) +-0\.828/m);
    expect(shown).toMatch(
      /Gradients vanish: towards the input their norm shrinks ×10\^\(-1\d\.\d+ ± 0\.\d+\) over\s32 layers\./,
    );
    expect(Math.max(...shown.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("measures the norm product where it is asked for: never below the gradient, and orthogonal layers reach it", async () => {
    const { cells } = await json(...SMALL, "--norm-bound");
    const [cell] = cells;
    cell?.normBound?.log10.forEach((bound, layer) => {
      const largest = cell.log10GradientNorm[layer] ?? Number.NaN;
      expect(bound).toBeGreaterThanOrEqual(largest - 1e-12);
    });
    expect(cell?.normBound?.log10).toHaveLength(33);
    const orthogonal = ["--set", "network.weights.law=orthogonal", "--set", "network.activation=linear"];
    const shown = await text(...SMALL, ...orthogonal, "--norm-bound");
    expect(shown).toMatch(/^norm product Π ‖J‖₂ +0\.00000 /m);
    expect(shown.replaceAll(/\s+/g, " ")).toMatch(
      /keep their size to rounding, over 32 layers\. The norm product says the/,
    );
  });

  it("writes −∞ as a string, with null errors and the count", async () => {
    const dead = [...SMALL, "--set", "network.weights.variance=0"];
    const { cells } = await json(...dead);
    expect(cells[0]?.log10GradientNorm).toEqual([...new Array(32).fill("-Infinity"), 0]);
    expect(cells[0]?.standardErrors).toEqual([...new Array(32).fill(null), 0]);
    expect(cells[0]).toMatchObject({
      infinite: [...new Array(32).fill(8), 0],
      slope: { value: "-Infinity", standardError: null },
      status: "collapsed",
    });
    const shown = await text(...dead);
    expect(shown).toMatch(/0 +−∞ +8 of 8 +−∞ … −∞/);
    expect(shown).toContain("Gradients at the input are exactly zero");
  });

  it("says overflow, with nulls for numbers", async () => {
    const large = [
      "network.block=residual",
      "network.activation=softplus",
      "network.weights.variance=100",
      "depth=999",
    ];
    const args = [...SMALL, ...large.flatMap((each) => ["--set", each])];
    const { cells } = await json(...args);
    expect(cells[0]).toMatchObject({ status: "overflow", slope: { value: null, standardError: null } });
    expect(cells[0]?.log10GradientNorm).toEqual(new Array(1000).fill(null));
    expect(await text(...args)).toContain("The state overflows");
  });

  it("gives a cell for every axis point, a line each, and a map of their depths", async () => {
    const axes = JSON.stringify([
      { path: "network.skip", values: [0, 1] },
      { path: "network.scale", from: 0.1, to: 10, steps: 3, scale: "log" },
    ]);
    const args = [...SMALL, "--set", "network.activation=linear", "--set", `axes=${axes}`];
    const { cells } = await json(...args);
    expect(cells.map(({ at }) => Object.values(at))).toEqual([
      [0, 0.1],
      [0, 1],
      [0, 10],
      [1, 0.1],
      [1, 1],
      [1, 10],
    ]);
    const shown = await text(...args);
    expect(shown).toMatch(/^h ← skip h \+ α W h · n = 4/);
    expect(shown).toMatch(/^ +0 +0\.1 +-2\.\d+ .* vanishes$/m);
    expect(shown).toMatch(/^ +1 +10 +2\.\d+ .* explodes$/m);
    expect(shown).toMatch(/^ +0 +0\.1 │≡{4,}=+~+-+·+$/m);
    expect(shown).toMatch(/^ +1 +10 │#{2,}\*+x+\++·+$/m);
    expect(shown).toMatch(/explode in 3, vanish in 2, .* of 6\scells\.$/m);
  });

  it("writes a file whole: JSON by its name, no other file left", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lyascope-"));
    const { code, stdout } = await inProcess(["gradient", ...SMALL, "--out", "profile.json"], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(JSON.parse(readFileSync(join(folder, "profile.json"), "utf8")).cells).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(["profile.json"]);
  });
});
