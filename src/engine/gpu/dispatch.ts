import type { Session } from "./session.ts";
import { IN_FLIGHT } from "./submits.ts";

/** Workgroups of one dispatch dimension that every WebGPU allows. */
const MAX_GROUPS = 65535;
/** Bytes of the words that say what to work on. */
const RUN_BYTES = 32;

/** The buffers of a kernel in the order of its bindings: binding 0 says what to work on, then these. */
export interface Bindings {
  /** What it only reads. */
  inputs: readonly ArrayBuffer[];
  /** Bytes of what it keeps from one submit to the next, zeros at first; the last can be read back. */
  kept: readonly number[];
}

/** A kernel with the buffers of some networks, one a workgroup. All methods reject with the errors of Session.wait. */
export class Dispatch {
  /** What is kept on the GPU. */
  readonly kept: readonly GPUBuffer[];
  private readonly session: Session;
  private readonly pipeline: GPUComputePipeline;
  private readonly networks: number;
  private readonly signal: AbortSignal | undefined;
  private readonly buffers: GPUBuffer[] = [];
  private readonly run: GPUBuffer;
  private readonly stagings: readonly GPUBuffer[];
  private reads = 0;
  private readonly group: GPUBindGroup;

  private constructor(
    session: Session,
    pipeline: GPUComputePipeline,
    { inputs, kept }: Bindings,
    networks: number,
    signal?: AbortSignal,
  ) {
    this.session = session;
    this.pipeline = pipeline;
    this.networks = networks;
    this.signal = signal;
    const { STORAGE, UNIFORM, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    this.run = this.buffer(RUN_BYTES, UNIFORM | COPY_DST);
    this.kept = kept.map((bytes) => this.buffer(bytes, STORAGE | COPY_SRC));
    this.stagings = Array.from({ length: IN_FLIGHT }, () => this.buffer(kept.at(-1) ?? 0, COPY_DST | MAP_READ));
    const bindings = [this.run, ...inputs.map((content) => this.filled(content)), ...this.kept];
    this.group = session.device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: bindings.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
  }

  /** Makes the buffers; rejects with OutOfMemory where they do not fit. */
  static async create(
    session: Session,
    pipeline: GPUComputePipeline,
    bindings: Bindings,
    networks: number,
    signal?: AbortSignal,
  ): Promise<Dispatch> {
    const { value: made, accepted } = session.checked(
      () => new Dispatch(session, pipeline, bindings, networks, signal),
    );
    try {
      await session.wait(accepted, signal);
      return made;
    } catch (error) {
      made.destroy();
      throw error;
    }
  }

  /** Runs the kernel on all networks with these words in binding 0; resolves when the GPU has done it. */
  async submit(words: Uint32Array<ArrayBuffer>): Promise<void> {
    const { device, timestamps } = this.session;
    const timed = timestamps?.begin();
    const { value: done, accepted } = this.session.checked(() => {
      device.queue.writeBuffer(this.run, 0, words);
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass(timed?.pass);
      pass.setPipeline(this.pipeline);
      pass.setBindGroup(0, this.group);
      pass.dispatchWorkgroups(Math.min(this.networks, MAX_GROUPS), Math.ceil(this.networks / MAX_GROUPS));
      pass.end();
      timed?.end(encoder);
      device.queue.submit([encoder.finish()]);
      timed?.read();
      return device.queue.onSubmittedWorkDone();
    });
    await this.session.wait(Promise.all([accepted, done]), this.signal);
  }

  /** Reads the last buffer of what is kept; no more than IN_FLIGHT at a time. */
  async read(): Promise<Uint32Array<ArrayBuffer>> {
    const { device } = this.session;
    const staging = this.stagings[this.reads++ % IN_FLIGHT];
    const { value: mapped, accepted } = this.session.checked(() => {
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(this.kept[this.kept.length - 1], 0, staging, 0, staging.size);
      device.queue.submit([encoder.finish()]);
      return staging.mapAsync(GPUMapMode.READ);
    });
    await this.session.wait(Promise.all([accepted, mapped]), this.signal);
    const words = new Uint32Array(staging.getMappedRange().slice(0));
    staging.unmap();
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
