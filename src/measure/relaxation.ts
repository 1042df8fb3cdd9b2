import { confidenceInterval, type Interval95 } from "./confidence.ts";
import { coefficient, type Estimate, jackknife } from "./regression.ts";

/** How the correlation of two inputs goes to where it ends, as a measurement shows it. */
export interface Relaxation {
  /** ξ_c, layers over which |c_l − c∞| falls by e. */
  correlationDepth: number;
  /** Of ξ_c, between networks. */
  standardError: number;
  /** The interval that holds ξ_c with a probability of CONFIDENCE; an end is null where a fall is not certain. */
  interval: [low: number, high: number | null];
  /** 1 − c∞; 0 where the correlation still grows towards 1 when it is last told from it. */
  oneMinusLimit: number;
  /** Layers of the first and the last depth in the fit. */
  from: number;
  to: number;
}

/** Networks are put into this many groups at most; the spread of the groups is the error. */
export const GROUPS = 32;
const FEWEST_GROUPS = 8;
/** In standard errors: how far a depth's correlation has to be from its limit to say something of the way there. */
const TOLD = 5;
/** In standard errors: what still counts as agreement, of the limit along depth, and of a fit with a straight line. */
const SETTLED = 3;
const STRAIGHT = 2;
/** A rate that changes by less than this part of it over the fit is straight, however small the errors are. */
const NEGLIGIBLE = 0.02;
/** Depths of a fit at least, and correlation depths that they span at least: a power law spans fewer. */
const FEWEST_DEPTHS = 8;
const SPAN = 2;
/** Depths that are tried as the first of a fit, about. */
const MOST_STARTS = 32;
/** |c_l − c∞| from which a fit starts at most: farther from its limit the map of the correlation is too far from linear. */
const NEAR = 0.3;
/** Below this 1 − c is rounding. */
const ROUNDING = 1e-28;

/** Sums of 1 − c over the networks of each group, groups × depths, and how many networks each has. */
export interface GroupSums {
  groups: number;
  sums: Float64Array;
  counts: Float64Array;
}

/**
 * ξ_c from 1 − c at some depths: regression of ln |d_l|, d_l = c_l − c∞, on l, weighted by the errors of the depths. c∞ is the mean
 * over the last third where both halves of it agree, else 1. The map of the correlation is not linear: where d ← χ d + κ d²,
 * ln |d_l| = const + l ln χ + O(d_l) (Koenigs 1884), so that d_l is a regressor too where it matters beside the errors. The fit ends
 * where d_l is no longer told from 0; it starts at the first depth near the limit from which it is straight and spans SPAN correlation
 * depths, also with √|d_l| as the regressor: at a critical point, where d ← d − κ |d|^{3/2} of ReLU or d − κ d², nothing is
 * left of the rate then. Errors are a jackknife over groups of networks (Efron & Stein 1981): the depths of a network are not
 * independent.
 *
 * @returns null where no such window is left
 */
export function relaxationOf(layers: readonly number[], { groups, sums, counts }: GroupSums): Relaxation | null {
  const depths = layers.length;
  const third = Math.floor((2 * depths) / 3);
  if (groups < FEWEST_GROUPS || depths - third < 4) return null;
  /** 1 − c of all networks, then of all but those of one group. */
  const replicas = Array.from({ length: groups + 1 }, (_, left) =>
    meansWithout(left - 1, groups, depths, sums, counts),
  );
  const overAll = (statistic: (means: Float64Array) => number): Estimate => jackknife(replicas.map(statistic));

  const middle = Math.floor((third + depths) / 2);
  const change = overAll((means) => mean(means, third, middle) - mean(means, middle, depths));
  const plateau = overAll((means) => mean(means, third, depths));
  const settled = Math.abs(change.value) <= SETTLED * change.error && plateau.value > TOLD * plateau.error;
  const limits = replicas.map((means) => (settled ? mean(means, third, depths) : 0));
  const end = settled ? third : depths;

  const away = replicas.map((means, i) => means.map((value) => value - limits[i]));
  const sign = Math.sign(away[0][0]);
  const logs = away.map((values) => values.map((value) => Math.log(sign * value)));
  const weights = new Float64Array(depths);
  let last = -1;
  for (let place = 0; place < end; place++) {
    const { value, error } = jackknife(away.map((values) => values[place]));
    const told = sign * value > TOLD * error && sign * value > (settled ? 0 : ROUNDING);
    if (!told || !logs.every((values) => Number.isFinite(values[place]))) break;
    weights[place] = 1 / ((error / value) ** 2 + 1e-12);
    last = place;
  }
  const depth = Float64Array.from(layers);
  const roots = away.map((values) => values.map((value) => Math.sqrt(Math.abs(value))));
  const square = depth.map((layer) => layer * layer);
  const near = away[0].findIndex((value) => sign * value <= NEAR);
  if (near < 0) return null;
  const stride = Math.max(1, Math.floor((last - near) / MOST_STARTS));
  for (let first = near; last - first + 1 >= FEWEST_DEPTHS; first += stride) {
    const window = { weights, first, last };
    const span = layers[last] - layers[first];
    /** The factor of a regressor beside others in one replica. */
    const factor = (i: number, regressor: Float64Array, ...others: Float64Array[]): number =>
      coefficient(logs[i], regressor, others, window);
    const spans = (rate: number): boolean => -span * rate >= SPAN;
    // Of all networks first: that is mostly enough to go on.
    if (!spans(factor(0, depth, roots[0])) || !(spans(factor(0, depth)) || spans(factor(0, depth, away[0])))) continue;
    const over = (statistic: (i: number) => number): Estimate => jackknife(logs.map((_, i) => statistic(i)));
    const curved = over((i) => factor(i, away[i], depth));
    const isCurved = Math.abs(curved.value) > STRAIGHT * curved.error;
    const beside = (i: number): Float64Array[] => (isCurved ? [away[i]] : []);
    const rate = over((i) => factor(i, depth, ...beside(i)));
    const bend = over((i) => factor(i, square, ...beside(i), depth));
    const most = Math.max(STRAIGHT * bend.error, (NEGLIGIBLE * Math.abs(rate.value)) / span);
    if (!spans(rate.value) || !(Math.abs(bend.value) <= most)) continue;
    const interval = confidenceInterval(rate.value, rate.error, groups - 1);
    if (!(rate.value + SETTLED * rate.error < 0) || interval === null) return null;
    return {
      correlationDepth: -1 / rate.value,
      standardError: rate.error / rate.value ** 2,
      interval: depthsOf(interval),
      oneMinusLimit: limits[0],
      from: layers[first],
      to: layers[last],
    };
  }
  return null;
}

/** −1/rate at both ends. */
function depthsOf([low, high]: Interval95): Relaxation["interval"] {
  return [-1 / low, high < 0 ? -1 / high : null];
}

/** Means of the depths over all networks but those of group `left`; of all where there is no such group. */
function meansWithout(
  left: number,
  groups: number,
  depths: number,
  sums: Float64Array,
  counts: Float64Array,
): Float64Array {
  const means = new Float64Array(depths);
  for (let place = 0; place < depths; place++) {
    let [sum, count] = [0, 0];
    for (let group = 0; group < groups; group++) {
      if (group === left) continue;
      sum += sums[group * depths + place];
      count += counts[group * depths + place];
    }
    means[place] = sum / count;
  }
  return means;
}

function mean(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i];
  return sum / (to - from);
}
