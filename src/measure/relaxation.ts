import { confidenceInterval, type Interval95 } from "./confidence.ts";

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
  const over = (statistic: (means: Float64Array) => number): Estimate => jackknife(replicas.map(statistic));

  const middle = Math.floor((third + depths) / 2);
  const change = over((means) => mean(means, third, middle) - mean(means, middle, depths));
  const plateau = over((means) => mean(means, third, depths));
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
  const square = depth.map((layer) => layer * layer);
  const roots = away.map((values) => values.map((value) => Math.sqrt(Math.abs(value))));
  const start = away[0].findIndex((value) => sign * value <= NEAR);
  for (let first = Math.max(0, start); last - first + 1 >= FEWEST_DEPTHS; first++) {
    /** The factor of a regressor beside others, each a function of the replica. */
    const factor = (regressor: (i: number) => Float64Array, ...others: ((i: number) => Float64Array)[]): Estimate =>
      jackknife(
        logs.map((values, i) =>
          coefficient(
            values,
            regressor(i),
            others.map((other) => other(i)),
            { weights, first, last },
          ),
        ),
      );
    const layer = (): Float64Array => depth;
    const distance = (i: number): Float64Array => away[i];
    const curved = factor(distance, layer);
    const beside = Math.abs(curved.value) > STRAIGHT * curved.error ? [distance] : [];
    const rate = factor(layer, ...beside);
    const bend = factor(() => square, ...beside, layer);
    const critical = factor(layer, (i) => roots[i]);
    const span = layers[last] - layers[first];
    const straight =
      Math.abs(bend.value) <= Math.max(STRAIGHT * bend.error, (NEGLIGIBLE * Math.abs(rate.value)) / span);
    if (!straight || -span * rate.value < SPAN || -span * critical.value < SPAN) continue;
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

interface Estimate {
  value: number;
  error: number;
}

/** A statistic of all groups, and its error from the same without each of them. */
function jackknife([value, ...without]: readonly number[]): Estimate {
  const centre = without.reduce((sum, each) => sum + each, 0) / without.length;
  const squares = without.reduce((sum, each) => sum + (each - centre) ** 2, 0);
  return { value, error: Math.sqrt(((without.length - 1) / without.length) * squares) };
}

function mean(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i];
  return sum / (to - from);
}

/** Which depths a regression takes, and how heavy each is. */
interface Window {
  weights: Float64Array;
  first: number;
  last: number;
}

/** Weighted least squares of some values on `regressor`, `others` and a constant: the factor of `regressor`. */
function coefficient(
  values: Float64Array,
  regressor: Float64Array,
  others: readonly Float64Array[],
  { weights, first, last }: Window,
): number {
  const inner = (a: Float64Array, b: Float64Array): number => {
    let sum = 0;
    for (let i = first; i <= last; i++) sum += weights[i] * a[i] * b[i];
    return sum;
  };
  const basis: Float64Array[] = [];
  /** What the basis leaves of some numbers. */
  const rest = (numbers: Float64Array): Float64Array =>
    basis.reduce((left, direction) => {
      const length = inner(direction, direction);
      const part = length === 0 ? 0 : inner(direction, left) / length;
      return left.map((each, i) => each - part * direction[i]);
    }, numbers);
  for (const each of [new Float64Array(values.length).fill(1), ...others]) basis.push(rest(each));
  const own = rest(regressor);
  return inner(own, values) / inner(own, own);
}
