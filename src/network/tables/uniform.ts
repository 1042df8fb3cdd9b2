import { OCTAVES, type QuantileTable, SEGMENTS_PER_OCTAVE } from "./table.ts";

const FRACTION_BITS = 21;

/** Uniform on (−√3, √3). Made of exact IEEE operations alone, so it is the same on every platform. */
export const UNIFORM: QuantileTable = uniform();

function uniform(): QuantileTable {
  const base = new Uint32Array(OCTAVES * SEGMENTS_PER_OCTAVE);
  const slope = new Uint32Array(OCTAVES * SEGMENTS_PER_OCTAVE);
  const unit = 2 ** (FRACTION_BITS - 1);
  for (let octave = 0; octave < OCTAVES; octave++) {
    // Tail probabilities of the octave: 2^−(octave + 2) … 2^−(octave + 1).
    const start = 2 ** -(octave + 2);
    const step = start / SEGMENTS_PER_OCTAVE;
    const descent = Math.round(2 * step * Math.sqrt(3) * unit);
    // Mean of ⌊descent·f / 2¹⁵⌋ over the places f of a segment: all of 0 … 2¹⁵ − 1, or fewer and centred from octave 12 on.
    const meanDescent = (Math.max(0, descent - 1) / 2) * (octave < 12 ? 1 - 2 ** -15 : 1);
    for (let s = 0; s < SEGMENTS_PER_OCTAVE; s++) {
      const middle = (1 - 2 * (start + (s + 0.5) * step)) * Math.sqrt(3) * unit;
      const segment = octave * SEGMENTS_PER_OCTAVE + s;
      // X / 2 is ½ above v.
      base[segment] = Math.round(middle - 0.5 + meanDescent);
      slope[segment] = descent;
    }
  }
  return { base, slope, fractionBits: FRACTION_BITS };
}
