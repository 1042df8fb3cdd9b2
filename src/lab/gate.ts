/** Why a run was stopped that will go on. */
export const PAUSED = Symbol("paused");

/** Who may hold work back: the user, or the page while nobody can see it. */
export type Holder = "user" | "hidden";

/** What lets work through or holds it back: it is closed as long as anybody holds it. */
export class Gate {
  readonly #holders = new Set<Holder>();
  readonly #waiting = new Set<() => void>();

  get closed(): boolean {
    return this.#holders.size > 0;
  }

  heldBy(holder: Holder): boolean {
    return this.#holders.has(holder);
  }

  /** Lets go; open once nobody holds it. */
  open(holder: Holder = "user"): void {
    if (this.#holders.delete(holder)) this.#tell();
  }

  close(holder: Holder = "user"): void {
    if (this.#holders.has(holder)) return;
    this.#holders.add(holder);
    this.#tell();
  }

  /** Resolves as soon as the gate is open; throws the signal's reason when aborted. */
  async opened(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    while (this.closed) {
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

  /** Calls back each time that somebody has let go or taken hold; returns what ends it. */
  watch(changed: () => void): () => void {
    this.#waiting.add(changed);
    return () => void this.#waiting.delete(changed);
  }

  #tell(): void {
    for (const each of [...this.#waiting]) each();
  }
}
