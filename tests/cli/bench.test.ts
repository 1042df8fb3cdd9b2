import { once } from "node:events";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import type { BenchmarkDocument } from "../../src/bench/document.ts";
import { inProcess } from "./in-process.ts";
import { start } from "./lyascope.ts";

const TINY = ["bench", "--engine", "cpu", "--workers", "1", "--runs", "3", "--seconds", "0.005", "--widths", "4"];

describe("lyascope bench", () => {
  it("prints a table with medians, their spread and the machine", async () => {
    const { code, stdout } = await inProcess(TINY);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^GPU {3}f32, none, not asked for$/m);
    expect(stdout).toMatch(/^CPU {3}f64, 1 worker, /m);
    expect(stdout).toMatch(/^4 +4 +network +– +[\d,.]+ ± [\d.]+ % +[\d.e-]+ +[\d.]+$/m);
  });

  it("measures how the cost grows, and the first snapshot of a plane, as one JSON object", async () => {
    const { code, stdout } = await inProcess([...TINY, "--sampling", "law", "--scaling", "--plane", "--json"]);
    expect(code).toBe(0);
    const { rows, scaling, firstSnapshots }: BenchmarkDocument = JSON.parse(stdout);
    expect(rows).toEqual([]);
    expect(scaling.map(({ engine, along, sampling }) => [engine, along, sampling])).toEqual([
      ["cpu", "networks", "law"],
      ["cpu", "depth", "law"],
    ]);
    expect(firstSnapshots).toMatchObject([{ engine: "cpu", cells: 4096 }]);
    expect(firstSnapshots[0]?.seconds.median).toBeGreaterThan(0);
  });

  it.each([
    [["--widths", "8,x"], '--widths is "x"; allowed: a whole number from 1 to 16384'],
    [["--exponents", "all"], '--exponents is "all"; allowed: a whole number from 1 to 16384'],
    [["--sampling", "laws"], '--sampling is "laws"; allowed: one of network, law'],
    [["--engine", "tpu"], '--engine is "tpu"; allowed: one of both, gpu, cpu'],
    [["--seconds", "0"], '--seconds is "0"; allowed: a number above 0'],
    [["--runs", "0"], '--runs is "0"; allowed: a whole number from 1 to 1000'],
  ])("refuses %j in one line", async (args, says) => {
    const { code, stdout, stderr } = await inProcess([...TINY.slice(0, 1), ...args]);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: "", stderr: `lyascope: ${says}\n` });
  });

  it("keeps the rows that were finished when it is interrupted", async () => {
    // The second row would take hours.
    const child = start([...TINY.slice(0, -1), "4,4096", "--exponents", "full", "--sampling", "law", "--json"]);
    const output = Promise.all([text(child.stdout), once(child, "close")]);
    await new Promise((resolve) => setTimeout(resolve, 4000));
    child.kill("SIGINT");
    const [stdout, [code]] = await output;
    expect(code).toBe(130);
    const { rows, interrupted }: BenchmarkDocument = JSON.parse(stdout);
    expect({ interrupted, widths: rows.map(({ width }) => width) }).toEqual({ interrupted: true, widths: [4] });
  });
});
