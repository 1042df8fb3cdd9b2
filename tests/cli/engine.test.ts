import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { vulkanEnvironment } from "../../scripts/chromium.mjs";
import type { SpectrumDocument } from "../../src/io/spectrum-document.ts";
import { inProcess } from "./in-process.ts";
import { lyascope, ROOT, start } from "./lyascope.ts";

const SMALL = ["--set", "network.width=4", "--set", "depth=32", "--set", "ensemble=8"];
const LONG = ["--set", "network.width=4", "--set", "depth=1000000", "--set", "ensemble=64"];

/** An environment with a WebGPU adapter. */
let env: NodeJS.ProcessEnv = {};
beforeAll(async () => {
  env = await vulkanEnvironment();
  machine = await info();
});

async function json(args: readonly string[]): Promise<SpectrumDocument> {
  const { code, stdout, stderr } = await lyascope(["spectrum", ...args, "--json"], { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}

/** The machine with its adapters, as `lyascope info` tells of them. */
let machine: Awaited<ReturnType<typeof info>>;
async function info() {
  const { code, stdout, stderr } = await lyascope(["info", "--json"], { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}

describe("--engine", () => {
  it("gpu computes the same networks through WebGPU, and names the adapter", async () => {
    const gpu = await json([...SMALL, "--engine", "gpu"]);
    const { adapters } = machine;
    expect(gpu.engine).toEqual({
      kind: "gpu",
      precision: "f32",
      adapter: { name: adapters[0].name, software: adapters[0].software },
    });
    const cpu = await json([...SMALL, "--engine", "cpu"]);
    expect(cpu.engine).toEqual({ kind: "cpu", precision: "f64", adapter: null });
    gpu.cells[0]?.exponents.forEach((value, i) => {
      expect(value).toBeCloseTo(cpu.cells[0]?.exponents[i] ?? Number.NaN, 4);
      expect(value).not.toBe(cpu.cells[0]?.exponents[i]);
    });
  });

  it("auto never takes a software adapter, and says why", async () => {
    const { adapters } = machine;
    const { engine } = await json([...SMALL, "--engine", "auto"]);
    expect(engine.kind).toBe(adapters[0].software ? "cpu" : "gpu");
    const { stdout } = await lyascope(["spectrum", ...SMALL], { env });
    expect(stdout.includes("not on a GPU: the only WebGPU adapter")).toBe(adapters[0].software);
    const { stdout: asked } = await lyascope(["spectrum", ...SMALL, "--engine", "cpu"], { env });
    expect(asked).not.toContain("GPU");
  });

  it("auto leaves a study that the GPU engine cannot take to the CPU", async () => {
    const { engine } = await json(["--set", "network.width=1025", "--set", "depth=4", "--set", "ensemble=1"]);
    expect(engine.kind).toBe("cpu");
  });

  it("gpu refuses such a study in one line", async () => {
    const { code, stdout, stderr } = await lyascope(
      ["spectrum", "--engine", "gpu", "--set", 'axes=[{"path":"network.width","values":[8,2048]}]'],
      { env },
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe("lyascope: network.width is 2048; the GPU engine takes at most 1024 (use the CPU engine)\n");
  });

  it("of another name is refused", async () => {
    const { code, stderr } = await inProcess(["spectrum", "--engine", "quantum"]);
    expect(code).toBe(2);
    expect(stderr).toBe('lyascope: --engine is "quantum"; allowed: one of auto, gpu, cpu\n');
  });

  it.each([200, 2500])("gpu ends with 130 on Ctrl-C after %d ms, at once", async (wait) => {
    const child = start(["spectrum", "--engine", "gpu", ...LONG], { env });
    await new Promise((resolve) => setTimeout(resolve, wait + 500));
    const since = performance.now();
    child.kill("SIGINT");
    // Before the program listens the signal itself ends it: a shell calls that 130 as well.
    const code = await new Promise((resolve) => child.once("close", (code, signal) => resolve(code ?? signal)));
    expect([130, "SIGINT"]).toContain(code);
    // A kernel that is being compiled cannot be interrupted.
    expect(performance.now() - since).toBeLessThan(5000);
  });
});

describe("lyascope info", () => {
  it("lists versions, workers and adapters with limits and features", async () => {
    const { versions, cpu, adapters, reason, auto } = machine;
    expect(versions).toEqual({
      lyascope: expect.stringMatching(/^\d+\.\d+\.\d+/),
      node: process.versions.node,
      webgpu: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
    expect(cpu.workers).toBeGreaterThan(0);
    expect(cpu.memory).toBeGreaterThan(2 ** 28);
    expect(reason).toBeNull();
    const [adapter] = adapters;
    expect(auto).toBe(adapter.software ? "cpu" : "gpu");
    expect(adapter.features).toContain("core-features-and-limits");
    expect(adapter.limits.maxComputeInvocationsPerWorkgroup).toBeGreaterThanOrEqual(256);
    expect(adapter.limits.maxStorageBufferBindingSize).toBeGreaterThanOrEqual(2 ** 27);
    const { code, stdout } = await lyascope(["info"], { env });
    expect(code).toBe(0);
    for (const said of [adapter.name, versions.webgpu, "maxStorageBufferBindingSize", "core-features-and-limits"]) {
      expect(stdout).toContain(said);
    }
    if (adapter.software) expect(stdout).toContain(`${adapter.name} (software)`);
  });
});

// Elsewhere the system's own driver is always found.
describe.runIf(process.platform === "linux")("without a driver", () => {
  const none = { VK_ICD_FILENAMES: "/nonexistent", LD_LIBRARY_PATH: "/nonexistent" };

  it("gpu fails with one line that says so, and auto computes", async () => {
    const { code, stdout, stderr } = await lyascope(["spectrum", "--engine", "gpu"], { env: none });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr.split("\n").filter((line) => line.startsWith("lyascope: "))).toEqual([
      expect.stringMatching(/^lyascope: no GPU to compute on: WebGPU found no adapter/),
    ]);
    const { code: auto } = await lyascope(["spectrum", ...SMALL], { env: none });
    expect(auto).toBe(0);
  });
});

describe("without the package webgpu", () => {
  const folder = mkdtempSync(join(tmpdir(), "lyascope-without-"));
  const options = { cwd: folder, program: join(folder, "bin/lyascope.js") };
  beforeAll(() => {
    for (const part of ["bin", "dist", "package.json"])
      cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    mkdirSync(join(folder, "node_modules"));
    for (const name of readdirSync(join(ROOT, "node_modules"))) {
      if (name === "webgpu" || name.startsWith(".")) continue;
      symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name), "junction");
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("gpu says how to add it", async () => {
    const { code, stdout, stderr } = await lyascope(["spectrum", "--engine", "gpu"], { ...options, env });
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: "",
      stderr: "lyascope: no GPU to compute on: WebGPU in Node needs the optional package webgpu: npm install webgpu\n",
    });
  });

  it("auto computes on the CPU, and info says why", async () => {
    const { code, stdout, stderr } = await lyascope(["spectrum", ...SMALL, "--json"], { ...options, env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout).engine.kind).toBe("cpu");
    const { stdout: info } = await lyascope(["info"], { ...options, env });
    expect(info).toContain("npm install webgpu");
    const { stdout: data } = await lyascope(["info", "--json"], { ...options, env });
    expect(JSON.parse(data)).toMatchObject({
      versions: { webgpu: null },
      adapters: [],
      reason: "WebGPU in Node needs the optional package webgpu: npm install webgpu",
      auto: "cpu",
    });
  });
});
