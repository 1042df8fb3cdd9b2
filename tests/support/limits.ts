import { expect } from "vitest";

/** Kept, since collecting it as garbage takes its devices along. */
let nowhere: GPU | undefined;

/**
 * Makes the pipeline of a kernel with one entry point on a device with WebGPU's default limits, on which nothing runs:
 * Dawn checks it, and no driver compiles it. Rejects with what is wrong.
 */
export async function checkAgainstDefaults(code: string): Promise<GPUComputePipeline> {
  const { create, globals } = await import("webgpu");
  Object.assign(globalThis, globals);
  nowhere ??= create(["backend=null"]);
  const device = await (await nowhere.requestAdapter())?.requestDevice();
  if (device === undefined) throw new Error("Dawn has no device on which nothing runs");
  expect(device.limits.maxComputeWorkgroupStorageSize).toBe(16384);
  const module = device.createShaderModule({ code });
  // Warnings would be printed to a user's terminal.
  expect((await module.getCompilationInfo()).messages.map(({ message }) => message)).toEqual([]);
  const made = device.createComputePipelineAsync({ layout: "auto", compute: { module } });
  return made.finally(() => device.destroy());
}
