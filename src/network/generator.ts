/**
 * The counter-based generator behind every random number of a network: a pure function from
 * (seed, network, layer, stream, row, column) to a 32-bit word, in u32 arithmetic only, so that it is
 * bit-identical on every platform and in WGSL. docs/generator.md has the definition and test vectors.
 */

/** Four u32. */
export type Key = readonly [number, number, number, number];

/**
 * What a stream of words is for. The low 16 bits are free for the index of the matrix: the position of
 * its `linear` operation in the layer, or of its gate in a gated cell; of gains and shifts, that of the normalisation.
 */
export const STREAMS = {
  weights: 0x10000,
  bias: 0x20000,
  input: 0x30000,
  frame: 0x40000,
  cotangent: 0x50000,
  backward: 0x60000,
  gain: 0x70000,
  shift: 0x80000,
  mask: 0x90000,
  power: 0xa0000,
  drive: 0xb0000,
  axis: 0xc0000,
} as const;

/** Added to every stream but the frame's where an ensemble is sampled in law: its networks are others. */
export const IN_LAW = 0x800000;

/** Multiplier and increment of the linear congruential step (Numerical Recipes). */
export const MULTIPLIER = 1664525;
export const INCREMENT = 1013904223;

/**
 * Permutes 128 bits. M. Jarzynski, M. Olano, "Hash Functions for GPU Rendering", Journal of Computer
 * Graphics Techniques 9(3), 2020: pcg4d.
 */
export function pcg4d(input: Key): Key {
  let x = (Math.imul(input[0], MULTIPLIER) + INCREMENT) | 0;
  let y = (Math.imul(input[1], MULTIPLIER) + INCREMENT) | 0;
  let z = (Math.imul(input[2], MULTIPLIER) + INCREMENT) | 0;
  let w = (Math.imul(input[3], MULTIPLIER) + INCREMENT) | 0;
  x = (x + Math.imul(y, w)) | 0;
  y = (y + Math.imul(z, x)) | 0;
  z = (z + Math.imul(x, y)) | 0;
  w = (w + Math.imul(y, z)) | 0;
  x ^= x >>> 16;
  y ^= y >>> 16;
  z ^= z >>> 16;
  w ^= w >>> 16;
  x = (x + Math.imul(y, w)) | 0;
  y = (y + Math.imul(z, x)) | 0;
  z = (z + Math.imul(x, y)) | 0;
  w = (w + Math.imul(y, z)) | 0;
  return [x >>> 0, y >>> 0, z >>> 0, w >>> 0];
}

/**
 * Key of one matrix or vector. Arguments are taken modulo 2³².
 *
 * pcg4d runs twice because one pass does not carry the high bits of an input into the low bits of the
 * output. The last two words are made even, so that they enter wordAt's products as odd factors:
 * with a factor divisible by 2¹⁶ rows would be correlated. Over a whole matrix both cost nothing.
 */
export function streamKey(seed: number, network: number, layer: number, stream: number): Key {
  const [x, y, z, w] = pcg4d(pcg4d([seed, network, layer, stream]));
  return [x, y, (z & ~1) >>> 0, (w & ~1) >>> 0];
}

/**
 * The word of (row, column) under a key: a u32. Four neighbouring columns share one pcg4d, whose high
 * halves are added to the low ones (modulo 2): its lowest four bits alone are correlated between neighbouring rows.
 */
export function wordAt(key: Key, row: number, column: number): number {
  const words = pcg4d([key[0] + row, key[1] + (column >>> 2), key[2], key[3]]);
  const word = words[(column & 3) as 0 | 1 | 2 | 3];
  return (word ^ (word >>> 16)) >>> 0;
}

/** Writes the words of (row, columns first … first + count − 1) into out[0 … count − 1]. */
export function fillWords(out: Uint32Array, count: number, key: Key, row: number, first = 0): void {
  const x0 = (Math.imul(key[0] + row, MULTIPLIER) + INCREMENT) | 0;
  const z0 = (Math.imul(key[2], MULTIPLIER) + INCREMENT) | 0;
  const w0 = (Math.imul(key[3], MULTIPLIER) + INCREMENT) | 0;
  let y0 = (Math.imul(key[1] + (first >>> 2), MULTIPLIER) + INCREMENT) | 0;
  // `at` is the place of the first of four columns: negative where the row starts inside a group.
  for (let at = -(first & 3); at < count; at += 4) {
    let y = y0;
    y0 = (y0 + MULTIPLIER) | 0;
    let x = (x0 + Math.imul(y, w0)) | 0;
    y = (y + Math.imul(z0, x)) | 0;
    let z = (z0 + Math.imul(x, y)) | 0;
    let w = (w0 + Math.imul(y, z)) | 0;
    x ^= x >>> 16;
    y ^= y >>> 16;
    z ^= z >>> 16;
    w ^= w >>> 16;
    x = (x + Math.imul(y, w)) | 0;
    y = (y + Math.imul(z, x)) | 0;
    z = (z + Math.imul(x, y)) | 0;
    w = (w + Math.imul(y, z)) | 0;
    if (at >= 0) out[at] = x ^ (x >>> 16);
    if (at + 1 >= 0 && at + 1 < count) out[at + 1] = y ^ (y >>> 16);
    if (at + 2 >= 0 && at + 2 < count) out[at + 2] = z ^ (z >>> 16);
    if (at + 3 < count) out[at + 3] = w ^ (w >>> 16);
  }
}
