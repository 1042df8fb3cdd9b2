import { findAdapter, findWebGpu } from "../../src/engine/gpu/device.ts";

/** The adapter of this machine; a machine without one fails the test. */
export async function adapterOf(): Promise<GPUAdapter> {
  const gpu = await findWebGpu();
  if ("reason" in gpu) throw new Error(gpu.reason);
  const adapter = await findAdapter(gpu.found);
  if ("reason" in adapter) throw new Error(adapter.reason);
  return adapter.found;
}

/** An adapter that shows the devices that are asked of it. */
export function watched(adapter: GPUAdapter, seen: (device: GPUDevice) => void): GPUAdapter {
  return new Proxy(adapter, {
    get(target, name) {
      if (name === "requestDevice") {
        return async (descriptor?: GPUDeviceDescriptor) => {
          const device = await target.requestDevice(descriptor);
          seen(device);
          return device;
        };
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** Devices in use that are one, and that one. */
const shared: { users: number; device?: Promise<GPUDevice> } = { users: 0 };

/**
 * An adapter whose devices are all one device, which compiles a kernel once: for engines of a file that do not lose
 * theirs. It is destroyed with the last of them.
 */
export async function sharedAdapter(): Promise<GPUAdapter> {
  const adapter = await adapterOf();
  return new Proxy(adapter, {
    get(target, name) {
      if (name === "requestDevice") {
        return (descriptor?: GPUDeviceDescriptor) => {
          shared.users++;
          shared.device ??= target.requestDevice(descriptor).then(compilingOnce);
          return shared.device;
        };
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

function compilingOnce(device: GPUDevice): GPUDevice {
  const createShaderModule = device.createShaderModule.bind(device);
  const createComputePipelineAsync = device.createComputePipelineAsync.bind(device);
  const destroy = device.destroy.bind(device);
  const modules = new Map<string, GPUShaderModule>();
  const pipelines = new Map<GPUShaderModule, Promise<GPUComputePipeline>>();
  device.createShaderModule = (descriptor) => {
    const module = modules.get(descriptor.code) ?? createShaderModule(descriptor);
    modules.set(descriptor.code, module);
    return module;
  };
  // A module of the engine's has one entry point.
  device.createComputePipelineAsync = (descriptor) => {
    const { module } = descriptor.compute;
    const pipeline = pipelines.get(module) ?? createComputePipelineAsync(descriptor);
    pipelines.set(module, pipeline);
    return pipeline;
  };
  device.destroy = () => {
    if (--shared.users === 0) destroy();
  };
  return device;
}
