import { exp, log1p } from "./elementary.ts";
import { OCTAVES, SEGMENTS_PER_OCTAVE } from "./table.ts";

/** Gauss–Legendre on (−1, 1) with eight nodes (Abramowitz & Stegun, table 25.4): the positive ones and their weights. */
const NODES = [0.18343464249564981, 0.525532409916329, 0.7966664774136267, 0.9602898564975363];
const WEIGHTS = [0.362683783378362, 0.31370664587788727, 0.2223810344533745, 0.10122853629037626];

/** Octaves from here on hold single values of U. */
export const SINGLE = 27;

/** Student's t law in the segments of a table, in units of its own: its standard deviation is √(ν/(ν − 2)). */
export interface StudentSegments {
  /** Mean of the law in a segment; 0 in segments that no U falls in. */
  mean: Float64Array;
  /** Variance of the law in a segment; 0 where a segment holds a single U. */
  variance: Float64Array;
}

/** U of the segment where it holds a single one, else 0. */
export function singleOf(octave: number, index: number): number {
  let shift = 1;
  for (let o = SINGLE; o < octave; o++) shift *= 2;
  const u = (SEGMENTS_PER_OCTAVE + index) / shift;
  return octave >= SINGLE && u % 2 === 1 ? u : 0;
}

/**
 * Means and variances of Student's t law with ν > 2 degrees of freedom in every segment of tail probabilities U/2³³; where a
 * segment holds a single U, the quantile at U/2³³. Nothing is taken from beyond the tail probability 2⁻³³.
 *
 * The density is proportional to g(x) = (1 + x²/ν)^−(ν+1)/2. Quantiles are found from the tail inwards, so that small tail
 * probabilities keep their digits: the first by Newton's method on the whole tail, each other one by Newton's
 * method on ∫ g from it to the one before.
 */
export function studentSegments(nu: number): StudentSegments {
  const g = (x: number): number => exp(-0.5 * (nu + 1) * log1p((x * x) / nu));

  /** ∫ f g over (from, to), one panel. */
  const integral = (from: number, to: number, f: (x: number) => number): number => {
    const half = 0.5 * (to - from);
    const middle = 0.5 * (to + from);
    let sum = 0;
    for (let i = 0; i < 4; i++) {
      const [left, right] = [middle - NODES[i] * half, middle + NODES[i] * half];
      sum += WEIGHTS[i] * (f(left) * g(left) + f(right) * g(right));
    }
    return half * sum;
  };

  /** ∫ g from x to ∞: panels about as long as g takes to fall by a factor e. */
  const tail = (from: number): number => {
    let sum = 0;
    for (let x = from; ; ) {
      const next = x + (nu + x * x) / ((nu + 1) * (x + 1));
      const part = integral(x, next, one);
      sum += part;
      if (part <= 1e-18 * sum) return sum;
      x = next;
    }
  };

  // ∫ g over tail probabilities from 0 to U/2³³ is U · share.
  const share = tail(0) / 4294967296;
  let x = 0;
  for (let i = 0; i < 200; i++) {
    const step = (tail(x) - share) / g(x);
    x += step;
    if (step <= 1e-15 * x) break;
  }

  const mean = new Float64Array(OCTAVES * SEGMENTS_PER_OCTAVE);
  const variance = new Float64Array(OCTAVES * SEGMENTS_PER_OCTAVE);
  /** The quantile at U/2³³ from the one at `before`/2³³, which is x. */
  const inwards = (u: number, before: number): number => {
    const wanted = (u - before) * share;
    let next = x - wanted / g(x);
    for (let i = 0; i < 50; i++) {
      const step = (integral(next, x, one) - wanted) / g(next);
      next += step;
      if (step <= 1e-14 * next && step >= -1e-14 * next) break;
    }
    return next;
  };

  // Octaves of single values: U = 1, 2, …, 32, of which the odd ones are values.
  for (let u = 1; u <= 32; u++) {
    if (u > 1) x = inwards(u, u - 1);
    if (u % 2 === 0) continue;
    for (let octave = SINGLE; octave < OCTAVES; octave++) {
      for (let index = 0; index < SEGMENTS_PER_OCTAVE; index++) {
        if (singleOf(octave, index) === u) mean[octave * SEGMENTS_PER_OCTAVE + index] = x;
      }
    }
  }

  let u = 32;
  for (let octave = SINGLE - 1; octave >= 0; octave--) {
    const step = u / SEGMENTS_PER_OCTAVE;
    for (let index = 0; index < SEGMENTS_PER_OCTAVE; index++) {
      const inner = octave === 0 && index === SEGMENTS_PER_OCTAVE - 1 ? 0 : inwards(u + step, u);
      const mass = integral(inner, x, one);
      const centre = integral(inner, x, (t) => t) / mass;
      const s = octave * SEGMENTS_PER_OCTAVE + index;
      mean[s] = centre;
      variance[s] = integral(inner, x, (t) => (t - centre) * (t - centre)) / mass;
      x = inner;
      u += step;
    }
  }
  return { mean, variance };
}

function one(): number {
  return 1;
}
