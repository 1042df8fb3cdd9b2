/** What a run may tell the page. None of these is called once a newer run has started or the run was cancelled. */
export interface Sink<T> {
  value(value: T): void;
  end(): void;
  fail(error: unknown): void;
}

/**
 * Runs one job at a time and lets only the newest speak: the sink of a job is reachable through its own
 * generation alone, so a late result of an older one has nowhere to go.
 */
export class Latest {
  #generation = 0;
  #controller: AbortController | null = null;

  /** Counts the runs started and cancelled so far. */
  get generation(): number {
    return this.#generation;
  }

  get running(): boolean {
    return this.#controller !== null;
  }

  /** Starts a job, ending the one before. Resolves when this job has ended, however it did; never rejects. */
  async run<T>(source: (signal: AbortSignal) => AsyncIterable<T>, sink: Sink<T>): Promise<void> {
    this.cancel();
    const generation = this.#generation;
    const controller = new AbortController();
    this.#controller = controller;
    const current = () => generation === this.#generation;
    try {
      for await (const value of source(controller.signal)) {
        if (!current()) return;
        sink.value(value);
      }
      if (!current()) return;
      this.#controller = null;
      sink.end();
    } catch (error) {
      if (!current()) return;
      this.#controller = null;
      sink.fail(error);
    }
  }

  /** Ends the running job, if there is one; its sink hears nothing more. */
  cancel(): void {
    this.#generation++;
    this.#controller?.abort();
    this.#controller = null;
  }
}
