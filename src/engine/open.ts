import type { EngineChoice } from "./choice.ts";
import { defaultWorkers } from "./cpu/default-workers.ts";
import { createCpuEngine } from "./cpu/engine.ts";
import type { Engine, ForwardCell, GradientCell, SpectrumCell } from "./engine.ts";
import { describe, type Found, findAdapter, findWebGpu, listAdapters } from "./gpu/device.ts";
import { createGpuEngine, type GpuEngine, type GpuEngineOptions } from "./gpu/engine.ts";
import { refusal } from "./gpu/family.ts";

/** A GPU was asked for and there is none; the message says why in one line, and what helps. */
export class NoGpuError extends Error {
  override readonly name = "NoGpuError";
}

/** A GPU was asked for and cannot take the study; the message names the field and what is allowed. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

export interface OpenOptions {
  /** Worker threads of the CPU engine; one a core if not given. */
  workers?: number;
  /** Number of the adapter, from 0, in what `listAdapters` tells; the one that WebGPU prefers if not given. */
  device?: number;
  gpu?: GpuEngineOptions;
  /** Takes the CPU, and says why, where `gpu` would fail. */
  lenient?: boolean;
  /** Where the CPU computes, starts its threads at once. */
  warm?: boolean;
}

/** An engine for some cells. */
export interface ChosenEngine {
  engine: Engine;
  /** Worker threads of the CPU engine. */
  workers: number;
  /** Why the GPU does not compute, in one line; null where it does, and where the CPU was asked for. */
  reason: string | null;
}

/** The engines of a choice: at most one GPU, and the CPU. */
export interface Engines {
  /** The GPU engine, null where there is none or it was not asked for. */
  readonly gpu: GpuEngine | null;
  /** The engine for a job. Throws RefusedError where only the GPU will do and it cannot take a cell. */
  choose(cells: readonly (SpectrumCell | GradientCell | ForwardCell)[]): ChosenEngine;
  close(): Promise<void>;
}

/**
 * Opens what a choice needs. `auto` takes a hardware GPU, never a software adapter, and the CPU engine where there is
 * none; `gpu` takes any adapter and throws NoGpuError where there is none; `cpu` is the f64 reference.
 */
export async function openEngines(choice: EngineChoice, options: OpenOptions = {}): Promise<Engines> {
  const workers = options.workers ?? defaultWorkers();
  let cpu: Engine | null = null;
  const onCpu = (): Engine => {
    cpu ??= createCpuEngine({ workers, warm: options.warm === true });
    return cpu;
  };
  const opened = choice === "cpu" ? { reason: null } : await openGpu(choice, onCpu, options);
  const gpu = "found" in opened ? opened.found : null;
  const strict = choice === "gpu" && options.lenient !== true;
  if (gpu === null && strict) throw new NoGpuError(`no GPU to compute on: ${opened.reason}`);
  if (gpu === null && options.warm === true) onCpu();
  return {
    gpu,
    choose(cells) {
      if (gpu === null) return { engine: onCpu(), workers, reason: opened.reason };
      const refused = cells.map((cell) => refusal(cell, gpu.platform)).find((reason) => reason !== null) ?? null;
      if (refused === null) return { engine: gpu, workers, reason: null };
      if (strict) throw new RefusedError(refused);
      return { engine: onCpu(), workers, reason: refused };
    },
    async close() {
      await gpu?.close();
      await cpu?.close();
    },
  };
}

/** Opens the engine for these cells; closing it closes all that was opened. */
export async function openEngine(
  choice: EngineChoice,
  cells: readonly (SpectrumCell | GradientCell | ForwardCell)[],
  options: OpenOptions = {},
): Promise<ChosenEngine & { close(): Promise<void> }> {
  const engines = await openEngines(choice, options);
  try {
    return { ...engines.choose(cells), close: () => engines.close() };
  } catch (error) {
    await engines.close();
    throw error;
  }
}

/** An adapter by its number. */
async function numberedAdapter(gpu: GPU, device: number): Promise<Found<GPUAdapter>> {
  const adapters = await listAdapters(gpu);
  const adapter = adapters[device];
  if (adapter !== undefined) return { found: adapter };
  const there =
    adapters.length === 0 ? "WebGPU found no adapter" : `WebGPU tells of ${adapters.length}, counted from 0`;
  return { reason: `there is no device ${device}: ${there}` };
}

async function openGpu(
  choice: "auto" | "gpu",
  lastResort: () => Engine,
  { device, gpu: options }: Pick<OpenOptions, "device" | "gpu">,
): Promise<{ found: GpuEngine; reason: null } | { reason: string }> {
  const webGpu = await findWebGpu();
  if ("reason" in webGpu) return webGpu;
  const find = () => (device === undefined ? findAdapter(webGpu.found) : numberedAdapter(webGpu.found, device));
  const adapter = await find();
  if ("reason" in adapter) return adapter;
  const { name, software } = describe(adapter.found);
  if (software && choice === "auto") return { reason: `the only WebGPU adapter, ${name}, computes in software` };
  try {
    const reopen = async (): Promise<GPUAdapter | null> => {
      const again = await find();
      return "found" in again ? again.found : null;
    };
    return { found: await createGpuEngine(adapter.found, { reopen, lastResort, ...options }), reason: null };
  } catch (error) {
    const [said] = (error instanceof Error ? error.message : String(error)).split("\n", 1);
    return { reason: `${name} gave no device: ${said}` };
  }
}
