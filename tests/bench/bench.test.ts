import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { vulkanEnvironment } from "../../scripts/chromium.mjs";
import type { BenchmarkDocument } from "../../src/bench/document.ts";

const script = (name: string) => fileURLToPath(new URL(`../../bench/${name}`, import.meta.url));
const SHORT = ["--seconds", "0.02", "--runs", "3", "--workers", "1"];

function run(name: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  const { PATH } = process.env;
  return spawnSync(process.execPath, [script(name), ...SHORT, ...args], { env: { PATH, ...env }, encoding: "utf8" });
}

describe("npm run bench", () => {
  it("times both engines on every row and compares them, adapter and peak named", async () => {
    const out = join(mkdtempSync(join(tmpdir(), "lyascope-")), "bench.json");
    const { status, stdout, stderr } = run("bench.mjs", ["--widths", "4", "--out", out], await vulkanEnvironment());
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
    const { adapter, peak, workers, rows }: BenchmarkDocument = JSON.parse(readFileSync(out, "utf8"));
    expect(workers).toBe(1);
    expect(adapter?.name).toMatch(/./);
    expect(peak?.flops).toBeGreaterThan(1e8);
    expect(rows.map(({ width, exponents, sampling }) => [width, exponents, sampling])).toEqual([
      [4, 4, "network"],
      [4, 4, "law"],
    ]);
    for (const { gpu, cpu, agreement, refused } of rows) {
      for (const timing of [gpu, cpu]) {
        expect(timing?.seconds).toHaveLength(3);
        expect(timing?.rate.lower).toBeGreaterThan(0);
      }
      expect(refused).toBeNull();
      expect(agreement?.maxError).toBeGreaterThan(0);
      expect(agreement?.maxError).toBeLessThan(1e-4);
    }
  });

  it.runIf(process.platform === "linux")("times the CPU alone where there is no adapter, and says why once", () => {
    const none = { VK_ICD_FILENAMES: "/nonexistent", LD_LIBRARY_PATH: "/nonexistent" };
    const { status, stdout } = run("bench.mjs", ["--widths", "4"], none);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^GPU {3}f32, none: WebGPU found no adapter/m);
    expect(stdout.match(/^– {2}WebGPU found no adapter/gm)).toHaveLength(1);
    expect(stdout).toMatch(/^4 +4 +network +– .*\n4 +4 +law +– /m);
  });
});

describe("npm run bench:law", () => {
  it("sets both samplings side by side on the CPU, unless told otherwise", () => {
    const { status, stdout } = run("law.mjs", ["--widths", "4,6"], {});
    expect(status).toBe(0);
    expect(stdout).toMatch(/^in law against real weights.*\nn +k +CPU\n4 +4 +[\d.]+\n6 +4 +[\d.]+$/m);
    expect(run("law.mjs", ["--widths", "0"], {})).toMatchObject({ status: 2 });
  });
});
