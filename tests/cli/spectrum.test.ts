import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SpectrumDocument } from "../../src/io/spectrum-document.ts";
import { inProcess } from "./in-process.ts";
import { lyascope, type Run, start } from "./lyascope.ts";

const SMALL = ["--set", "network.width=4", "--set", "depth=64", "--set", "ensemble=8"];

async function json(...args: string[]): Promise<SpectrumDocument> {
  return documentOf(await inProcess(["spectrum", ...args, "--json"]));
}

function documentOf({ code, stdout, stderr }: Run): SpectrumDocument {
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}

describe("lyascope spectrum", () => {
  it("prints the contract's JSON object and nothing else", async () => {
    const document = documentOf(await lyascope(["spectrum", ...SMALL, "--json"]));
    expect(Object.keys(document)).toEqual(["study", "engine", "cells", "seconds"]);
    expect(document.engine).toEqual({ kind: "cpu", precision: "f64", adapter: null });
    expect(document.seconds).toBeGreaterThan(0);
    const [cell] = document.cells;
    expect(document.cells).toHaveLength(1);
    expect(Object.keys(cell ?? {})).toEqual([
      "at",
      "exponents",
      "standardErrors",
      "withinErrors",
      "batchLayers",
      "intervals",
      "infinite",
      "status",
      "drift",
      "networks",
      "layers",
      "orthogonalizedEvery",
      "spectralGap",
      "kaplanYorkeDimension",
      "entropy",
      "log10ConditionNumber",
    ]);
    expect(cell).toMatchObject({ at: {}, infinite: [0, 0, 0, 0], status: "ok", networks: 8, layers: 56 });
    expect(document.study).toMatchObject({
      network: { width: 4, activation: "tanh" },
      depth: 64,
      ensemble: 8,
      seed: 42,
    });
    expect(document.study).not.toHaveProperty("burnIn");
  });

  it("prints a study that gives the same numbers again, from stdin, with any number of workers", async () => {
    const first = await json(...SMALL, "--set", "network.block=residual", "--set", "network.scale=.3");
    const again = await inProcess(["spectrum", "-", "--json", "--workers", "3"], {
      stdin: JSON.stringify(first.study),
    });
    const second: SpectrumDocument = JSON.parse(again.stdout);
    expect(second.cells).toEqual(first.cells);
    expect(second.study).toEqual(first.study);
  });

  it("tells exponents per unit time, the spectrum on the way, and fixed vectors apart from it", async () => {
    const study = ["network.block=rate", "network.width=4", "horizon=6", "ensemble=5", "exponents=4", "checkpoints=3"];
    const given = [...study, 'fixedVectors=[{"units":1},{"values":[1,2,3,4]}]'].flatMap((each) => ["--set", each]);
    const { cells } = await json(...given);
    const [cell] = cells;
    expect(cell?.layers).toBe(53);
    expect(cell?.perTime?.exponents).toEqual(cell?.exponents.map((value) => (value ?? Number.NaN) / 0.1));
    expect(cell?.perTime?.standardErrors[2]).toBeCloseTo(10 * (cell?.standardErrors[2] ?? Number.NaN), 12);
    expect(cell?.checkpoints?.map(({ depth }) => depth)).toEqual([25, 42, 60]);
    expect(cell?.checkpoints?.[2]?.exponents).toEqual(cell?.exponents);
    // Π R_11 / Π R_mm is the exponential of the sum of all gaps.
    const [first = 0, , , last = 0] = (cell?.exponents ?? []).map((value) => value ?? Number.NaN);
    expect(cell?.log10ConditionNumber?.value).toBeCloseTo(((first - last) * 53) / Math.LN10, 9);
    expect(cell?.fixedVectors?.length).toBe(2);
    const text = (await inProcess(["spectrum", ...given])).stdout;
    expect(text).toContain("per time");
    expect(text).toContain("growth of fixed vectors");
    expect(text).toContain("random in 1 entry from 0");
  });

  it("exits with 1 where --check finds an exponent off its exact law, with 0 where none is", async () => {
    const given = ["network.activation=linear", "network.width=16", "exponents=16", "depth=240", "burnIn=0"];
    const check = (...more: string[]) =>
      inProcess(["spectrum", "--check", ...[...given, ...more].flatMap((each) => ["--set", each])]);
    const right = await check();
    expect(right.code).toBe(0);
    expect(right.stderr).toBe("lyascope: 16 of 16 exponents agree with exact laws\n");
    // Too seldom an orthogonalisation: the last exponents are rounding.
    const wrong = await check("orthogonalizeEvery=40");
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toMatch(
      /^lyascope: exponent 16 is -\d.*, \d+\.\d standard errors from -2\.02148 \(Newman\)$/m,
    );
    expect(wrong.stdout).toContain("Newman");
    const unknown = await check("network.activation=gelu");
    expect(unknown.code).toBe(0);
    expect(unknown.stderr).toBe("lyascope: no exact law is known here: nothing was checked\n");
  });

  it("tells the spread of ln‖Ju‖ with its exact law, and checks its variance", async () => {
    const given = [
      "network.activation=relu",
      "network.width=16",
      "network.weights.variance=2",
      "depth=60",
      "exponents=2",
    ]
      .concat("distribution=true", "ensemble=400")
      .flatMap((each) => ["--set", each]);
    const [cell] = (await json(...given)).cells;
    const { logNorm } = cell ?? {};
    expect(logNorm).toMatchObject({ layers: 53, count: 399, infinite: 1 });
    expect((logNorm?.variance ?? 0) / 53).toBeGreaterThan(0.42 / 4 - 0.03);
    expect(logNorm?.law?.variance).toBeCloseTo((53 * 0.42) / 4, 1);
    expect(logNorm?.law?.zScores.mean).toBeCloseTo(cell?.law?.zScores[0] ?? Number.NaN, 9);
    expect(Math.abs(logNorm?.law?.zScores.variance ?? 99)).toBeLessThan(4);
    expect(logNorm?.law?.fit?.pValue).toBeGreaterThan(1e-4);
    expect(logNorm?.histogram.counts.reduce((sum, each) => sum + each)).toBe(399);
    const { code, stdout, stderr } = await inProcess(["spectrum", "--check", ...given]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "lyascope: 2 of 2 exponents and 1 of 1 variances of ln‖Ju‖ agree with exact laws\n",
    });
    expect(stdout).toContain("ln‖J u‖ over the 53 counted layers, 399 networks (−∞ in 1, 0.366 expected)");
    expect(stdout).toMatch(/^variance +5\.\d+ +0\.\d+ +5\.\d+ +[+-]\d\.\d SE$/m);
    expect(stdout).toMatch(/^-?[\d.]+ [▁▂▃▄▅▆▇█ ]{6,} -?[\d.]+$/m);
    expect(stdout).toMatch(/Mean of ln‖Ju‖² over its variance: -0\.\d+, exactly -0\.\d+/);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    const sweep = 'axes=[{"path":"network.width","values":[8,16]}]';
    const many = (await inProcess(["spectrum", ...given, "--set", sweep])).stdout;
    expect(many).toMatch(/^ +16 +-?\d.* 5\.\d+ +0\.\d+ +5\.\d+ +[+-]\d\.\d SE/m);
    expect(Math.max(...many.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("reads a file, with settings over it", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "lyascope-")), "study.json");
    writeFileSync(file, `\uFEFF${JSON.stringify({ network: { width: 3 }, depth: 16, ensemble: 2, seed: 7 })}`);
    const { study } = await json(file, "--set", "seed=8", "-s", 'network.weights={"law":"uniform"}');
    expect(study).toMatchObject({
      network: { width: 3, weights: { law: "uniform", variance: 1 } },
      depth: 16,
      seed: 8,
    });
  });

  it("writes −∞ as a string, with null errors and the count", async () => {
    const { cells } = await json(...SMALL, "--set", "network.weights.variance=0");
    const infinities = ["-Infinity", "-Infinity", "-Infinity", "-Infinity"];
    expect(cells[0]).toMatchObject({
      exponents: infinities,
      standardErrors: [null, null, null, null],
      infinite: [8, 8, 8, 8],
      status: "collapsed",
    });
    const { stdout } = await inProcess(["spectrum", ...SMALL, "--set", "network.weights.variance=0"]);
    expect(stdout).toMatch(/1 +−∞ +8 of 8/);
    expect(stdout).toContain("Gradients are exactly zero");
  });

  it("gives a cell for every axis point, in C order, and a map of two axes", async () => {
    const axes = JSON.stringify([
      { path: "network.weights.variance", values: [0.25, 9] },
      { path: "network.bias.variance", from: 0, to: 0.5, steps: 3 },
    ]);
    const { cells } = await json(...SMALL, "--set", `axes=${axes}`);
    expect(cells.map(({ at }) => Object.values(at))).toEqual([
      [0.25, 0],
      [0.25, 0.25],
      [0.25, 0.5],
      [9, 0],
      [9, 0.25],
      [9, 0.5],
    ]);
    const { stdout } = await inProcess(["spectrum", ...SMALL, "--set", "network.width=16", "--set", `axes=${axes}`]);
    const [top, , bottom] = stdout.split("\n").filter((line) => line.includes(" │"));
    expect(top).toMatch(/^ 0\.5 │/);
    // Without bias the small weights vanish and the large ones explode.
    expect(bottom).toMatch(/^ {3}0 │[-=≡]{3}[+*#]{3}$/);
  });

  it("shows a line a cell along one axis, and where the sign of λ₁ turns", async () => {
    const axes = 'axes=[{"path":"network.weights.variance","values":[0.25,1,9,16]}]';
    const { stdout } = await inProcess(["spectrum", ...SMALL, "--set", "network.width=16", "--set", axes]);
    expect(stdout).toMatch(/^ +0\.25 +-0\.\d+ .* vanishes /m);
    expect(stdout).toMatch(/^ +16 +0\.\d+ .* explodes /m);
    expect(stdout).toMatch(/explode in 2, vanish in 2 of 4 cells; λ₁ changes sign between 1 and\s9\./);
  });

  it("writes a file whole: JSON by its name, no other file left", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lyascope-"));
    const { code, stdout } = await inProcess(["spectrum", ...SMALL, "--out", "result.json"], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(JSON.parse(readFileSync(join(folder, "result.json"), "utf8")).cells).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(["result.json"]);
    await inProcess(["spectrum", ...SMALL, "--out", "result.txt"], { cwd: folder });
    expect(readFileSync(join(folder, "result.txt"), "utf8")).toMatch(/^plain: h ← tanh\(W h\)/);
  });

  const LARGE = ["spectrum", "--json", "--set", "depth=2", "--set", "ensemble=1", "--set", "network.width=16"].concat(
    "--set",
    'axes=[{"path":"seed","from":0,"to":999,"steps":1000}]',
  );

  it("hands a large result to a slow pipe to its last byte", async () => {
    const child = start(LARGE);
    await new Promise((resolve) => child.stdout.once("readable", resolve));
    let content = "";
    for await (const chunk of child.stdout) {
      content += chunk;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(content.length).toBeGreaterThan(2 ** 18);
    expect(JSON.parse(content).cells).toHaveLength(1000);
  });

  it("is quiet when its reader has seen enough", async () => {
    const child = start(LARGE);
    child.stdout.destroy();
    let stderr = "";
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});
