import { forwardLayers, withInputs } from "../../measure/forward.ts";
import { reportedLayers } from "../../measure/gradient.ts";
import { GROUPS } from "../../measure/relaxation.ts";
import { segmentLength } from "../../measure/tape.ts";
import { KEPT_NUMBERS } from "../../network/draws.ts";
import type { Sampling } from "../../network/sampling.ts";
import type { NetworkSpec } from "../../network/spec.ts";
import { matrixCount, stagesOf, stateDimension, weightsOf } from "../../network/spec.ts";
import { LayerTrace } from "../../network/trace.ts";
import { holdsMatrix, needsNorm } from "../../network/weights.ts";
import type { ForwardCell, GradientCell, SpectrumCell } from "../engine.ts";

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

/** Bytes that a job takes. */
export interface JobBytes {
  /** Of all workers together, each on its largest cell. */
  work: number;
  /** Of the results of every cell, which are objects. */
  results: number;
}

/** Of spectra: the workers' matrices, and the exponents of every cell. */
export function spectrumBytes(cells: readonly SpectrumCell[], workers: number): JobBytes {
  let work = 0;
  let results = 0;
  for (const { network, sampling, exponents: k, checkpoints = [] } of cells) {
    const bundle = 8 * stateDimension(network) * (k + 1);
    // The frame; the bundle, its product for every matrix, its copy for the skip path, two for the sums of an integrator's stages, and
    // two for each way to the QR.
    const copies = 7 + matrixCount(network) + (stagesOf(network) > 1 ? 2 : 0);
    work = Math.max(work, copies * bundle + keptBytes(network, sampling));
    results += 400 + 120 * k * (1 + checkpoints.length);
  }
  return { work: work * workers, results };
}

/** Of profiles: traces and weights' gradients in the workers, every network's profile of a cell in work, and the results. */
export function gradientBytes(cells: readonly GradientCell[], workers: number): JobBytes {
  let work = 0;
  let results = 0;
  let inWork = 0;
  for (const { network, sampling, depth, ensemble, normBound = false, adjoint } of cells) {
    const n = network.width;
    const m = stateDimension(network);
    const layers = reportedLayers(depth).length;
    const fields = 3 + matrixCount(network);
    const numbers = LayerTrace.numbersIn(network);
    // The continuous adjoint keeps no states.
    const segment = adjoint === "continuous" ? 1 : segmentLength(depth, numbers);
    const segments = adjoint === "continuous" ? 1 : Math.ceil(depth / segment);
    const sums = network.tied ? 8 * n * n * matrixCount(network) : 0;
    // Beside the kept layers the one that is passed; cotangents and inputs of all stages, twice.
    const stages = 4 * n * network.batch * stagesOf(network) * matrixCount(network);
    const tape = 8 * ((segment + 1) * (numbers + 16) + segments * m + stages);
    work = Math.max(
      work,
      tape + sums + keptBytes(network, sampling) + (normBound ? 40 * m * m : 0) + 8 * fields * layers,
    );
    inWork = Math.max(inWork, 8 * ensemble * layers + 100 * fields * layers);
    results += 500 + 16 * layers * (2 * fields + 8);
  }
  return { work: work * workers + inWork, results };
}

/** Of signals: states and a trace of one layer in the workers, the groups' sums of a cell in work, and the results. */
export function forwardBytes(cells: readonly ForwardCell[], workers: number): JobBytes {
  let work = 0;
  let results = 0;
  let inWork = 0;
  for (const { network, sampling, depth, inputs } of cells) {
    const spec = withInputs(network, inputs);
    const state = 8 * inputs * stateDimension({ ...network, batch: 1 });
    const layers = forwardLayers(depth).length;
    // The states, their product and copies, and the same as unit vectors.
    const copies = 9 + matrixCount(network) + (stagesOf(network) > 1 ? 2 : 0);
    work = Math.max(work, copies * state + 8 * LayerTrace.numbersIn(spec) + keptBytes(spec, sampling) + 80 * layers);
    inWork = Math.max(inWork, (16 * GROUPS + 400) * layers);
    results += 500 + 160 * layers;
  }
  return { work: work * workers + inWork, results };
}

/**
 * Of weights that are kept: tied ones, those that are rescaled to a norm, with the vectors that finding one of the norms
 * takes at most, or random numbers that cells share in law.
 */
function keptBytes(network: NetworkSpec, sampling: Sampling = "network"): number {
  if (sampling === "law") return 4 * KEPT_NUMBERS;
  let matrices = 0;
  let searches = 0;
  for (let matrix = 0; matrix < matrixCount(network); matrix++) {
    const weights = weightsOf(network, matrix);
    if (holdsMatrix(weights, network)) matrices++;
    if (needsNorm(weights)) searches = 1;
  }
  return 8 * network.width ** 2 * (matrices + searches);
}

/** Throws MemoryError if a job would take more than half of the machine's memory, or its results half of the heap. */
export function checkMemory({ work, results }: JobBytes, limit = memoryLimit()): void {
  if (work + results > limit) throw new MemoryError(work + results, limit);
  const heap = heapLimit();
  if (results > heap) throw new MemoryError(work + results, heap);
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
