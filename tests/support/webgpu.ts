import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import type { Engine } from "../../src/engine/engine.ts";
import { openDevice } from "../../src/engine/gpu/device.ts";
import { createGpuEngine, type GpuEngineOptions } from "../../src/engine/gpu/engine.ts";
import { adapterOf, sharedAdapter, watched } from "./adapter.ts";

/** Around every test of a file: a validation error of the device fails the test that made it. */
function guard(device: () => GPUDevice): void {
  beforeEach(() => device().pushErrorScope("validation"));
  afterEach(async () => {
    const error = await device().popErrorScope();
    expect(error?.message ?? null).toBeNull();
  });
}

/** A device for the tests of a file, destroyed at their end. */
export function useDevice(): { readonly device: GPUDevice } {
  const held: { device?: GPUDevice } = {};
  const device = (): GPUDevice => {
    if (held.device === undefined) throw new Error("the device is there while a test runs");
    return held.device;
  };
  beforeAll(async () => {
    held.device = await openDevice(await adapterOf());
  });
  afterAll(() => held.device?.destroy());
  guard(device);
  return {
    get device() {
      return device();
    },
  };
}

/** An engine for the tests of a file, closed at their end; engines of a file compile a kernel once. */
export function useGpuEngine(options: GpuEngineOptions = {}): Engine {
  const held: { engine?: Engine; device?: GPUDevice } = {};
  const engine = (): Engine => {
    if (held.engine === undefined) throw new Error("the engine is there while a test runs");
    return held.engine;
  };
  beforeAll(async () => {
    const adapter = watched(await sharedAdapter(), (device) => {
      held.device = device;
    });
    held.engine = await createGpuEngine(adapter, options);
  });
  afterAll(() => held.engine?.close());
  guard(() => {
    if (held.device === undefined) throw new Error("the engine has asked for no device");
    return held.device;
  });
  return {
    get info() {
      return engine().info;
    },
    spectrum: (job, signal) => engine().spectrum(job, signal),
    gradient: (job, signal) => engine().gradient(job, signal),
    forward: (job, signal) => engine().forward(job, signal),
    close: () => engine().close(),
  };
}

/** A compute pipeline of one entry point. */
export async function pipelineOf(device: GPUDevice, code: string, entryPoint: string): Promise<GPUComputePipeline> {
  const module = device.createShaderModule({ code });
  const { messages } = await module.getCompilationInfo();
  const errors = messages
    .filter(({ type }) => type === "error")
    .map(({ lineNum, message }) => `${lineNum}: ${message}`);
  if (errors.length > 0) throw new Error(errors.join("\n"));
  return device.createComputePipelineAsync({ layout: "auto", compute: { module, entryPoint } });
}

/** Runs a kernel whose bindings are the inputs, in order, and then one output of `bytes`; returns the output. */
export async function compute(
  device: GPUDevice,
  pipeline: GPUComputePipeline,
  inputs: readonly ArrayBufferView<ArrayBuffer>[],
  bytes: number,
  groups: number,
): Promise<ArrayBuffer> {
  const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
  const buffers = inputs.map((input) => {
    const buffer = device.createBuffer({ size: input.byteLength, usage: STORAGE | COPY_DST });
    device.queue.writeBuffer(buffer, 0, input);
    return buffer;
  });
  const output = device.createBuffer({ size: bytes, usage: STORAGE | COPY_SRC });
  const staging = device.createBuffer({ size: bytes, usage: MAP_READ | COPY_DST });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  const entries = [...buffers, output].map((buffer, binding) => ({ binding, resource: { buffer } }));
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  pass.dispatchWorkgroups(groups);
  pass.end();
  encoder.copyBufferToBuffer(output, 0, staging, 0, bytes);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const result = staging.getMappedRange().slice(0);
  for (const buffer of [...buffers, output, staging]) buffer.destroy();
  return result;
}
