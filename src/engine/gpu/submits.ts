import type { BatchRun } from "./measurement.ts";

/** Submits that the GPU is given ahead, so that it does not wait for JavaScript between them. */
export const IN_FLIGHT = 2;

/** Layers of a batch that follow one another, to be cut into submits. */
export interface Leg {
  layers: number;
  /** Issues layers first … last − 1, counted within the leg; resolves when the GPU has done them. */
  submit(first: number, last: number): Promise<void>;
  /** Issues the reading of what the networks have at the end of the leg. */
  read?: () => Promise<Uint32Array<ArrayBuffer>>;
}

/** A submit that the GPU has done. */
export interface Done<L extends Leg> {
  leg: L;
  first: number;
  last: number;
  /** What was read, after the last submit of a leg that reads. */
  words: Uint32Array<ArrayBuffer> | null;
}

/**
 * Cuts legs into submits of the right length and yields each when it was done, in order. The next ones are issued while the
 * GPU works; how long one took is counted from the end of the one before it.
 */
export async function* inSubmits<L extends Leg>(
  { slots, pace, cuts }: Pick<BatchRun<never, never>, "slots" | "pace" | "cuts">,
  legs: Iterable<L>,
): AsyncGenerator<Done<L>> {
  const flying: { done: Promise<Done<L>>; issued: number }[] = [];
  let before = 0;
  async function* land(most: number): AsyncGenerator<Done<L>> {
    while (flying.length > most) {
      const [{ done, issued }] = flying.splice(0, 1);
      const landed = await done;
      const now = performance.now();
      pace.took(slots.length, landed.last - landed.first, now - Math.max(issued, before));
      before = now;
      yield landed;
    }
  }
  for (const leg of legs) {
    for (let first = 0; first < leg.layers; ) {
      yield* land(IN_FLIGHT - 1);
      const step = Math.min(pace.next(slots.length), cuts.maxLayers ?? Number.POSITIVE_INFINITY);
      const last = Math.min(leg.layers, first + step);
      const done = issue(leg, first, last);
      // One that fails before it is waited for is reported when its turn comes, or by the one that failed before it.
      done.catch(() => undefined);
      flying.push({ done, issued: performance.now() });
      first = last;
    }
  }
  yield* land(0);
}

async function issue<L extends Leg>(leg: L, first: number, last: number): Promise<Done<L>> {
  const submitted = leg.submit(first, last);
  const reading = last === leg.layers && leg.read !== undefined ? leg.read() : null;
  const [, words] = await Promise.all([submitted, reading]);
  return { leg, first, last, words };
}
