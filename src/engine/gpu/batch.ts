import { batchCount, type NetworkSpectrum } from "../../measure/spectrum.ts";
import type { SpectrumCell } from "../engine.ts";
import { packCells, packFrames, packTables } from "./pack.ts";
import type { Session } from "./session.ts";

/** One network of a batch: a place in its cells, and the index of the network. */
export interface Slot {
  cell: number;
  network: number;
}

/** Units of the 64-bit sums of shaders/accumulate.wgsl. */
const UNITS = 2 ** 24;
const WORD = 2 ** 32;
/** Workgroups of one dispatch dimension that every WebGPU allows. */
const MAX_GROUPS = 65535;

/** Bytes of state and counters that one network keeps on the GPU. */
export function bytesPerSlot({ network: { width: n }, exponents: k }: SpectrumCell): {
  state: number;
  counters: number;
} {
  return { state: 4 * (n * k + n), counters: 4 * (4 + 4 * k) };
}

/** Networks of cells with the same kernel, their state kept on the GPU from one submit to the next. */
export class Batch {
  /**
   * What every network carries from layer to layer: the tangents, n × k, row-major, then the state, n. Where the network
   * is homogeneous the state is 2^exponent times that, the exponent being word 0 of its counters.
   */
  readonly states: GPUBuffer;
  private readonly session: Session;
  private readonly pipeline: GPUComputePipeline;
  private readonly slots: readonly Slot[];
  private readonly signal: AbortSignal | undefined;
  private readonly buffers: GPUBuffer[] = [];
  private readonly run: GPUBuffer;
  private readonly counters: GPUBuffer;
  private readonly staging: GPUBuffer;
  private readonly group: GPUBindGroup;

