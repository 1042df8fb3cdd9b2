import type { SpectrumCell } from "../engine.ts";

/** The job would not fit into memory. */
export class MemoryError extends Error {
  /** What it would take. */
  readonly bytes: number;

  constructor(bytes: number, limit: number) {
    super(`the study needs ${readable(bytes)} (${Math.ceil(bytes)} bytes) of memory; allowed here: ${readable(limit)}`);
    this.name = "MemoryError";
    this.bytes = bytes;
  }
}

/** Bytes that a job takes: the workers' matrices, and the results of every cell. */
export function bytesOf(cells: readonly SpectrumCell[], workers: number): number {
  let matrices = 0;
  let results = 0;
  for (const { network, exponents: k, checkpoints = [] } of cells) {
    const n = network.width;
    const bundle = 8 * n * (k + 1);
    // The frame, the bundle, its product and its copy for the skip path; a tied network keeps its weights.
    matrices = Math.max(matrices, 4 * bundle + (network.tied ? 8 * Math.min(n * n, 4 << 20) : 0));
    results += 400 + 120 * k * (1 + checkpoints.length);
  }
  return matrices * workers + results;
}

/** Throws MemoryError if a job would take more than half of the machine's memory. */
export function checkMemory(cells: readonly SpectrumCell[], workers: number, limit = memoryLimit()): void {
  const bytes = bytesOf(cells, workers);
  if (bytes > limit) throw new MemoryError(bytes, limit);
}

function memoryLimit(): number {
  const os = typeof process === "undefined" ? undefined : process.getBuiltinModule?.("node:os");
  if (os !== undefined) return os.totalmem() / 2;
  const gigabytes =
    "deviceMemory" in navigator && typeof navigator.deviceMemory === "number" ? navigator.deviceMemory : 4;
  return (gigabytes / 2) * 2 ** 30;
}

function readable(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${(bytes / 1024 ** power).toPrecision(3)} ${units[power]}`;
}
