import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const SCRIPT = fileURLToPath(new URL("../../bench/gpu.sh", import.meta.url));

const rate = (median: number) => ({ rate: { median, lower: median, upper: median } });
const ours = (rows: object[]) => ({
  adapter: { name: "made up", software: false },
  peak: { flops: 1e12 },
  host: { processor: "p", runtime: "r" },
  workers: 1,
  rows,
});
const row = (width: number, exponents: number, median: number, sampling = "network") => ({
  ...{ width, exponents, sampling, cpu: null, agreement: { maxError: 1e-6 }, refused: null },
  gpu: { ...rate(median), gflops: (2 * width ** 2 * exponents + 2 * width * exponents ** 2) * median * 1e-9 },
});
const peer = (rows: object[]) => [{ peer: "P", versions: {}, device: { kind: "gpu", name: "made up" }, rows }];
const theirs = (width: number, method: string, median: number, passes = true) => ({
  ...{ width, exponents: width, dtype: "float32", method, passes, maxError: passes ? 1e-6 : 1 },
  ...rate(median),
});

/** What the script makes of JSON that is there; it runs nothing. */
function reportOf(parts: Record<string, unknown>) {
  const out = mkdtempSync(join(tmpdir(), "lyascope-"));
  mkdirSync(join(out, "parts"));
  for (const [name, part] of Object.entries(parts))
    writeFileSync(join(out, "parts", `${name}.json`), JSON.stringify(part));
  const { PATH } = process.env;
  const run = spawnSync("bash", [SCRIPT, "--only", "none"], { env: { PATH, OUT: out }, encoding: "utf8" });
  expect(run).toMatchObject({ status: 0, stderr: expect.stringMatching(/^written: /) });
  const name = readdirSync(out).find((each) => each.endsWith(".json"));
  return { ...run, document: JSON.parse(readFileSync(join(out, name ?? ""), "utf8")) };
}

const widths = [16, 32, 64, 128, 256];

it.runIf(process.platform === "linux")("judges every goal by what was measured on a GPU", () => {
  const methods = (n: number) => [
    theirs(n, "qr", 10),
    theirs(n, "qr+graph", n === 32 ? 60 : 40), // a library's own qr counts the best way it runs
    theirs(n, "mgs", n === 128 ? 400 : 100),
    theirs(n, "cholesky", 1e9, false), // fast and wrong
  ];
  const all = peer(widths.flatMap(methods));
  const power = (value: number) => ({ ...{ engine: "gpu", power: value, standardError: 0.01 }, along: "depth" });
  const scaled = [{ scaling: [power(1.04), power(0.99)] }];
  const { document, stdout } = reportOf({
    ours: [ours(widths.map((n) => row(n, n, 1000)))],
    law: [ours([row(1024, 8, 10), row(1024, 8, 600, "law")])],
    scaling: scaled,
    plane: [{ firstSnapshots: [{ engine: "gpu", cells: 4096, seconds: { median: 0.2 } }] }],
    torch: all,
    jax: all,
  });
  expect(document.goals.map(({ measured, holds }: { measured: string; holds: boolean }) => [measured, holds])).toEqual([
    ["0.105 %", false], // 4 · 64³ · 1000 of 10¹²
    ["16.7 ×", false],
    ["10.0 ×", true],
    ["2.50 ×", false],
    ["60.0 ×", true],
    ["at most 0.040 off", true],
    ["200 ms", false],
  ]);
  expect(stdout).toMatch(/^\| 32 \| 32 \| 1,000 .*60 .*100 .*mgs/m);
});

it.runIf(process.platform === "linux")("judges nothing by a software adapter, and says which peer is missing", () => {
  const software = { ...ours([row(64, 64, 1000)]), adapter: { name: "made up", software: true } };
  const { document, stdout } = reportOf({ ours: [software], jax: [{ missing: "No module named 'jax'" }] });
  for (const { measured } of document.goals) expect(measured).toBe("not measured on a hardware GPU");
  expect(stdout).toContain("- JAX: No module named 'jax'");
  expect(stdout).toContain("**a software adapter:");
});
