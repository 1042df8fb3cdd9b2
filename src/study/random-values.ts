import { STREAMS, streamKey, wordAt } from "../network/generator.ts";
import { geometric } from "./geometric.ts";

/** Where values are drawn from, ends included; `whole`: whole numbers, and then both ends are. */
export interface Range {
  from: number;
  to: number;
  steps: number;
  /** Uniform in the logarithm; both ends are above 0. */
  log: boolean;
  whole: boolean;
}

/**
 * `steps` values of a field drawn independently and uniformly between two ends, ascending. The i-th draw is a function of (seed, path, i)
 * alone, so that more steps keep the values of fewer; whole numbers can come more than once.
 */
export function randomValues(seed: number, path: string, { from, to, steps, log, whole }: Range): number[] {
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const key = streamKey(seed, hashOf(path), 0, STREAMS.axis);
  const values = Array.from({ length: steps }, (_, i) => {
    const fraction = uniform(wordAt(key, 0, 2 * i), wordAt(key, 0, 2 * i + 1));
    // Of whole numbers k stands for all of [k, k + 1): on a linear scale they are equally likely, ends and all.
    const end = whole ? high + 1 : high;
    const value = log ? geometric(low, end, fraction) : low + (end - low) * fraction;
    return Math.min(high, Math.max(low, whole ? Math.floor(value) : value));
  });
  return values.sort((a, b) => a - b);
}

/** A multiple of 2⁻⁵³ in [0, 1), of two words. */
function uniform(first: number, second: number): number {
  return ((first >>> 5) * 2 ** 26 + (second >>> 6)) / 2 ** 53;
}

/** FNV-1a of a path's characters, which are ASCII: a u32. G. Fowler, L. C. Noll, K.-P. Vo, IETF draft-eastlake-fnv. */
export function hashOf(path: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < path.length; i++) hash = Math.imul(hash ^ path.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
