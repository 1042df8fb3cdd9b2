import { OCTAVES, type QuantileTable, SEGMENTS_PER_OCTAVE } from "./table.ts";

/** ±1 with equal probability: X = 1 everywhere. */
export const RADEMACHER: QuantileTable = {
  base: new Uint32Array(OCTAVES * SEGMENTS_PER_OCTAVE),
  slope: new Uint32Array(OCTAVES * SEGMENTS_PER_OCTAVE),
  fractionBits: 0,
};
