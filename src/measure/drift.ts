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
  /** Whether the halves differ by more than chance allows at the level DRIFT_LEVEL: λ₁ still changes with depth. */
  significant: boolean;
}

/**
 * Two-sided level of the test for a drift: of ten studies of 1,000 independent cells whose exponents have settled, one
 * has a false alarm. A drift that is told is eight standard errors of λ₁ or more, so that it matters; a smaller one stays in
 * the noise.
 */
export const DRIFT_LEVEL = 1e-4;
/** What a normal variable exceeds in size with that probability. */
const NORMAL = 3.8905918864;

/** Difference between halves below this share of them is rounding. */
const ROUNDING = 1e-12;

/** Takes networks one after another, and says whether λ₁ drifts: a Student-t test of the halves' paired difference. */
export class DriftTest {
  private readonly layers: number;
  private count = 0;
  private first = 0;
  private second = 0;
  private difference = 0;
  private squares = 0;
  /** Of the only network, where there is no other. */
  private alone: Drift | null = null;

  constructor(layers: number) {
    this.layers = layers;
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
    this.alone = this.count === 1 ? alongDepth(batches, sums.length, first, second) : null;
  }

  /** Null where there is too little to go by. */
  result(): Drift | null {
    const { count, first, second } = this;
    if (count < 2) return this.alone;
    const standardError = Math.sqrt(this.squares / (count - 1) / count);
    return judged(first, second, standardError, count - 1);
  }
}

/** Of a single network: the batches of layers in either half, their spread about a line in each: a drift is no noise. */
function alongDepth(batches: Float64Array, k: number, first: number, second: number): Drift | null {
  const values = Array.from({ length: batches.length / k }, (_, batch) => batches[batch * k]);
  const half = Math.floor(values.length / 2);
  if (half < 3) return null;
  // The middle one of an odd number belongs to both halves.
  const sides = [values.slice(0, half), values.slice(values.length - half)];
  const squares = sides.map(aboutLine);
  const freedom = 2 * (half - 2);
  const standardError = Math.sqrt(((squares[0] + squares[1]) / freedom) * (2 / half));
  return judged(first, second, standardError, freedom);
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

function judged(first: number, second: number, standardError: number, freedom: number): Drift {
  const difference = Math.abs(second - first);
  const rounding = ROUNDING * Math.max(1, Math.abs(first), Math.abs(second));
  const limit = studentQuantile(DRIFT_LEVEL, NORMAL, freedom) * standardError;
  return { first, second, standardError, significant: difference > Math.max(limit, rounding) };
}
