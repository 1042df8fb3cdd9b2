import type { FixedVector } from "./fixed-vector.ts";
import { firstHalf } from "./halves.ts";

/** How long a spectrum is measured. */
export interface SpectrumSettings {
  /** L: layers, burn-in included. */
  depth: number;
  /** Layers at the start that are orthogonalised but not counted. */
  burnIn: number;
  /** k: leading exponents to measure. */
  exponents: number;
  /** Depths (burnIn < d ≤ depth, ascending) at which partial sums are kept. */
  checkpoints?: readonly number[];
  /** Networks of the ensemble; 1 if not given. Of a network alone the error comes from its batches of layers, which are more. */
  ensemble?: number;
  /**
   * Standard error of every exponent that is small enough, nats per layer: a cell stops at the first doubling of its ensemble, or of the depth of a
   * network alone, that has it, so that `ensemble` and `depth` are the most. Never stops early if not given.
   */
  tolerance?: number;
  /** Layers between orthogonalisations, as far as the numbers' range allows; chosen from the running spectrum if not given. */
  orthogonalizeEvery?: number;
  /** Whether the networks' Σ ln R_11 are kept, for their distribution. */
  distribution?: boolean;
  /** Follows this vector instead of a frame; of one exponent, which then is its growth. */
  start?: FixedVector;
}

/** Most batches of layers: of a network alone, whose error they are, and of one among others. */
const MOST_BATCHES = { alone: 32, amongOthers: 8 };

/** Number of batches of counted layers, a power of two so that they can be joined in pairs: of four layers or more, or none. */
export function batchCount(layers: number, ensemble: number): number {
  const most = ensemble === 1 ? MOST_BATCHES.alone : MOST_BATCHES.amongOthers;
  return layers < 16 ? 0 : Math.min(most, 2 ** Math.floor(Math.log2(layers / 4)));
}

/**
 * Depths at which sums are read, so that tangents are orthogonalised there in any case: where counting starts, checkpoints, half of the
 * counted layers, the ends of the batches of layers, and the last layer; ascending.
 */
export function stopsOf({ depth, burnIn, ensemble = 1, checkpoints = [] }: SpectrumSettings): number[] {
  const layers = depth - burnIn;
  const batches = batchCount(layers, ensemble);
  const ends = Array.from({ length: batches }, (_, batch) => burnIn + Math.ceil(((batch + 1) * layers) / batches));
  const half = layers < 2 ? [] : [burnIn + firstHalf(layers)];
  const start = burnIn === 0 ? [] : [burnIn];
  return [...new Set([...start, ...checkpoints, ...ends, ...half, depth])].sort((a, b) => a - b);
}
