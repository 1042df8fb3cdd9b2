/**
 * Piecewise-linear quantile function of a symmetric law in integers: 32 octaves towards the tail of
 * SEGMENTS_PER_OCTAVE segments each. In segment s, at place f of 2¹⁵, X = 2 (base[s] − ⌊slope[s]·f / 2¹⁵⌋) + 1, and the
 * standardised weight is ±X · 2^−fractionBits.
 *
 * Bounds that the evaluation relies on: slope < 2¹⁶, so that slope·f fits a u32; X < 2²⁴, so that it is exactly an f32.
 *
 * A `heavy` table has more range, and a rule of its own. The low half of a slope word is the factor, its high half the shift:
 * X = 2 (base[s] − ⌊factor·f / 2^shift⌋) + 1 < 2³¹, of which the 24 leading bits count and the others are 0, so that
 * it is exactly an f32 again. In WGSL, with (base, slope) = segment and the place as for the other tables:
 *
 *     let descent = ((segment.y & 0xffffu) * place) >> (segment.y >> 16u);
 *     let x = ((segment.x - descent) << 1u) | 1u;
 *     let cut = 8u - min(8u, countLeadingZeros(x));
 *     let odd = i32((x >> cut) << cut);            // below 2³¹: the sign bit is free
 *     weight = f32(select(odd, -odd, sign bit of the word)) * 2^−fractionBits
 *
 * Bounds: factor < 2¹⁶ and shift ≤ 31; base < 2³⁰ and no descent above its base; f32 of `odd` does not round.
 */
export interface QuantileTable {
  base: Uint32Array;
  slope: Uint32Array;
  fractionBits: number;
  heavy?: true;
}

export const OCTAVES = 32;
export const SEGMENTS_PER_OCTAVE = 16;
/** Places of a segment. */
export const PLACES = 2 ** 15;

/** X of a heavy table at a place of the segment with this base and slope word. */
export function heavyInteger(base: number, slope: number, place: number): number {
  const descent = Math.imul(slope & 0xffff, place) >>> (slope >>> 16);
  const x = ((base - descent) << 1) | 1;
  const cut = 8 - Math.min(8, Math.clz32(x));
  return (x >>> cut) << cut;
}
