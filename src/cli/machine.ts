import { totalmem } from "node:os";
import { defaultWorkers } from "../engine/cpu/default-workers.ts";
import { type AdapterReport, reportAdapters } from "../engine/gpu/report.ts";
import { manifestVersion, version } from "./version.ts";

/** What lyascope finds on this machine. */
export interface MachineInfo {
  /** Of lyascope, of Node, and of the optional package webgpu, null where it is not installed. */
  versions: { lyascope: string; node: string; webgpu: string | null };
  platform: string;
  /** Worker threads of the CPU engine, and the machine's memory in bytes. */
  cpu: { workers: number; memory: number };
  /** Every adapter that WebGPU tells of, the one that would compute first. */
  adapters: AdapterReport[];
  /** Why there is no adapter; null where there is one. */
  reason: string | null;
  /** The engine that `auto` takes. */
  auto: "gpu" | "cpu";
}

export async function inspect(): Promise<MachineInfo> {
  const { adapters, reason } = await reportAdapters();
  return {
    versions: { lyascope: version(), node: process.versions.node, webgpu: webGpuVersion() },
    platform: `${process.platform} ${process.arch}`,
    cpu: { workers: defaultWorkers(), memory: totalmem() },
    adapters,
    reason,
    auto: adapters[0]?.software === false ? "gpu" : "cpu",
  };
}

function webGpuVersion(): string | null {
  try {
    return manifestVersion(new URL("package.json", import.meta.resolve("webgpu")));
  } catch {
    return null;
  }
}
