const STEPS = 1e6;
/** Of a quiet thread at 3 GHz, ms: each step waits for the one before it, a product and a sum of four cycles each and a rounding. */
const QUIET = 3.3;

/**
 * How much slower a thread is at moments of a test than one that has a core to itself, 1 at least: what else a machine has to do
 * takes as much from this as from what the test times.
 */
export class Pace {
  readonly #took: number[] = [];

  /** Times a piece of arithmetic, 3 ms of it. */
  sample(): void {
    const since = performance.now();
    if (arithmetic() === 0) throw new Error("never");
    this.#took.push(performance.now() - since);
  }

  /** The median of the samples. */
  get factor(): number {
    const sorted = this.#took.toSorted((a, b) => a - b);
    return Math.max(1, (sorted[Math.floor(sorted.length / 2)] ?? 0) / QUIET);
  }
}

function arithmetic(): number {
  let x = 1;
  for (let i = 0; i < STEPS; i++) x = Math.fround(x * 1.0000001 + 1e-9);
  return x;
}
