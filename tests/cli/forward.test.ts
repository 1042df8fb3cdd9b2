import { describe, expect, it } from "vitest";
import type { ForwardDocument } from "../../src/io/forward-document.ts";
import { inProcess } from "./in-process.ts";

const SMALL = ["--set", "network.width=8", "--set", "depth=40", "--set", "ensemble=16", "--engine", "cpu"];

async function run(...args: string[]) {
  return inProcess(["forward", ...args]);
}

async function json(...args: string[]): Promise<ForwardDocument> {
  const { code, stdout, stderr } = await run(...args, "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}

async function text(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  return stdout;
}

describe("lyascope forward", () => {
  it("prints the documented JSON object and nothing else", async () => {
    const document = await json(...SMALL, "--inputs", "3", "--correlation", ".5");
    expect(Object.keys(document)).toEqual(["study", "engine", "cells", "seconds", "correlation"]);
    expect(document.engine).toEqual({ kind: "cpu", precision: "f64", adapter: null });
    expect(document.correlation).toBe(0.5);
    const [cell] = document.cells;
    expect(Object.keys(cell ?? {})).toEqual([
      "at",
      "inputs",
      "layers",
      "log10StateSize",
      "stateSizeErrors",
      "correlation",
      "oneMinusCorrelation",
      "correlationErrors",
      "effectiveRank",
      "effectiveRankErrors",
      "zeroStates",
      "deadUnits",
      "relaxation",
      "status",
      "networks",
      "law",
    ]);
    expect(cell).toMatchObject({ at: {}, inputs: 3, status: "ok", networks: 16 });
    for (const list of [
      cell?.log10StateSize,
      cell?.correlation,
      cell?.effectiveRank,
      cell?.law.oneMinusCorrelation?.values,
    ]) {
      expect(list).toHaveLength(41);
    }
    expect(cell?.deadUnits).toHaveLength(40);
    expect(cell?.law.oneMinusCorrelation?.values[0]).toBeCloseTo(0.5, 12);
    const score = cell?.law.log10StateSize?.zScores[30] ?? Number.NaN;
    const [measured, expected, error] = [cell?.log10StateSize, cell?.law.log10StateSize?.values, cell?.stateSizeErrors];
    expect(score).toBeCloseTo(((measured?.[30] ?? 0) - (expected?.[30] ?? 0)) / (error?.[30] ?? Number.NaN), 9);
    const again = await inProcess(
      ["forward", "-", "--json", "--inputs", "3", "--correlation", "0.5", "--workers", "3"],
      {
        stdin: JSON.stringify(document.study),
      },
    );
    expect(JSON.parse(again.stdout).cells).toEqual(document.cells);
  });

  it("shows depths, laws, a picture, scales and what became of the inputs", async () => {
    const ordered = ["--set", "network.weights.variance=1", "--set", "network.bias.variance=.3"];
    const shown = await text(...SMALL, ...ordered, "--set", "ensemble=64", "--set", "network.width=64");
    expect(shown).toMatch(/8 inputs of\s+correlation 0;/);
    const rows = shown.split("\n").filter((line) => /^ *\d+ +-?\d/.test(line));
    expect(rows.map((row) => Number(row.trim().split(" ")[0]))).toContain(40);
    expect(rows.at(-1)).toMatch(/│█{5}/);
    expect(shown).toMatch(/^ξ_c, layers \d+ to \d+ +\d\.\d+ +0\.\d+ +\d\.\d+ … \d\.\d+ +\d\.\d+$/m);
    expect(shown).toMatch(/limit of large width; Poole et al\. 2016/);
    expect(shown).toMatch(/The inputs become one direction: after 40 layers/);
  });

  it("says what is exact, and that nothing is known", async () => {
    const linear = ["--set", "network.activation=linear"];
    expect(await text(...SMALL, ...linear)).toMatch(/^law of rms \(exact; Newman 1986\)$/m);
    const normalised = await text(...SMALL, "--set", "network.block=batchnorm-mlp");
    expect(normalised).toContain("No law is known here.");
  });

  it("gives a line for every cell", async () => {
    const axes = 'axes=[{"path":"network.skip","values":[0,1]},{"path":"network.weights.variance","values":[1,2]}]';
    const shown = await text(...SMALL, "--set", "network.activation=relu", "--set", axes);
    expect(shown).toMatch(/^ +0 +1 +-\d/m);
    expect(shown).toMatch(/^ +1 +2 +\d/m);
  });

  it("says overflow with nulls, and zero with −∞, never NaN", async () => {
    const large = [
      "network.block=residual",
      "network.activation=softplus",
      "network.weights.variance=100",
      "depth=999",
    ];
    const args = [...SMALL, ...large.flatMap((each) => ["--set", each])];
    const [cell] = (await json(...args)).cells;
    expect(cell).toMatchObject({ status: "overflow", relaxation: null, deadUnits: null });
    expect(cell?.correlation).toEqual(new Array(201).fill(null));
    expect(await text(...args)).toContain("The state overflows");
    const zero = [...SMALL, "--set", "network.weights.variance=0"];
    const [dead] = (await json(...zero)).cells;
    expect(dead).toMatchObject({ status: "collapsed", zeroStates: [0, ...new Array(40).fill(128)] });
    expect(dead?.log10StateSize.slice(1)).toEqual(new Array(40).fill("-Infinity"));
    expect(dead?.correlation.slice(1)).toEqual(new Array(40).fill(null));
    expect(dead?.effectiveRank.slice(1)).toEqual(new Array(40).fill(null));
    expect(await text(...zero)).toContain("Every state is exactly zero after 40 layers.");
  });

  it.each([
    [["--inputs", "1"], '--inputs is "1"; allowed: a whole number from 2 to 1024'],
    [["--correlation", "1"], '--correlation is "1"; allowed: a number from 0 on, below 1'],
    [["--correlation=-0.1"], '--correlation is "-0.1"; allowed: a number from 0 on, below 1'],
    [["--set", "network.block=batchnorm-mlp", "--inputs", "5"], "inputs is 5; allowed: 8, the network's batch"],
    [["--set", "network.width=16384", "--inputs", "17"], "inputs is 17; allowed: at most 16 at width 16384"],
    [["--clip", "1"], "unknown option '--clip'"],
  ])("%j", async (args, says) => {
    expect(await run(...SMALL, ...args)).toEqual({ code: 2, stdout: "", stderr: `lyascope: ${says}\n` });
  });
});
