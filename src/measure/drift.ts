import { joined } from "./along-depth.ts";
import { type DriftFit, DriftFits } from "./drift-fit.ts";
import { firstHalf } from "./halves.ts";
import type { NetworkSpectrum } from "./spectrum.ts";
import { studentQuantile } from "./student.ts";

/** λ₁ over the first and over the second half of the counted layers, nats per layer. */
export interface Drift {
  /** Means over the networks whose λ₁ is finite. */
  first: number;
  second: number;
  /** Of second − first: between networks, whose halves are paired; of a single network, between batches of layers. */
  standardError: number;
  /** Whether the halves, or the coefficient of a √L fit, differ from 0 by more than chance allows at the level DRIFT_LEVEL: λ₁ still changes with depth. */
  significant: boolean;
  /** How the norm grows instead, where that is so and there are batches to tell. */
  fit: DriftFit | null;
}

/**
 * Two-sided level of the test for a drift: of ten studies of 1,000 independent cells whose exponents have settled, one
 * has a false alarm. A drift that is told is eight standard errors of λ₁ or more, so that it matters; a smaller one stays in
 * the noise.
 */
export const DRIFT_LEVEL = 1e-4;
/** Of each of the two tests; and what a normal variable exceeds in size with that probability. */
const LEVEL = 0.5 * DRIFT_LEVEL;
const NORMAL = 4.0556269811;

/** Difference between halves below this share of them is rounding. */
const ROUNDING = 1e-12;

/** Takes networks one after another, and says whether λ₁ drifts: Student-t tests of the halves' paired difference and of a √L fit. */
export class DriftTest {
  private readonly layers: number;
  private readonly burnIn: number;
  private count = 0;
  private first = 0;
  private second = 0;
  private difference = 0;
  private squares = 0;
  private fits: DriftFits | null = null;
  /** Means over the batches of the only network, where there is no other. */
  private alone: number[] | null = null;

  constructor({ depth, burnIn }: { depth: number; burnIn: number }) {
    this.layers = depth - burnIn;
    this.burnIn = burnIn;
  }

  add({ sums, half, batches }: NetworkSpectrum): void {
    const early = firstHalf(this.layers);
    const first = half / early;
    const second = (sums[0] - half) / (this.layers - early);
    if (early === 0 || !Number.isFinite(sums[0])) return;
    this.count++;
    this.first += (first - this.first) / this.count;
    this.second += (second - this.second) / this.count;
    // Welford 1962.
    const step = second - first - this.difference;
    this.difference += step / this.count;
    this.squares += step * (second - first - this.difference);
    const means = Array.from({ length: batches.length / sums.length }, (_, batch) => batches[batch * sums.length]);
    this.alone = this.count === 1 ? means : null;
    this.fits ??= this.fitsOf(means.length);
    this.fits.add(means);
  }

  /** Null where there is too little to go by. */
  result(): Drift | null {
    const { count, first, second, fits, alone } = this;
    if (count === 0 || fits === null) return null;
    if (alone !== null) return this.alongDepth(alone, first, second);
    const standardError = Math.sqrt(this.squares / (count - 1) / count);
    return judged(first, second, standardError, count - 1, fits);
  }

  private fitsOf(batches: number): DriftFits {
    const { burnIn, layers } = this;
    return new DriftFits(Array.from({ length: batches + 1 }, (_, j) => burnIn + Math.ceil((j * layers) / batches)));
  }

  /** Of a single network: the batches of layers in either half, their spread about a line in each: a drift is no noise. */
  private alongDepth(means: readonly number[], first: number, second: number): Drift | null {
    let values = means;
    // Batches about as long as they are many, so that layers that depend on each other are in the same one.
    while (values.length ** 2 > 2 * this.layers) values = joined(values);
    const half = values.length / 2;
    if (half < 3) return null;
    const squares = aboutLine(values.slice(0, half)) + aboutLine(values.slice(half));
    const freedom = 2 * (half - 2);
    const fits = this.fitsOf(values.length);
    fits.add(values);
    return judged(first, second, Math.sqrt((squares / freedom) * (2 / half)), freedom, fits);
  }
}

/** Squared deviations of equally spaced values from their regression line. */
function aboutLine(values: readonly number[]): number {
  const centre = (values.length - 1) / 2;
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  let along = 0;
  let spread = 0;
  let squares = 0;
  values.forEach((each, i) => {
    along += (i - centre) * (each - mean);
    spread += (i - centre) ** 2;
    squares += (each - mean) ** 2;
  });
  return Math.max(0, squares - along ** 2 / spread);
}

function judged(first: number, second: number, standardError: number, freedom: number, fits: DriftFits): Drift {
  const rounding = ROUNDING * Math.max(1, Math.abs(first), Math.abs(second));
  const isLarge = (value: number, error: number, ofIt: number): boolean =>
    Math.abs(value) > studentQuantile(LEVEL, NORMAL, ofIt) * error;
  const halves = Math.abs(second - first) > rounding && isLarge(second - first, standardError, freedom);
  const line = fits.fit("sqrt");
  const curve =
    line !== null && line.change > rounding && isLarge(line.coefficient, line.coefficientError, line.freedom);
  const significant = halves || curve;
  return { first, second, standardError, significant, fit: significant ? fits.best() : null };
}
