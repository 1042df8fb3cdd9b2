import { DeviceLost, OutOfMemory } from "./error.ts";
import type { Pace } from "./pace.ts";
import { Session } from "./session.ts";

/** Asks for another adapter; null where there is none. */
export type Reopen = () => Promise<GPUAdapter | null>;

/** After this many losses without one finished batch between them the GPU is given up. */
const MOST_LOSSES = 3;
/** A browser's GPU process takes a moment to come back; waits before every try, in ms. */
const WAITS = [0, 250, 1000];

/** The device in use, shared by all jobs of an engine, and how to get another one. */
export class Devices {
  session: Session;
  private readonly reopen: Reopen | undefined;
  private opening: Promise<Session | null> | null = null;
  /** The GPU was given up: no adapter came back after a loss. */
  gone = false;
  private closed = false;

  constructor(session: Session, reopen: Reopen | undefined) {
    this.session = session;
    this.reopen = reopen;
  }

  /** A session that lives, null where there is none to be had. Jobs that lost the same device get the same new one. */
  async renewed(): Promise<Session | null> {
    if (this.session.loss === null) return this.session;
    this.opening ??= this.open().finally(() => {
      this.opening = null;
    });
    return this.opening;
  }

  close(): void {
    this.closed = true;
    this.session.device.destroy();
  }

  /** Throws where the engine was closed: that is no loss. */
  throwIfClosed(): void {
    if (this.closed) throw new Error("the engine was closed");
  }

  private async open(): Promise<Session | null> {
    for (const wait of this.reopen === undefined ? [] : WAITS) {
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      this.throwIfClosed();
      try {
        const adapter = (await this.reopen?.()) ?? null;
        if (adapter === null) continue;
        this.session = await Session.open(adapter, this.session.timestamps !== null);
        if (this.closed) this.session.device.destroy();
        return this.session;
      } catch {
        // The next try may find the driver awake.
      }
    }
    this.gone = true;
    return null;
  }
}

/** What becomes of one job when its batches fail. */
export class Recovery {
  private readonly devices: Devices;
  private losses = 0;

  constructor(devices: Devices) {
    this.devices = devices;
  }

  /** A batch was finished: losses before it count no more. */
  succeeded(): void {
    this.losses = 0;
  }

  /**
   * After a batch of `networks` failed: says what happened and whether the GPU goes on with it. Throws the error
   * where it is neither a loss nor a want of memory.
   */
  async after(error: unknown, networks: number, pace: Pace): Promise<{ notice: string; goesOn: boolean }> {
    this.devices.throwIfClosed();
    if (error instanceof OutOfMemory) {
      if (networks === 1) return { notice: error.message, goesOn: false };
      pace.tooLarge(networks);
      return { notice: `${error.message}; going on with batches of ${pace.batch}`, goesOn: true };
    }
    if (!(error instanceof DeviceLost)) throw error;
    this.losses++;
    if (this.losses > MOST_LOSSES) return { notice: `${error.message}, for the ${this.losses}th time`, goesOn: false };
    const goesOn = (await this.devices.renewed()) !== null;
    return { notice: goesOn ? `${error.message}; its batch is repeated on a new device` : error.message, goesOn };
  }
}