  private constructor(
    session: Session,
    pipeline: GPUComputePipeline,
    cells: readonly SpectrumCell[],
    slots: readonly Slot[],
    signal?: AbortSignal,
  ) {
    this.session = session;
    this.pipeline = pipeline;
    this.slots = slots;
    this.signal = signal;
    const bytes = bytesPerSlot(cells[0]);
    const { STORAGE, UNIFORM, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    this.run = this.buffer(16, UNIFORM | COPY_DST);
    this.states = this.buffer(bytes.state * slots.length, STORAGE | COPY_SRC);
    this.counters = this.buffer(bytes.counters * slots.length, STORAGE | COPY_SRC);
    this.staging = this.buffer(bytes.counters * slots.length, COPY_DST | MAP_READ);
    const pairs = new Uint32Array(slots.flatMap(({ cell, network }) => [cell, network]));
    const bindings = [
      this.run,
      this.filled(packCells(cells)),
      this.filled(pairs.buffer),
      this.filled(packTables(cells[0]).buffer),
      this.filled(packFrames(cells).buffer),
      this.states,
      this.counters,
    ];
    this.group = session.device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: bindings.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
  }

  /** Makes the buffers of a batch; rejects with OutOfMemory where they do not fit. Of `wait`'s errors, all methods. */
  static async create(
    session: Session,
    pipeline: GPUComputePipeline,
    cells: readonly SpectrumCell[],
    slots: readonly Slot[],
    signal?: AbortSignal,
  ): Promise<Batch> {
    const { value: batch, accepted } = session.checked(() => new Batch(session, pipeline, cells, slots, signal));
    try {
      await session.wait(accepted, signal);
      return batch;
    } catch (error) {
      batch.destroy();
      throw error;
    }
  }

  /** Runs layers first … last − 1 of every network that has them; resolves when the GPU has done it. */
  async advance(first: number, last: number): Promise<void> {
    const { device } = this.session;
    const count = this.slots.length;
    const { value: done, accepted } = this.session.checked(() => {
      device.queue.writeBuffer(this.run, 0, new Uint32Array([first, last, 0, count]));
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(this.pipeline);
      pass.setBindGroup(0, this.group);
      pass.dispatchWorkgroups(Math.min(count, MAX_GROUPS), Math.ceil(count / MAX_GROUPS));
      pass.end();
      device.queue.submit([encoder.finish()]);
      return device.queue.onSubmittedWorkDone();
    });
    await this.session.wait(Promise.all([accepted, done]), this.signal);
  }

  /** Reads the counters of all networks. */
  async read(): Promise<Uint32Array> {
    const { device } = this.session;
    const { value: mapped, accepted } = this.session.checked(() => {
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(this.counters, 0, this.staging, 0, this.staging.size);
      device.queue.submit([encoder.finish()]);
      return this.staging.mapAsync(GPUMapMode.READ);
    });
    await this.session.wait(Promise.all([accepted, mapped]), this.signal);
    const words = new Uint32Array(this.staging.getMappedRange().slice(0));
    this.staging.unmap();
    return words;
  }

  destroy(): void {
    for (const buffer of this.buffers) buffer.destroy();
  }

  private buffer(size: number, usage: number): GPUBuffer {
    const buffer = this.session.device.createBuffer({ size: Math.max(16, size), usage });
    this.buffers.push(buffer);
    return buffer;
  }

  private filled(content: ArrayBuffer): GPUBuffer {
    const buffer = this.buffer(content.byteLength, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST);
    this.session.device.queue.writeBuffer(buffer, 0, content);
    return buffer;
  }
}

/** Depths at which the counters of a cell must be read: checkpoints, ends of batches of layers, the last layer. */
export function readings({ depth, burnIn, ensemble, checkpoints = [] }: SpectrumCell): number[] {
  const layers = depth - burnIn;
  const batches = ensemble === 1 ? batchCount(layers) : 0;
  const ends = Array.from({ length: batches }, (_, batch) => burnIn + Math.ceil(((batch + 1) * layers) / batches));
  return [...new Set([...checkpoints, ...ends, depth])].sort((a, b) => a - b);
}

/** What the counters say of one network; `read` holds the counters at every depth of `readings`. */
export function networkResult(
  cell: SpectrumCell,
  slot: number,
  read: ReadonlyMap<number, Uint32Array>,
): NetworkSpectrum {
  const { depth, burnIn, exponents: k, ensemble, checkpoints = [] } = cell;
  const base = slot * (4 + 4 * k);
  const at = (layer: number): Uint32Array => {
    const words = read.get(layer);
    if (words === undefined) throw new Error(`the counters at layer ${layer} were not read`);
    return words;
  };
  const rank = at(depth)[base + 1];
  // Σ ln R_ii in nats: signed, in units of 2^−24; −∞ beyond the rank of the product so far.
  const sum = (words: Uint32Array, i: number): number => {
    if (i >= words[base + 1]) return Number.NEGATIVE_INFINITY;
    const word = base + 4 + 4 * i;
    return ((words[word + 1] | 0) * WORD + words[word]) / UNITS;
  };
  const square = (words: Uint32Array, i: number): number => {
    const word = base + 4 + 4 * i;
    // High words of squares count 256: one unit of the high word is 2^32 / 2^24.
    return i >= rank ? Number.POSITIVE_INFINITY : (words[word + 3] * WORD + words[word + 2]) / UNITS;
  };
  const each = (value: (i: number) => number): Float64Array => Float64Array.from({ length: k }, (_, i) => value(i));
  const layers = depth - burnIn;
  const batches = ensemble === 1 ? batchCount(layers) : 0;
  const means = new Float64Array(batches * k);
  for (let batch = 0; batch < batches; batch++) {
    const from = Math.ceil((batch * layers) / batches);
    const to = Math.ceil(((batch + 1) * layers) / batches);
    for (let i = 0; i < k; i++) {
      const before = from === 0 ? 0 : sum(at(burnIn + from), i);
      means[batch * k + i] = i >= rank ? Number.NEGATIVE_INFINITY : (sum(at(burnIn + to), i) - before) / (to - from);
    }
  }
  return {
    sums: each((i) => sum(at(depth), i)),
    squares: each((i) => square(at(depth), i)),
    partial: Float64Array.from(checkpoints.flatMap((layer) => [...each((i) => sum(at(layer), i))])),
    batches: means,
    overflow: at(depth)[base + 2] !== 0,
  };
}
