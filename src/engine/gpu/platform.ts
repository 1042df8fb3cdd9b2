import { describe } from "./device.ts";

/** What of an adapter decides how kernels are built for it, and how large a network may be. */
export interface Platform {
  /** Computes on the CPU, where idle threads cost and compilers are slow. */
  readonly software: boolean;
  /** Threads of a subgroup can sum without shared memory. */
  readonly subgroups: boolean;
  readonly limits: Limits;
}

/** Limits that kernels and their buffers run into. */
export type Limits = Pick<
  GPUSupportedLimits,
  | "maxStorageBufferBindingSize"
  | "maxBufferSize"
  | "maxComputeWorkgroupStorageSize"
  | "maxComputeInvocationsPerWorkgroup"
>;

/** The largest buffer that a kernel can bind, in bytes. */
export function largestBuffer(limits: Pick<Limits, "maxStorageBufferBindingSize" | "maxBufferSize">): number {
  return Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
}

/** A GPU of which nothing is known but that it has WebGPU: the limits that the standard promises. */
export const BASELINE: Platform = {
  software: false,
  subgroups: false,
  limits: {
    maxStorageBufferBindingSize: 2 ** 27,
    maxBufferSize: 2 ** 28,
    maxComputeWorkgroupStorageSize: 16_384,
    maxComputeInvocationsPerWorkgroup: 256,
  },
};

/** Of a device that was opened on an adapter. */
export function platformOf(adapter: GPUAdapter, { features, limits }: GPUDevice): Platform {
  return { software: describe(adapter).software, subgroups: features.has("subgroups"), limits };
}
