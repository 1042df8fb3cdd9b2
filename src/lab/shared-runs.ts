/** One run that several may follow. */
interface Run<T> {
  readonly controller: AbortController;
  last: T | null;
  /** Counts the values. */
  version: number;
  ended: boolean;
  failure: { reason: unknown } | null;
  followers: number;
  readonly waiting: Set<() => void>;
}

/** Finished runs that are remembered: places that were looked at a moment ago. */
const REMEMBERED = 16;

/**
 * Runs by what they measure: whoever asks for the same follows the same run, from its last value on, and a finished one is
 * not done again. A run that nobody follows any more is ended.
 */
export class SharedRuns<T> {
  readonly #runs = new Map<string, Run<T>>();

  /** The values of a run, begun if there is none of this key; throws the signal's reason when aborted. */
  async *follow(key: string, start: (signal: AbortSignal) => AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
    signal.throwIfAborted();
    const run = this.#runs.get(key) ?? this.#begin(key, start);
    run.followers++;
    let seen = 0;
    try {
      for (;;) {
        if (run.version > seen && run.last !== null) {
          seen = run.version;
          yield run.last;
          signal.throwIfAborted();
          continue;
        }
        if (run.failure !== null) throw run.failure.reason;
        if (run.ended) return;
        await changed(run, signal);
        signal.throwIfAborted();
      }
    } finally {
      run.followers--;
      if (run.followers === 0 && !run.ended) {
        run.controller.abort();
        this.#runs.delete(key);
      }
    }
  }

  /** The last value of a finished run; null where there is none. */
  finished(key: string): T | null {
    const run = this.#runs.get(key);
    return run?.ended === true ? run.last : null;
  }

  #begin(key: string, start: (signal: AbortSignal) => AsyncIterable<T>): Run<T> {
    const run: Run<T> = {
      controller: new AbortController(),
      last: null,
      version: 0,
      ended: false,
      failure: null,
      followers: 0,
      waiting: new Set(),
    };
    this.#runs.set(key, run);
    void this.#drive(key, run, start);
    return run;
  }

  async #drive(key: string, run: Run<T>, start: (signal: AbortSignal) => AsyncIterable<T>): Promise<void> {
    try {
      for await (const value of start(run.controller.signal)) {
        run.last = value;
        run.version++;
        wake(run);
      }
      run.ended = true;
      this.#forgetOldest();
    } catch (reason) {
      run.failure = { reason };
      // The same may be asked for again.
      if (this.#runs.get(key) === run) this.#runs.delete(key);
    }
    wake(run);
  }

  #forgetOldest(): void {
    const finished = [...this.#runs].filter(([, { ended, followers }]) => ended && followers <= 1);
    for (const [key] of finished.slice(0, Math.max(0, finished.length - REMEMBERED))) this.#runs.delete(key);
  }
}

function wake({ waiting }: { waiting: ReadonlySet<() => void> }): void {
  for (const each of [...waiting]) each();
}

/** Resolves at the run's next value or end, or when the signal is aborted. */
function changed(run: { waiting: Set<() => void> }, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      run.waiting.delete(go);
      signal.removeEventListener("abort", go);
      resolve();
    };
    run.waiting.add(go);
    signal.addEventListener("abort", go);
  });
}
