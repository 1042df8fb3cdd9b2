/** Why a run was stopped that will go on. */
export const PAUSED = Symbol("paused");

/** What lets work through or holds it back. */
export class Gate {
  #closed = false;
  readonly #waiting = new Set<() => void>();

  get closed(): boolean {
    return this.#closed;
  }

  open(): void {
    if (!this.#closed) return;
    this.#closed = false;
    this.#tell();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#tell();
  }

  /** Resolves as soon as the gate is open; throws the signal's reason when aborted. */
  async opened(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    while (this.#closed) {
      await new Promise<void>((resolve) => {
        const go = () => {
          this.#waiting.delete(go);
          signal?.removeEventListener("abort", go);
          resolve();
        };
        this.#waiting.add(go);
        signal?.addEventListener("abort", go);
      });
      signal?.throwIfAborted();
    }
  }

  /** Calls back each time that the gate has opened or closed; returns what ends it. */
  watch(changed: () => void): () => void {
    this.#waiting.add(changed);
    return () => void this.#waiting.delete(changed);
  }

  #tell(): void {
    for (const each of [...this.#waiting]) each();
  }
}
