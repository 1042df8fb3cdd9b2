import { SINGLE, singleOf, studentSegments } from "./student-law.ts";
import { heavyInteger, OCTAVES, PLACES, type QuantileTable, SEGMENTS_PER_OCTAVE } from "./table.ts";

/**
 * Student's t law with ν > 2 degrees of freedom, cut at the tail probability 2⁻³³ and scaled to variance 1. Made of exact
 * IEEE operations alone, in a fixed order, so it is the same on every platform (docs/generator.md).
 */
export const studentTable = remembered(make);

/** Variance of the cut law in units of its own: ν/(ν − 2) but for the tails. */
export function studentVariance(nu: number): number {
  return lawOf(nu).total;
}

const lawOf = remembered((nu) => {
  const { mean, variance } = studentSegments(nu);
  let total = 0;
  for (let s = 0; s < mean.length; s++) total += massOf(s) * (mean[s] * mean[s] + variance[s]);
  return { mean, variance, total };
});

/** A function of ν that keeps what it made: an axis over ν comes back to each of its values. */
function remembered<T>(of: (nu: number) => T): (nu: number) => T {
  const kept = new Map<number, T>();
  return (nu) => {
    let made = kept.get(nu);
    if (made === undefined) {
      made = of(nu);
      if (kept.size >= 256) kept.clear();
      kept.set(nu, made);
    }
    return made;
  };
}

function make(nu: number): QuantileTable {
  const law = lawOf(nu);
  const { total } = law;
  const fractionBits = fractionBitsOf(law.mean[(OCTAVES - 1) * SEGMENTS_PER_OCTAVE] / Math.sqrt(total));
  const unit = (1 << fractionBits) / Math.sqrt(total);
  const base = new Uint32Array(law.mean.length);
  const slope = new Uint32Array(law.mean.length);
  // Second moment that the segments so far are short of. Each segment rounds it away as far as its whole numbers allow, and
  // the last ones weigh next to nothing: the variance is 1 to about 1e-10, though a single base is rounded.
  let short = 0;
  for (let s = 0; s < law.mean.length; s++) {
    const mass = massOf(s);
    if (mass === 0) continue;
    const mean = unit * law.mean[s];
    const variance = unit * unit * law.variance[s];
    const { first, gap, count } = placesOf(s);
    const spread = ((count * count - 1) / 12) * gap * gap;
    // The last segment before 0 ends there: its v are 0 … base alike, which keeps E ln|x|.
    const last = s === SEGMENTS_PER_OCTAVE - 1;
    const descent = count === 1 ? 0 : Math.sqrt(variance / spread) / 2;
    slope[s] = slopeWord(last ? Math.round(mean) / PLACES : descent);
    const middle = first + ((count - 1) * gap) / 2;
    base[s] = last ? descentOf(slope[s], PLACES) - 1 : Math.round((mean - 1) / 2) + descentOf(slope[s], middle);
    let [sum, squares] = [0, 0];
    for (let i = 0, place = first; i < count; i++, place += gap) {
      const x = heavyInteger(base[s], slope[s], place);
      sum += x;
      squares += x * x;
    }
    const actual = sum / count;
    const shift = last ? 0 : Math.round((mean - actual + short / (2 * mass * actual)) / 2);
    base[s] += shift;
    short += mass * (mean * mean + variance - (squares / count + 4 * shift * (actual + shift)));
  }
  return { base, slope, fractionBits, heavy: true };
}

/** The places f that occur in a segment, evenly spaced and equally likely. */
function placesOf(segment: number): { first: number; gap: number; count: number } {
  const octave = Math.floor(segment / SEGMENTS_PER_OCTAVE);
  // Bits of U after the segment's four; the last of them is always 1.
  const free = SINGLE - octave;
  if (free <= 0) return { first: 0, gap: 1, count: 1 };
  if (free > 15) return { first: 0, gap: 1, count: PLACES };
  return { first: 1 << (15 - free), gap: 1 << (16 - free), count: 1 << (free - 1) };
}

/** Probability of a segment, both signs together. */
function massOf(segment: number): number {
  const octave = Math.floor(segment / SEGMENTS_PER_OCTAVE);
  if (octave >= SINGLE) return singleOf(octave, segment % SEGMENTS_PER_OCTAVE) === 0 ? 0 : 1 / 2147483648;
  return 1 / 32 / (1 << octave);
}

/** F: 21 as in the other tables, or less, so that X stays below 2³¹. */
function fractionBitsOf(largest: number): number {
  let bits = 21;
  while (largest * (1 << bits) > 2147483648 - 1024) bits--;
  return bits;
}

/** The 16-bit factor and the shift of a descent per place, with as many digits as fit. */
function slopeWord(descent: number): number {
  let shift = 31;
  let factor = descent * 2147483648;
  while (Math.round(factor) >= 65536) {
    factor /= 2;
    shift--;
  }
  return shift * 65536 + Math.round(factor);
}

function descentOf(slope: number, place: number): number {
  return ((slope & 0xffff) * Math.floor(place)) >>> (slope >>> 16);
}
