/** Work is done for so many ms at a time, so that a page stays responsive. */
const SLICE = 8;

/** Work for JavaScript that can wait: it is done in slices while the GPU goes on. */
export class Backlog {
  private readonly work: (() => void)[] = [];
  private running: Promise<void> | null = null;
  private failure: unknown = null;

  /** Pieces that wait. */
  get length(): number {
    return this.work.length;
  }

  push(work: () => void): void {
    this.work.push(work);
    this.running ??= this.run();
  }

  /** Resolves when everything was done; rejects with what the work threw. */
  async empty(): Promise<void> {
    await this.running;
    if (this.failure !== null) throw this.failure;
  }

  private async run(): Promise<void> {
    try {
      while (this.work.length > 0) {
        await new Promise((resolve) => setTimeout(resolve));
        const since = performance.now();
        while (this.work.length > 0 && performance.now() - since < SLICE) this.work.shift()?.();
      }
    } catch (error) {
      this.failure = error;
    }
    this.running = null;
  }
}
