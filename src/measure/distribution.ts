/** Probabilities of the quantiles. */
export const PROBABILITIES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
/** Bins of a histogram at most. */
const MAX_BINS = 64;
/** A spread below this share of the values is rounding. */
const ROUNDING = 1e-12;

/**
 * How ln‖J_L … J_{b+1} u‖ is spread over the networks of a cell, u a unit tangent: Σ ln R_11 over the counted layers, in nats, not per
 * layer. Moments, quantiles and histogram are those of the networks in which it is finite.
 */
export interface LogNorm {
  /** Layers counted. */
  layers: number;
  /** Networks in which it is finite, and in which it is −∞. */
  count: number;
  infinite: number;
  /** −Infinity where no network has a finite one. */
  mean: number;
  /** Unbiased; null, as what follows, of fewer than two networks. */
  variance: number | null;
  /** Standard errors; the variance's from the sample's fourth moment. */
  standardErrors: { mean: number | null; variance: number | null };
  /** Third and fourth cumulants of the sample over powers of its deviation; null without spread. */
  skewness: number | null;
  excessKurtosis: number | null;
  quantiles: {
    probabilities: number[];
    /** Null where no network has a finite one. */
    values: (number | null)[];
  };
  /** counts[i] networks lie from edges[i] to edges[i + 1], the last edge included. */
  histogram: { edges: number[]; counts: number[] };
}

/** Takes Σ ln R_11 of one network after another. Keeps them all, 8 bytes each: 80 MB of the largest ensemble. */
export class LogNormSample {
  private readonly values: Float64Array;
  private readonly layers: number;
  private count = 0;
  private infinite = 0;

  constructor(networks: number, layers: number) {
    this.values = new Float64Array(networks);
    this.layers = layers;
  }

  add(sum: number): void {
    if (sum === Number.NEGATIVE_INFINITY) this.infinite++;
    else this.values[this.count++] = sum;
  }

  /** O(N log N): to be asked for once, when all networks are in. */
  result(): LogNorm {
    const { layers, count, infinite } = this;
    const sorted = this.values.slice(0, count).sort();
    return {
      layers,
      count,
      infinite,
      ...momentsOf(sorted),
      quantiles: { probabilities: [...PROBABILITIES], values: PROBABILITIES.map((p) => quantile(sorted, p)) },
      histogram: histogramOf(sorted),
    };
  }
}

function momentsOf(
  values: Float64Array,
): Pick<LogNorm, "mean" | "variance" | "standardErrors" | "skewness" | "excessKurtosis"> {
  const n = values.length;
  // About the first value: a large mean must not drown a small spread.
  const [origin = Number.NEGATIVE_INFINITY] = values;
  const mean = n === 0 ? origin : origin + values.reduce((sum, x) => sum + (x - origin), 0) / n;
  if (n < 2) {
    return {
      mean,
      variance: null,
      standardErrors: { mean: null, variance: null },
      skewness: null,
      excessKurtosis: null,
    };
  }
  let [second, third, fourth] = [0, 0, 0];
  for (const x of values) {
    const d = x - mean;
    second += (d * d) / n;
    third += d ** 3 / n;
    fourth += d ** 4 / n;
  }
  const variance = (second * n) / (n - 1);
  // Var s² = (μ₄ − σ⁴ (n − 3)/(n − 1))/n.
  const spread = Math.max(0, fourth - (second * second * (n - 3)) / (n - 1)) / n;
  const flat = Math.sqrt(second) <= ROUNDING * Math.max(1, Math.abs(mean));
  return {
    mean,
    variance,
    standardErrors: { mean: Math.sqrt(variance / n), variance: Math.sqrt(spread) },
    skewness: flat ? null : third / second ** 1.5,
    excessKurtosis: flat ? null : fourth / second ** 2 - 3,
  };
}

/** Of sorted values, linear between neighbours (Hyndman & Fan 1996, type 7). */
function quantile(sorted: Float64Array, probability: number): number | null {
  if (sorted.length === 0) return null;
  const place = probability * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
}

/** Bins of equal width from the smallest to the largest value, as wide as Freedman & Diaconis (1981) make them, 64 at most. */
function histogramOf(sorted: Float64Array): LogNorm["histogram"] {
  const n = sorted.length;
  if (n === 0) return { edges: [], counts: [] };
  const [low, high] = [sorted[0], sorted[n - 1]];
  const flat = high - low <= ROUNDING * Math.max(1, Math.abs(low), Math.abs(high));
  const middle = (quantile(sorted, 0.75) ?? 0) - (quantile(sorted, 0.25) ?? 0);
  const wished = Math.ceil((high - low) / (2 * middle * n ** (-1 / 3)));
  const bins = flat ? 1 : Math.max(1, Math.min(MAX_BINS, wished));
  const counts = new Array<number>(bins).fill(0);
  for (const x of sorted) counts[Math.min(bins - 1, Math.floor(((x - low) / (high - low)) * bins) || 0)]++;
  return { edges: Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins), counts };
}
