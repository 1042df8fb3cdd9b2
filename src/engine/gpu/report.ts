import { describe, findAdapter, findWebGpu, listAdapters } from "./device.ts";

/** An adapter as plain data. */
export interface AdapterReport {
  name: string;
  /** Computes on the CPU: shows that kernels are right, never how fast they are. */
  software: boolean;
  vendor: string;
  architecture: string;
  device: string;
  description: string;
  /** Optional features, sorted. */
  features: string[];
  limits: Record<string, number>;
}

/** What WebGPU finds here, or why it finds nothing. */
export async function reportAdapters(): Promise<{ adapters: AdapterReport[]; reason: string | null }> {
  const webGpu = await findWebGpu();
  if ("reason" in webGpu) return { adapters: [], reason: webGpu.reason };
  const adapters = await listAdapters(webGpu.found);
  if (adapters.length > 0) return { adapters: adapters.map(reportOf), reason: null };
  const none = await findAdapter(webGpu.found);
  return { adapters: [], reason: "reason" in none ? none.reason : null };
}

function reportOf(adapter: GPUAdapter): AdapterReport {
  const { vendor, architecture, device, description } = adapter.info;
  return {
    ...describe(adapter),
    vendor,
    architecture,
    device,
    description,
    features: [...adapter.features].sort(),
    limits: limitsOf(adapter.limits),
  };
}

/** The limits are getters of a prototype: no JSON would show them. */
function limitsOf(limits: GPUSupportedLimits): Record<string, number> {
  const found: Record<string, number> = {};
  for (const name in limits) {
    const value: unknown = Reflect.get(limits, name);
    if (typeof value === "number") found[name] = value;
  }
  return found;
}
