import { openDevice } from "./device.ts";
import { DeviceLost, OutOfMemory } from "./error.ts";
import { BASELINE, type Platform, platformOf } from "./platform.ts";
import { Timestamps } from "./timestamps.ts";

/** A lost device says so a little after the work that fails with it, in ms. */
const LOSS_DELAY = 200;

/** A device with what was compiled for it, from its opening to its loss. */
export class Session {
  readonly device: GPUDevice;
  readonly platform: Platform;
  /** Times every dispatch; null where nobody asked, or the device cannot. */
  readonly timestamps: Timestamps | null;
  /** Why the device is gone, null while it is there. */
  loss: DeviceLost | null = null;
  private readonly pipelines = new Map<string, Promise<GPUComputePipeline>>();
  private readonly watchers = new Set<(loss: DeviceLost) => void>();

  /** Of a device that somebody else made and destroys. */
  constructor(device: GPUDevice, platform: Platform = BASELINE, timed = false) {
    this.device = device;
    this.platform = platform;
    this.timestamps = timed ? Timestamps.of(device) : null;
    void device.lost.then(({ message, reason }) => {
      this.loss = new DeviceLost(message || reason);
      for (const watcher of [...this.watchers]) watcher(this.loss);
    });
  }

  /** `timed`: times every dispatch, where the adapter can. */
  static async open(adapter: GPUAdapter, timed = false): Promise<Session> {
    const device = await openDevice(adapter);
    return new Session(device, platformOf(adapter, device), timed);
  }

  /** The kernel with this text and one entry point, compiled once. */
  pipeline(code: string): Promise<GPUComputePipeline> {
    const known = this.pipelines.get(code);
    if (known !== undefined) return known;
    const module = this.device.createShaderModule({ code });
    const made = this.device.createComputePipelineAsync({ layout: "auto", compute: { module } });
    this.pipelines.set(code, made);
    return made;
  }

  /**
   * Creates or submits something, synchronously: scopes of concurrent jobs must not interleave. The promise rejects
   * with OutOfMemory or the GPU's own complaint: without it a refused buffer would read as zeros.
   */
  checked<T>(work: () => T): { value: T; accepted: Promise<void> } {
    const { device } = this;
    device.pushErrorScope("validation");
    device.pushErrorScope("out-of-memory");
    try {
      const value = work();
      return { value, accepted: settle(device) };
    } catch (error) {
      settle(device).catch(() => undefined);
      throw error;
    }
  }

  /** Waits for the GPU, but no longer than the device lives and nobody aborts: rejects with DeviceLost or the reason. */
  wait<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const settled = (): void => {
        this.watchers.delete(lost);
        signal?.removeEventListener("abort", aborted);
      };
      const lost = (loss: DeviceLost): void => {
        settled();
        reject(loss);
      };
      const aborted = (): void => {
        settled();
        reject(signal?.reason);
      };
      if (this.loss !== null) {
        work.catch(() => undefined);
        reject(this.loss);
        return;
      }
      if (signal?.aborted) {
        work.catch(() => undefined);
        aborted();
        return;
      }
      this.watchers.add(lost);
      signal?.addEventListener("abort", aborted);
      work.then(
        (value) => {
          settled();
          resolve(value);
        },
        (error) => {
          // The loss, if it is one, is on its way and says more than what fails with it.
          setTimeout(() => {
            settled();
            reject(error);
          }, LOSS_DELAY);
        },
      );
    });
  }
}

async function settle(device: GPUDevice): Promise<void> {
  const [memory, validation] = await Promise.all([device.popErrorScope(), device.popErrorScope()]);
  if (memory !== null) throw new OutOfMemory(memory.message);
  if (validation !== null) throw new Error(`the GPU refused: ${validation.message}`);
}
