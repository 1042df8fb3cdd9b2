import { Collector } from "../collector.ts";
import type { Engine, Snapshot, SpectrumCell, SpectrumJob } from "../engine.ts";
import { Batch, bytesPerSlot, networkResult, readings, type Slot } from "./batch.ts";
import { describe, openDevice } from "./device.ts";
import { defaultVariant, MAX_WIDTH, spectrumKernel, type Variant } from "./kernel.ts";

/** A submit should take about this long, in ms: long enough to fill the GPU, short enough for any watchdog. */
const SUBMIT = 100;

export interface GpuEngineOptions {
  /** Networks in a batch at most; what fits the adapter's buffers if not given. The numbers do not depend on it. */
  maxBatch?: number;
  /** Layers in a submit at most; calibrated on the adapter if not given. The numbers do not depend on it. */
  maxLayers?: number;
  /** Another build of the kernels; numbers agree to rounding. */
  variant?: Variant;
}

/** Why a cell cannot be computed by this engine, or null where it can. */
export function refusal({ network, exponents }: SpectrumCell): string | null {
  if (network.width > MAX_WIDTH) {
    return `network.width is ${network.width}; the GPU engine takes at most ${MAX_WIDTH} (use the CPU engine)`;
  }
  return exponents > network.width ? `exponents is ${exponents}; the GPU engine takes at most the width` : null;
}

/** The WebGPU engine: f32, one network a workgroup. The caller owns the adapter; `close` destroys the device. */
export async function createGpuEngine(adapter: GPUAdapter, options: GpuEngineOptions = {}): Promise<Engine> {
  const device = await openDevice(adapter);
  const pipelines = new Map<string, Promise<GPUComputePipeline>>();
  return {
    info: { kind: "gpu", precision: "f32", adapter: describe(adapter) },
    spectrum: (job, signal) => runJob(device, pipelines, options, job, signal),
    close: async () => device.destroy(),
  };
}

async function* runJob(
  device: GPUDevice,
  pipelines: Map<string, Promise<GPUComputePipeline>>,
  options: GpuEngineOptions,
  { cells }: SpectrumJob,
  signal?: AbortSignal,
): AsyncGenerator<Snapshot> {
  signal?.throwIfAborted();
  for (const cell of cells) {
    const reason = refusal(cell);
    if (reason !== null) throw new RangeError(reason);
  }
  const collector = new Collector(cells);
  const total = cells.reduce((sum, cell) => sum + cell.ensemble * cell.depth, 0);
  let done = 0;
  const started = performance.now();
  const snapshot = (): Snapshot => ({
    cells: collector.spectra,
    complete: collector.complete,
    changed: collector.news(),
    done,
    total,
    seconds: (performance.now() - started) / 1000,
  });
  for (const { code, members } of groups(cells, options.variant)) {
    const pipeline = await pipelineOf(device, pipelines, code);
    const own = members.map((index) => cells[index]);
    for (const slots of batches(own, device.limits, options.maxBatch)) {
      const batch = new Batch(device, pipeline, own, slots);
      try {
        const depths = [...new Set(slots.flatMap(({ cell }) => readings(own[cell])))].sort((a, b) => a - b);
        const read = new Map<number, Uint32Array>();
        let layer = 0;
        let step = 1;
        for (const depth of depths) {
          while (layer < depth) {
            signal?.throwIfAborted();
            const last = Math.min(depth, layer + Math.min(step, options.maxLayers ?? Number.POSITIVE_INFINITY));
            const since = performance.now();
            await batch.advance(layer, last);
            const took = Math.max(performance.now() - since, 0.1);
            step = Math.max(1, Math.min(2 * step, Math.round(((last - layer) * SUBMIT) / took)));
            for (const { cell } of slots)
              done += Math.max(0, Math.min(last, own[cell].depth) - Math.min(layer, own[cell].depth));
            layer = last;
            yield snapshot();
          }
          read.set(depth, await batch.read());
        }
        slots.forEach(({ cell, network }, index) => {
          collector.take(members[cell], network, [networkResult(own[cell], index, read)]);
        });
      } finally {
        batch.destroy();
      }
      signal?.throwIfAborted();
      yield snapshot();
    }
  }
}

/** Cells that share a kernel, in the order of the job. */
function groups(cells: readonly SpectrumCell[], variant?: Variant): { code: string; members: number[] }[] {
  const found = new Map<string, number[]>();
  cells.forEach((cell, index) => {
    const code = spectrumKernel(cell, variant ?? defaultVariant(cell));
    const members = found.get(code);
    if (members === undefined) found.set(code, [index]);
    else members.push(index);
  });
  return [...found].map(([code, members]) => ({ code, members }));
}

/** All networks of the cells, cut into what the device's buffers hold. */
function* batches(cells: readonly SpectrumCell[], limits: GPUSupportedLimits, most = 1 << 16): Generator<Slot[]> {
  const { state } = bytesPerSlot(cells[0]);
  const room = Math.floor(Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize) / state);
  const size = Math.max(1, Math.min(most, room));
  let slots: Slot[] = [];
  for (let cell = 0; cell < cells.length; cell++) {
    for (let network = 0; network < cells[cell].ensemble; network++) {
      slots.push({ cell, network });
      if (slots.length === size) {
        yield slots;
        slots = [];
      }
    }
  }
  if (slots.length > 0) yield slots;
}

function pipelineOf(
  device: GPUDevice,
  pipelines: Map<string, Promise<GPUComputePipeline>>,
  code: string,
): Promise<GPUComputePipeline> {
  const known = pipelines.get(code);
  if (known !== undefined) return known;
  const module = device.createShaderModule({ code });
  const made = device.createComputePipelineAsync({ layout: "auto", compute: { module, entryPoint: "spectrum" } });
  pipelines.set(code, made);
  return made;
}
