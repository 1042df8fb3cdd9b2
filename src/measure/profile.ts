import { type GradientSettings, type NetworkGradient, reportedLayers } from "./gradient.ts";
import { type Moments, momentsOf } from "./moments.ts";
import type { CellStatus, Statistics } from "./statistics.ts";

/** Probabilities of the quantiles of a profile. */
export const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/** Means over networks whose value is finite: −Infinity where none is, null where nothing is known. */
export type Means = (number | null)[];

/**
 * Measured gradient profile of an ensemble: what backpropagation does, layer by layer. Sizes are decimal logarithms
 * relative to ‖∂L/∂h_L‖; `slope` and `normBound.exponent` are in nats per layer. All numbers are null where status is overflow.
 */
export interface GradientProfile {
  /** Layers l, ascending from 0 to the depth: all of them, or 4,097 evenly spaced ones. */
  layers: number[];
  /** Mean of log10 ‖∂L/∂h_l‖ / ‖∂L/∂h_L‖ at each of `layers`. */
  log10GradientNorm: Means;
  /** Of that mean, between networks; null for a single one, and where it is −∞. */
  standardErrors: (number | null)[];
  /** Number of networks whose gradient at that layer is exactly 0. */
  infinite: number[];
  /** [quantile][layer]: quantiles over all networks at the probabilities QUANTILES; −Infinity where so many gradients are 0. */
  quantiles: Means[];
  /** [matrix][layer]: mean of log10 ‖∂L/∂W‖_F of the weights behind h_l, l in `layers` without the last; tied: of the sum from l on. */
  log10WeightGradientNorm: Means[];
  /** Of those means. */
  weightStandardErrors: (number | null)[][];
  /** Mean of log10 ‖h_l‖. */
  log10StateNorm: Means;
  /**
   * Mean of log10(‖skip · h_l‖ / ‖scale · f_l(h_l)‖), l in `layers` without the last, over networks whose branch is not exactly
   * 0; Infinity where all are. null where there is no skip path.
   */
  log10Dilution: Means | null;
  /**
   * Gradient scale coefficient GSC(L, l) = ‖J‖_qm · ‖h_l‖ / ‖h_L‖, J from layer l to L and ‖J‖_qm = ‖J‖_F / √n, its
   * quadratic mean over the networks (Philipp, Song, Carbonell 2018); a random gradient gives ‖J‖_qm² without bias.
   * Infinity beyond 1.8e308; null where every network is dead. Of the Jacobian: clipping does not change it.
   */
  gsc: (number | null)[];
  /**
   * Growth of ‖∂L/∂h_l‖ per layer towards the input, nats, over the layers from burnIn to depth − burnIn (to the depth
   * where that leaves none), and where they are cut off no further back: what λ₁ is to gradients.
   */
  slope: { value: number | null; standardError: number | null };
  /** Π ‖J_l‖₂, where it was asked for: its growth per layer in nats, and log10 of the bound at each of `layers`. */
  normBound?: { exponent: number | null; standardError: number | null; log10: Means };
  /** τ, where the gradient was cut off: in front of the last τ layers it is exactly 0. */
  window?: number;
  /** `collapsed`: the gradient at the input, or where it is cut off, is exactly 0 in every network. */
  status: Extract<CellStatus, "ok" | "overflow" | "collapsed">;
  /** Networks behind the numbers. */
  networks: number;
}

/**
 * Statistics of an ensemble of `ensemble` networks with `matrices` linear operations in a layer. Standard errors are those
 * between networks.
 */
