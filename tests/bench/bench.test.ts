import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { vulkanEnvironment } from "../../scripts/chromium.mjs";

const BENCH = fileURLToPath(new URL("../../bench/bench.mjs", import.meta.url));

function bench(args: readonly string[], env: NodeJS.ProcessEnv) {
  const out = join(mkdtempSync(join(tmpdir(), "lyascope-")), "bench.json");
  const { PATH } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [BENCH, "--seconds", "0.05", "--out", out, ...args], {
    env: { PATH, ...env },
    encoding: "utf8",
  });
  return { status, stdout, stderr, out };
}

describe("the benchmark", () => {
  it("times both engines on every row and compares them, the adapter named", async () => {
    const { status, stdout, stderr, out } = bench(["--widths", "4,9", "--workers", "1"], await vulkanEnvironment());
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const { adapter, machine, rows } = JSON.parse(readFileSync(out, "utf8"));
    expect(machine.workers).toBe(1);
    expect(stdout).toContain(adapter.name);
    expect(stdout.includes("SOFTWARE adapter")).toBe(adapter.software);
    expect(rows.map(({ width, exponents }: { width: number; exponents: number }) => [width, exponents])).toEqual([
      [4, 4],
      [9, 9],
      [9, 8],
    ]);
    for (const { gpu, cpu, maxError } of rows) {
      for (const { rate, seconds, networks, layers } of [gpu, cpu]) {
        expect(rate * seconds).toBeCloseTo(networks * layers, 3);
      }
      expect(maxError).toBeGreaterThan(0);
      expect(maxError).toBeLessThan(1e-4);
    }
    expect(stdout.trimEnd().split("\n").slice(-3).join()).toMatch(/^ +4 +4 .*, +9 +9 .*, +9 +8 /);
  });

  it.runIf(process.platform === "linux")("times the CPU alone where there is no adapter, and says why", () => {
    const none = { VK_ICD_FILENAMES: "/nonexistent", LD_LIBRARY_PATH: "/nonexistent" };
    const { status, stdout, out } = bench(["--widths", "4"], none);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^GPU {2}none: WebGPU found no adapter/m);
    const { adapter, reason, rows } = JSON.parse(readFileSync(out, "utf8"));
    expect({ adapter, gpu: rows[0].gpu }).toEqual({ adapter: null, gpu: null });
    expect(reason).toMatch(/^WebGPU found no adapter/);
  });

  it("refuses a width beyond the GPU engine's in one line", () => {
    const { status, stderr } = bench(["--widths", "65"], {});
    expect(status).toBe(1);
    expect(stderr).toBe('bench: --widths is "65"; allowed: whole numbers from 1 to 64, commas between them\n');
  });
});
