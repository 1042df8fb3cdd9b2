import type { Spectrum } from "../../src/engine/engine.ts";

/** Of a spectrum made by hand, what would follow from it: nothing is said. */
export const NOTHING_DERIVED = {
  withinErrors: [],
  batchLayers: [],
  intervals: [],
  spectralGap: null,
  kaplanYorkeDimension: null,
  entropy: null,
  log10ConditionNumber: null,
} satisfies Partial<Spectrum>;
