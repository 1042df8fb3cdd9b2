import { afterEach, describe, expect, test, vi } from "vitest";
import { NoGpuError, openEngine, openEngines, RefusedError } from "../../../src/engine/open.ts";
import { adapterOf } from "../../support/adapter.ts";
import { gradientCellOf } from "../../support/gradients.ts";
import { cellOf, finish } from "../../support/jobs.ts";

const small = cellOf({ width: 4 }, { depth: 8, burnIn: 0, ensemble: 2 });
const wide = cellOf({ width: 1025 }, { depth: 2, burnIn: 0, ensemble: 1 });

afterEach(() => vi.unstubAllGlobals());

/** Makes the platform's WebGPU give this adapter. */
function platformGives(adapter: GPUAdapter | null): void {
  vi.stubGlobal("navigator", { gpu: { requestAdapter: async () => adapter } });
}

/** This machine's adapter under the name of another. */
async function named(description: string): Promise<GPUAdapter> {
  vi.unstubAllGlobals();
  return new Proxy(await adapterOf(), {
    get(target, name) {
      if (name === "info") return { description, device: "", vendor: "", architecture: "", isFallbackAdapter: false };
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

describe("auto", () => {
  test("takes a hardware GPU, and the CPU for a cell that the GPU engine refuses", async () => {
    platformGives(await named("Imaginary 9000"));
    const engines = await openEngines("auto", { workers: 1 });
    const { engine, reason } = engines.choose([small]);
    expect(engine.info).toEqual({
      kind: "gpu",
      precision: "f32",
      adapter: { name: "Imaginary 9000", software: false },
    });
    expect(reason).toBeNull();
    const [spectrum] = await finish(engine, { cells: [small] });
    expect(spectrum?.status).toBe("ok");
    const other = engines.choose([small, wide]);
    expect(other.engine.info.kind).toBe("cpu");
    expect(other.reason).toMatch(/^network\.width is 1025; the GPU engine takes at most 1024/);
    expect(engines.choose([gradientCellOf()]).engine).toBe(engine);
    const inLaw = { ...wide, sampling: "law" } as const;
    expect(engines.choose([small, inLaw]).engine).toBe(engine);
    expect(engines.choose([inLaw, wide]).engine.info.kind).toBe("cpu");
    const bounded = engines.choose([gradientCellOf({}, { normBound: true })]);
    expect(bounded.engine.info.kind).toBe("cpu");
    expect(bounded.reason).toMatch(/^normBound is true/);
    await engines.close();
  });

  test.each([
    ["llvmpipe (LLVM 19.1)", "the only WebGPU adapter, llvmpipe (LLVM 19.1), computes in software"],
    [null, "WebGPU found no adapter (no GPU driver?)"],
  ])("takes the CPU where the adapter is %s", async (name, why) => {
    platformGives(name === null ? null : await named(name));
    const { engine, reason, close } = await openEngine("auto", [small]);
    expect({ kind: engine.info.kind, reason }).toEqual({ kind: "cpu", reason: why });
    await close();
  });

  test("takes the CPU where the adapter gives no device", async () => {
    const adapter = await named("Imaginary 9000");
    platformGives(adapter);
    vi.spyOn(Object.getPrototypeOf(await adapterOf()), "requestDevice").mockRejectedValue(new Error("no power"));
    const { engine, reason, close } = await openEngine("auto", [small]);
    expect({ kind: engine.info.kind, reason }).toEqual({
      kind: "cpu",
      reason: "Imaginary 9000 gave no device: no power",
    });
    await close();
    vi.restoreAllMocks();
  });
});

describe("gpu", () => {
  test("takes any adapter, refuses a study that does not fit, and fails without an adapter", async () => {
    platformGives(await named("llvmpipe"));
    const { engine, close } = await openEngine("gpu", [small]);
    expect(engine.info.adapter).toEqual({ name: "llvmpipe", software: true });
    await close();
    platformGives(await named("llvmpipe"));
    await expect(openEngine("gpu", [wide])).rejects.toThrow(RefusedError);
    platformGives(null);
    await expect(openEngine("gpu", [small])).rejects.toThrow(NoGpuError);
    const lenient = await openEngine("gpu", [small], { lenient: true });
    expect(lenient.engine.info.kind).toBe("cpu");
    expect(lenient.reason).toMatch(/no adapter/);
    await lenient.close();
  });

  test("checks the memory that results take", async () => {
    platformGives(await named("llvmpipe"));
    const { engine, close } = await openEngine("gpu", [small]);
    const checkpoints = { length: 1e9 } as readonly number[];
    const huge = { ...small, checkpoints };
    expect(() => engine.spectrum({ cells: [huge] })).toThrow(/of memory; allowed here/);
    await close();
  });
});

test("cpu asks for no adapter", async () => {
  vi.stubGlobal("navigator", {
    get gpu() {
      throw new Error("asked");
    },
  });
  const { engine, reason, close } = await openEngine("cpu", [wide], { workers: 1 });
  expect({ info: engine.info, reason }).toEqual({
    info: { kind: "cpu", precision: "f64", adapter: null },
    reason: null,
  });
  await close();
});
