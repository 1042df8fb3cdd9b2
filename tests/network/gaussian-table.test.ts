import erfc from "@stdlib/math-base-special-erfc";
import { expect, test } from "vitest";
import { GAUSSIAN } from "../../src/network/tables/gaussian.ts";

// Makes the committed table again, in f64 by quadrature where the script has 50 digits and closed forms.

const UNIT = 2 ** (GAUSSIAN.fractionBits - 1);

const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** x with P(z > x) = p, by Newton's method from the left. */
function quantile(p: number): number {
  let x = 0;
  for (let i = 0; i < 100; i++) x += (erfc(x / Math.SQRT2) / 2 - p) / density(x);
  return x;
}

/** ∫ f · density over (from, to): Gauss–Legendre with four nodes on sixteen panels. */
function integral(f: (x: number) => number, from: number, to: number): number {
  const nodes = [0.8611363115940526, 0.3399810435848563];
  const weights = [0.34785484513745385, 0.6521451548625461];
  const half = (to - from) / 32;
  let sum = 0;
  for (let panel = 0; panel < 16; panel++) {
    const middle = from + (2 * panel + 1) * half;
    nodes.forEach((node, i) => {
      for (const x of [middle - node * half, middle + node * half]) sum += (weights[i] ?? 0) * half * f(x) * density(x);
    });
  }
  return sum;
}

function segment(octave: number, index: number): [base: number, slope: number] {
  const width = 2 ** (27 - octave);
  const start = 16 * width + index * width;
  const whole = octave <= 26;
  const low = Math.max(0, whole ? start : start - 1) / 2 ** 33;
  const high = (whole ? start + width : start + 1) / 2 ** 33;
  const from = quantile(high);
  if (low === 0) return [Math.round((density(from) / high) * UNIT - 0.5), 0];
  const to = quantile(low);
  const mean = integral((x) => x, from, to) / (high - low);
  const variance = integral((x) => (x - mean) ** 2, from, to) / (high - low);
  // The places f of 2¹⁵ that occur: all, or from octave 12 on those whose last bit is the 1 that ends U.
  const gap = 2 ** Math.max(0, octave - 11);
  const places = whole ? Array.from({ length: 2 ** 15 / gap }, (_, i) => Math.floor(gap / 2) + i * gap) : [0];
  let slope = 0;
  if (places.length > 1) {
    const spread = ((places.length ** 2 - 1) / 12) * gap ** 2;
    slope = Math.round(Math.sqrt(variance / spread) * UNIT * 2 ** 15);
  }
  if (octave === 0 && index === 15) slope = Math.round(2 * mean * UNIT);
  const descent = places.reduce((sum, f) => sum + Math.floor((slope * f) / 2 ** 15), 0) / places.length;
  return [Math.round(mean * UNIT - 0.5 + descent), slope];
}

test("the committed table is the one that its definition gives", () => {
  for (let octave = 0; octave < 32; octave++) {
    for (let index = 0; index < 16; index++) {
      const s = octave * 16 + index;
      const committed = [GAUSSIAN.base[s], GAUSSIAN.slope[s]];
      expect(committed, `octave ${octave}, segment ${index}`).toEqual(segment(octave, index));
    }
  }
});
