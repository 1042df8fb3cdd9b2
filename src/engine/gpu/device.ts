import type { EngineInfo } from "../engine.ts";

/** WebGPU, or the line that says why there is none. */
export type Found<T> = { found: T } | { reason: string };

/** Names of software adapters: they show that a kernel is right, never how fast it is. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|warp|basic render/i;

/** Dawn's WebGPU in Node, made once and kept: collecting it as garbage takes the devices that came from it along. */
let dawn: GPU | undefined;

/** The platform's WebGPU: the browser's, or Dawn's in Node through the optional package `webgpu`. */
export async function findWebGpu(): Promise<Found<GPU>> {
  if (typeof navigator !== "undefined" && "gpu" in navigator && navigator.gpu) return { found: navigator.gpu };
  if (typeof process === "undefined" || process.versions?.node === undefined) {
    return { reason: "this browser has no WebGPU" };
  }
  // Named through a variable, so that bundlers leave the optional package alone.
  const name = "webgpu";
  try {
    const { create, globals }: { create(flags: string[]): GPU; globals: object } = await import(
      /* @vite-ignore */ name
    );
    if (lacksVulkan()) return { reason: "WebGPU found no adapter: no Vulkan driver is installed (libvulkan.so.1)" };
    if (dawn === undefined) {
      Object.assign(globalThis, globals);
      dawn = create(dawnFlags());
    }
    return { found: dawn };
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
    return {
      reason: missing
        ? "WebGPU in Node needs the optional package webgpu: npm install webgpu"
        : `the package webgpu could not be loaded: ${String(error).split("\n")[0]}`,
    };
  }
}

/** Flags for Dawn in Node, from the environment: such as enable-dawn-features=disable_robustness, no bounds checks. */
export function dawnFlags(): string[] {
  const flags = typeof process === "undefined" ? undefined : process.env?.LYASCOPE_DAWN_FLAGS;
  return flags?.split(" ").filter((flag) => flag !== "") ?? [];
}

/** Whether Dawn would look for Vulkan in vain: it says so on stderr itself, in several lines. */
function lacksVulkan(): boolean {
  if (process.platform !== "linux") return false;
  try {
    process.dlopen({ exports: {} }, "libvulkan.so.1");
  } catch (error) {
    // It is no addon, so this always throws: what the error says is whether the library was there.
    return error instanceof Error && /cannot open shared object/.test(error.message);
  }
  return false;
}

/** Asks for an adapter. */
export async function findAdapter(gpu: GPU): Promise<Found<GPUAdapter>> {
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" }).catch(() => null);
  return adapter === null ? { reason: "WebGPU found no adapter (no GPU driver?)" } : { found: adapter };
}

/** Every adapter that WebGPU tells of, the one that computes first. */
export async function listAdapters(gpu: GPU): Promise<GPUAdapter[]> {
  const wishes: GPURequestAdapterOptions[] = [
    { powerPreference: "high-performance" },
    { powerPreference: "low-power" },
    { forceFallbackAdapter: true },
  ];
  const found = new Map<string, GPUAdapter>();
  for (const wish of wishes) {
    const adapter = await gpu.requestAdapter(wish).catch(() => null);
    if (adapter === null) continue;
    const { vendor, architecture, device, description } = adapter.info;
    const key = [vendor, architecture, device, description].join("\n");
    if (!found.has(key)) found.set(key, adapter);
  }
  return [...found.values()];
}

/** What an adapter is called, and whether it computes in software. */
export function describe({ info }: GPUAdapter): NonNullable<EngineInfo["adapter"]> {
  // Browsers tell of vendor and architecture alone, such as "nvidia ampere".
  const family = [info.vendor, info.architecture].filter((word) => word !== "").join(" ");
  const words = [info.description, info.device, family].filter((word) => word !== "");
  const name = words[0] ?? "unnamed adapter";
  return { name, software: info.isFallbackAdapter === true || words.some((word) => SOFTWARE.test(word)) };
}

/** Features that are used where an adapter has them. */
const FEATURES: readonly GPUFeatureName[] = ["core-features-and-limits", "subgroups", "timestamp-query"];

/** A device with the adapter's own limits for what the kernels use; the caller destroys it. */
export async function openDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const { limits } = adapter;
  return adapter.requestDevice({
    requiredFeatures: FEATURES.filter((feature) => adapter.features.has(feature)),
    requiredLimits: {
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxBufferSize: limits.maxBufferSize,
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    },
  });
}
