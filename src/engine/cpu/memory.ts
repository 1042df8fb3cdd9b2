import { KEPT_ENTRIES } from "../../network/weights.ts";
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
  return matrixBytes(cells) * workers + resultBytes(cells);
}

/** Of one worker, for the largest cell. */
function matrixBytes(cells: readonly SpectrumCell[]): number {
  let bytes = 0;
  for (const { network, exponents: k } of cells) {
    const n = network.width;
    const bundle = 8 * n * (k + 1);
    const matrices = [...network.branch, ...network.after].filter((name) => name === "linear").length;
    const kept = network.tied && n * n <= KEPT_ENTRIES ? 8 * n * n * matrices : 0;
    // The frame, the bundle, its product for every matrix, and its copy for the skip path.
    bytes = Math.max(bytes, (3 + matrices) * bundle + kept);
  }
  return bytes;
}

function resultBytes(cells: readonly SpectrumCell[]): number {
  return cells.reduce((sum, { exponents: k, checkpoints = [] }) => sum + 400 + 120 * k * (1 + checkpoints.length), 0);
}

/** Throws MemoryError if a job would take more than half of the machine's memory, or its results half of the heap. */
export function checkMemory(cells: readonly SpectrumCell[], workers: number, limit = memoryLimit()): void {
  const bytes = bytesOf(cells, workers);
  if (bytes > limit) throw new MemoryError(bytes, limit);
  const heap = heapLimit();
  if (resultBytes(cells) > heap) throw new MemoryError(bytes, heap);
}

/** Half of what the objects of a program may take: less than the machine has. */
function heapLimit(): number {
  const v8 = typeof process === "undefined" ? undefined : process.getBuiltinModule?.("node:v8");
  return (v8?.getHeapStatistics().heap_size_limit ?? 4 * 2 ** 30) / 2;
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
