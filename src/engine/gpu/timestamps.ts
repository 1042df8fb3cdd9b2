/** Nanoseconds of a timestamp. */
const SECOND = 1e9;
const BYTES = 16; // two 64-bit timestamps

/** What times one pass: used again once its result was read. */
interface Stopwatch {
  readonly queries: GPUQuerySet;
  readonly resolved: GPUBuffer;
  readonly staging: GPUBuffer;
}

/** A pass that is timed: `pass` goes into its descriptor, `end` between its end and the submit, `read` after the submit. */
export interface TimedPass {
  readonly pass: GPUComputePassDescriptor;
  end(encoder: GPUCommandEncoder): void;
  read(): void;
}

/**
 * The time that compute passes take on the GPU itself, of every job of a device together.
 *
 * Platforms round timestamps, most to 65,536 ns: one difference may be 0 or even negative, and only sums over much more
 * than that mean anything. So nothing is dropped or clamped here: the errors of both ends cancel in the sum.
 */
export class Timestamps {
  private readonly device: GPUDevice;
  private readonly free: Stopwatch[] = [];
  private readonly reading = new Set<Promise<void>>();
  private sum = 0;

  private constructor(device: GPUDevice) {
    this.device = device;
  }

  /** Null where the device cannot time its passes. */
  static of(device: GPUDevice): Timestamps | null {
    return device.features.has("timestamp-query") ? new Timestamps(device) : null;
  }

  begin(): TimedPass {
    const watch = this.free.pop() ?? this.make();
    const { queries, resolved, staging } = watch;
    return {
      pass: { timestampWrites: { querySet: queries, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 } },
      end(encoder) {
        encoder.resolveQuerySet(queries, 0, 2, resolved, 0);
        encoder.copyBufferToBuffer(resolved, 0, staging, 0, BYTES);
      },
      read: () => {
        const done = this.take(watch).finally(() => this.reading.delete(done));
        this.reading.add(done);
      },
    };
  }

  /** Seconds of all passes so far; waits for those that were submitted. */
  async seconds(): Promise<number> {
    await Promise.all(this.reading);
    return this.sum / SECOND;
  }

  private async take(watch: Stopwatch): Promise<void> {
    const { staging } = watch;
    try {
      await staging.mapAsync(GPUMapMode.READ);
      const [begin = 0n, end = 0n] = new BigInt64Array(staging.getMappedRange());
      this.sum += Number(end - begin);
      staging.unmap();
      this.free.push(watch);
    } catch {
      // The device is gone, and its passes did not count: their work is repeated.
    }
  }

  private make(): Stopwatch {
    const { QUERY_RESOLVE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    return {
      queries: this.device.createQuerySet({ type: "timestamp", count: 2 }),
      resolved: this.device.createBuffer({ size: BYTES, usage: QUERY_RESOLVE | COPY_SRC }),
      staging: this.device.createBuffer({ size: BYTES, usage: COPY_DST | MAP_READ }),
    };
  }
}
