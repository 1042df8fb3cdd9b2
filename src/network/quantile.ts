import { fillWords, INCREMENT, type Key, MULTIPLIER } from "./generator.ts";
import { DEFAULT_NU, type WeightLaw } from "./spec.ts";
import { GAUSSIAN } from "./tables/gaussian.ts";
import { RADEMACHER } from "./tables/rademacher.ts";
import { studentTable } from "./tables/student-t.ts";
import { heavyInteger, type QuantileTable } from "./tables/table.ts";
import { UNIFORM } from "./tables/uniform.ts";

export type { QuantileTable } from "./tables/table.ts";

/** Table of the law of the single weights; orthogonal matrices are made from Gaussian ones. `nu`: of student-t. */
export function tableOf(law: WeightLaw, nu = DEFAULT_NU): QuantileTable {
  return law === "student-t" ? studentTable(nu) : TABLES[law];
}

const TABLES: Record<Exclude<WeightLaw, "student-t">, QuantileTable> = {
  gaussian: GAUSSIAN,
  uniform: UNIFORM,
  rademacher: RADEMACHER,
  orthogonal: GAUSSIAN,
};

/**
 * The odd integer ±X of a word; the standardised weight is ±X · 2^−fractionBits.
 *
 * The top bit of the word is the sign; the others, with a 1 appended, are U, and U / 2³³ in (0, ½) is the tail
 * probability. The leading zeros of U give its octave, the next four bits the segment of the
 * octave, the fifteen after them the place in the segment (Cheung, Lee, Luk 2007).
 */
function oddInteger(word: number, base: Uint32Array, slope: Uint32Array): number {
  const u = (word << 1) | 1;
  const octave = Math.clz32(u);
  const m = u << octave;
  const segment = (octave << 4) | ((m >>> 27) & 15);
  const descent = Math.imul(slope[segment] as number, (m >>> 12) & 0x7fff) >>> 15;
  // X is odd, never zero: a weight of exactly 0 would be an exponent of −∞ at width 1.
  const x = (((base[segment] as number) - descent) << 1) | 1;
  // Negates where the sign bit is set, without a branch that no processor can predict.
  const sign = word >> 31;
  return (x ^ sign) - sign;
}

/** The standardised weight (mean 0, variance 1) of a 32-bit word; exactly an f32. */
export function standardised({ base, slope, fractionBits, heavy }: QuantileTable, word: number): number {
  const x = heavy ? heavyOddInteger(word, base, slope) : oddInteger(word, base, slope);
  return x / (1 << fractionBits);
}

/** As oddInteger, by the rule of heavy tables. */
function heavyOddInteger(word: number, base: Uint32Array, slope: Uint32Array): number {
  const u = (word << 1) | 1;
  const octave = Math.clz32(u);
  const m = u << octave;
  const segment = (octave << 4) | ((m >>> 27) & 15);
  const x = heavyInteger(base[segment], slope[segment], (m >>> 12) & 0x7fff);
  const sign = word >> 31;
  return (x ^ sign) - sign;
}

let words = new Uint32Array(0);

/** fillStandardised for heavy tables: apart, so that the loop of the others stays as short as it is. */
function fillHeavy(
  out: Float64Array,
  count: number,
  { base, slope, fractionBits }: QuantileTable,
  key: Key,
  row: number,
  first: number,
): void {
  if (words.length < count) words = new Uint32Array(count);
  fillWords(words, count, key, row, first);
  const unit = 1 / (1 << fractionBits);
  for (let i = 0; i < count; i++) out[i] = heavyOddInteger(words[i], base, slope) * unit;
}

/**
 * Writes the standardised weights of (row, columns first … first + count − 1) into out[0 … count − 1].
 * Equal to standardised(table, wordAt(key, row, column)) for each; the generator is written out here because this is
 * the innermost loop of an engine that never stores weights.
 */
export function fillStandardised(
  out: Float64Array,
  count: number,
  table: QuantileTable,
  key: Key,
  row: number,
  first = 0,
): void {
  if (table.heavy) {
    fillHeavy(out, count, table, key, row, first);
    return;
  }
  const { base, slope } = table;
  const unit = 1 / (1 << table.fractionBits);
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
    x ^= x >>> 16;
    y ^= y >>> 16;
    z ^= z >>> 16;
    w ^= w >>> 16;
    if (at >= 0 && at + 4 <= count) {
      out[at] = oddInteger(x, base, slope) * unit;
      out[at + 1] = oddInteger(y, base, slope) * unit;
      out[at + 2] = oddInteger(z, base, slope) * unit;
      out[at + 3] = oddInteger(w, base, slope) * unit;
    } else {
      if (at >= 0) out[at] = oddInteger(x, base, slope) * unit;
      if (at + 1 >= 0 && at + 1 < count) out[at + 1] = oddInteger(y, base, slope) * unit;
      if (at + 2 >= 0 && at + 2 < count) out[at + 2] = oddInteger(z, base, slope) * unit;
      if (at + 3 >= 0 && at + 3 < count) out[at + 3] = oddInteger(w, base, slope) * unit;
    }
  }
}
