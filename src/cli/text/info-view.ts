import type { AdapterReport } from "../../engine/gpu/report.ts";
import { columns } from "../help.ts";
import type { MachineInfo } from "../machine.ts";

/** What the engine's speed and reach depend on; the other limits are in the JSON. */
const LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupsPerDimension",
];

/** What `lyascope info` shows a person. */
export function infoView({ versions, platform, cpu, adapters, reason, auto }: MachineInfo): string {
  return [
    ...columns([
      ["lyascope", versions.lyascope],
      ["node", `${versions.node}, ${platform}`],
      ["webgpu", versions.webgpu ?? "not installed (npm install webgpu)"],
      ["cpu", `f64, ${cpu.workers} ${cpu.workers === 1 ? "worker" : "workers"}, ${bytes(cpu.memory)} of memory`],
      ["gpu", adapters.length === 0 ? `none: ${reason}` : adapters.map(named).join(", ")],
      ["auto", auto === "gpu" ? "takes the GPU" : `takes the CPU${adapters.length > 0 ? ", never software" : ""}`],
    ]),
    ...adapters.flatMap((adapter) => ["", ...adapterView(adapter)]),
  ].join("\n");
}

function named({ name, software }: AdapterReport): string {
  return `${name}${software ? " (software)" : ""}`;
}

function adapterView(adapter: AdapterReport): string[] {
  const { vendor, architecture, features, limits } = adapter;
  const rows = LIMITS.flatMap((name) => {
    const value = limits[name];
    return value === undefined ? [] : [[name, /Size$/.test(name) ? bytes(value) : String(value)]];
  });
  return [
    named(adapter),
    ...columns([
      ["  vendor", [vendor, architecture].filter((word) => word !== "").join(", ")],
      ["  features", features.length === 0 ? "none" : features.join(", ")],
      ...rows.map(([name = "", value = ""]) => [`  ${name}`, value]),
    ]),
  ];
}

function bytes(count: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, count)) / 10));
  return `${Number((count / 1024 ** power).toPrecision(3))} ${units[power]}`;
}