export function profileStatistics(
  { depth, burnIn, normBound = false, window }: GradientSettings,
  matrices: number,
  ensemble: number,
): Statistics<NetworkGradient, GradientProfile> {
  const layers = reportedLayers(depth);
  const count = layers.length;
  const last = count - 1;
  // Where gradients are cut off, they say nothing of the network.
  const first = firstReached({ layers, window });
  const [from, to] = slopeRange(layers, Math.max(burnIn, layers[first]), burnIn);
  const gradient = momentsOf(count);
  const weights = momentsOf(matrices * last);
  const state = momentsOf(count);
  const dilution = momentsOf(last);
  const bound = momentsOf(normBound ? count : 0);
  const [slope] = momentsOf(1);
  const gsc = Array.from({ length: count }, () => new QuadraticMean());
  /** Every network's gradient norms, for the quantiles. */
  const all = new Float64Array(ensemble * count);
  let networks = 0;
  let diluted = false;
  let overflow = false;

  const means = (moments: readonly Moments[]): Means =>
    moments.map((each) => (overflow || networks === 0 ? null : each.value / Math.LN10));
  const errors = (moments: readonly Moments[]): (number | null)[] =>
    moments.map((each) => scaled(overflow ? null : each.standardError));
  const rowsOf = <T>(values: readonly T[]): T[][] =>
    Array.from({ length: matrices }, (_, matrix) => values.slice(matrix * last, (matrix + 1) * last));

  return {
    add(network) {
      const index = networks++;
      if (network.overflow) overflow = true;
      if (overflow) return;
      for (let i = 0; i < count; i++) {
        gradient[i].add(network.gradient[i]);
        state[i].add(network.state[i]);
        gsc[i].add(network.unclipped[i] + network.state[i] - network.state[last]);
        all[i * ensemble + index] = network.gradient[i];
      }
      network.weights.forEach((value, i) => {
        weights[i].add(value);
      });
      network.dilution.forEach((value, i) => {
        if (Number.isNaN(value)) return;
        diluted = true;
        // Negated: the infinite one is that of a branch that gave exactly 0, and Moments count −∞.
        if (value !== Number.NEGATIVE_INFINITY) dilution[i].add(-value);
      });
      network.bound.forEach((value, i) => {
        bound[i].add(value);
      });
      // A gradient that is 0 at `to` already is 0 at `from` too: no growth is left to be told, and −∞ − −∞ is none.
      const start = network.gradient[from];
      slope.add(
        start === Number.NEGATIVE_INFINITY ? start : (start - network.gradient[to]) / (layers[to] - layers[from]),
      );
    },
    result() {
      const known = !overflow && networks > 0;
      const complete = networks === ensemble;
      const taken = overflow ? 0 : networks;
      const quantiles = (): Means[] => quantilesOf(all, ensemble, taken, count);
      const collapsed = known && gradient[first].count === 0;
      const profile: GradientProfile = {
        layers,
        log10GradientNorm: means(gradient),
        standardErrors: errors(gradient),
        infinite: gradient.map((each) => (overflow ? 0 : networks - each.count)),
        quantiles: complete ? quantiles() : [],
        log10WeightGradientNorm: rowsOf(means(weights)),
        weightStandardErrors: rowsOf(errors(weights)),
        log10StateNorm: means(state),
        log10Dilution: diluted && known ? dilution.map((each) => -each.value / Math.LN10) : null,
        gsc: gsc.map((each) => (known ? each.value : null)),
        slope: {
          value: known ? slope.value : null,
          standardError: overflow ? null : slope.standardError,
        },
        status: overflow ? "overflow" : collapsed ? "collapsed" : "ok",
        networks,
      };
      if (window !== undefined) profile.window = window;
      // Sorting is work that most readers of an unfinished ensemble have no use for.
      if (!complete) Object.defineProperty(profile, "quantiles", { enumerable: true, get: quantiles });
      if (normBound) {
        const growth = bound[0].value / depth;
        const error = bound[0].standardError;
        profile.normBound = {
          exponent: known ? growth : null,
          standardError: overflow || error === null ? null : error / depth,
          log10: means(bound),
        };
      }
      return profile;
    },
  };
}

/** Place of the first of `layers` that a gradient reaches. */
export function firstReached({ layers, window }: Pick<GradientProfile, "layers" | "window">): number {
  const depth = layers.at(-1) ?? 0;
  return window === undefined ? 0 : layers.findIndex((layer) => layer >= depth - window);
}

/** Places in `layers` between which the slope is measured: from layer `start` to `margin` layers before the last. */
function slopeRange(layers: readonly number[], start: number, margin: number): [from: number, to: number] {
  const depth = layers.at(-1) ?? 0;
  const from = Math.max(
    0,
    layers.findIndex((layer) => layer >= start),
  );
  const to = layers.findLastIndex((layer) => layer <= depth - margin);
  return to > from ? [from, to] : [Math.min(from, layers.length - 2), layers.length - 1];
}

function scaled(nats: number | null): number | null {
  return nats === null ? null : nats / Math.LN10;
}

/** √mean of e^{2x}, without overflow on the way. */
class QuadraticMean {
  private largest = Number.NEGATIVE_INFINITY;
  private sum = 0;
  private count = 0;

  /** NaN, the 0/0 of a dead network, is left out. */
  add(x: number): void {
    if (Number.isNaN(x)) return;
    this.count++;
    if (x === Number.NEGATIVE_INFINITY) return;
    if (x === this.largest) {
      this.sum++;
    } else if (x > this.largest) {
      this.sum = this.sum * Math.exp(2 * (this.largest - x)) + 1;
      this.largest = x;
    } else {
      this.sum += Math.exp(2 * (x - this.largest));
    }
  }

  get value(): number | null {
    if (this.count === 0) return null;
    return this.sum === 0 ? 0 : Math.exp(this.largest + Math.log(this.sum / this.count) / 2);
  }
}

/** Quantiles (linear interpolation between order statistics) of `networks` values a layer, decimal logarithms. */
function quantilesOf(all: Float64Array, stride: number, networks: number, layers: number): Means[] {
  const quantiles: Means[] = QUANTILES.map(() => []);
  for (let layer = 0; layer < layers; layer++) {
    const sorted = all.slice(layer * stride, layer * stride + networks).sort();
    QUANTILES.forEach((probability, q) => {
      const at = probability * (networks - 1);
      const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
      const value = low === Number.NEGATIVE_INFINITY || low === high ? low : low + (high - low) * (at % 1);
      quantiles[q].push(networks === 0 ? null : value / Math.LN10);
    });
  }
  return quantiles;
}
