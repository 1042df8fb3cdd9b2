import type { Matrix } from "../network/bundle.ts";

/** How some states lie to each other. */
export interface Geometry {
  /** Mean of ln(‖h‖/√n) over the states that are not exactly 0; −∞ where all are. */
  size: number;
  /** Mean of 1 − cos over the pairs of states that are not 0; NaN where there is no pair. */
  apart: number;
  /** (tr G)²/‖G‖_F² of their Gram matrix G, between 1 and the number of states; NaN where all are 0. */
  rank: number;
  /** States that are exactly 0. */
  zeros: number;
}

/**
 * Sizes, angles and effective rank of the columns of `states` (n × S). 1 − cos is half the squared distance of the unit vectors,
 * so that it is right to rounding however close they are: 1 less a product would end at 1e-16.
 *
 * Source of the rank: Daneshmand et al., "Batch normalization provably avoids ranks collapse for randomly initialised deep
 * networks", NeurIPS 2020.
 */
export function geometryOf({ rows: n, columns: count, data }: Matrix): Geometry {
  const units: Float64Array[] = [];
  const logs: number[] = [];
  for (let column = 0; column < count; column++) {
    let largest = 0;
    for (let row = 0; row < n; row++) largest = Math.max(largest, Math.abs(data[row * count + column]));
    if (largest === 0) continue;
    const unit = new Float64Array(n);
    let square = 0;
    for (let row = 0; row < n; row++) {
      unit[row] = data[row * count + column] / largest;
      square += unit[row] * unit[row];
    }
    const norm = Math.sqrt(square);
    for (let row = 0; row < n; row++) unit[row] /= norm;
    units.push(unit);
    logs.push(Math.log(largest) + 0.5 * Math.log(square / n));
  }
  const zeros = count - units.length;
  if (units.length === 0) return { size: Number.NEGATIVE_INFINITY, apart: Number.NaN, rank: Number.NaN, zeros };
  const top = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(2 * (log - top)));
  const trace = weights.reduce((sum, weight) => sum + weight, 0);
  let square = weights.reduce((sum, weight) => sum + weight * weight, 0);
  let distances = 0;
  for (let a = 0; a < units.length; a++) {
    for (let b = a + 1; b < units.length; b++) {
      const apart = halfSquare(units[a], units[b]);
      distances += apart;
      square += 2 * weights[a] * weights[b] * (1 - apart) ** 2;
    }
  }
  const pairs = (units.length * (units.length - 1)) / 2;
  return {
    size: logs.reduce((sum, log) => sum + log, 0) / logs.length,
    apart: pairs === 0 ? Number.NaN : distances / pairs,
    rank: (trace * trace) / square,
    zeros,
  };
}

/** ½ ‖a − b‖². */
function halfSquare(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return 0.5 * sum;
}
