/**
 * Piecewise-linear quantile function of a symmetric law in integers: 32 octaves towards the tail of
 * SEGMENTS_PER_OCTAVE segments each. In segment s, at place f of 2¹⁵, X = 2 (base[s] − ⌊slope[s]·f / 2¹⁵⌋) + 1, and the
 * standardised weight is ±X · 2^−fractionBits.
 *
 * Bounds that the evaluation relies on: slope < 2¹⁶, so that slope·f fits a u32; X < 2²⁴, so that it is exactly an f32.
 */
export interface QuantileTable {
  base: Uint32Array;
  slope: Uint32Array;
  fractionBits: number;
}

export const OCTAVES = 32;
export const SEGMENTS_PER_OCTAVE = 16;
