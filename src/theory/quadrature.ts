import { gaussLegendre } from "./gauss-legendre.ts";

/** A quadrature rule for expectations over h = mean + √variance · z, z a standard normal. */
export interface GaussianRule {
  h: Float64Array;
  z: Float64Array;
  /** Sums to 1. */
  weight: Float64Array;
}

export interface GaussianRuleOptions {
  mean?: number;
  /** |h| up to which panels are at most 1 wide; beyond, they grow with |h|. Default 2. */
  fineTo?: number;
  /** Points towards which panels shrink geometrically: places where integrands are nearly singular. */
  graded?: readonly number[];
}

const PANEL = gaussLegendre(16);
/** P(|z| > REACH) is 2e-17. */
const REACH = 8.5;
/** Panels stop shrinking towards a graded point at this width. */
const FINEST = 2 ** -26;

/**
 * Composite Gauss–Legendre rule for a Gaussian expectation of functions of an activation.
 *
 * A fixed grid in z fails where √variance ≫ 1, since activations have their features at h of order 1, and a
 * fixed grid in h fails where √variance ≪ 1. These panels resolve both scales. One boundary always
 * lies at h = 0, where the piecewise activations have their kinks, so that no panel sees one.
 *
 * @param variance of h, above 0
 */
export function gaussianRule(variance: number, options: GaussianRuleOptions = {}): GaussianRule {
  const { mean = 0, fineTo = 2, graded = [] } = options;
  const deviation = Math.sqrt(variance);
  const low = mean - REACH * deviation;
  const high = mean + REACH * deviation;
  const marks = [low, ...[0, ...graded].filter((mark) => mark > low && mark < high), high].sort((a, b) => a - b);
  const edges: [number, number][] = [];
  const split = (a: number, b: number): void => {
    if (b - a <= widest(a, b)) {
      edges.push([a, b]);
    } else {
      const middle = 0.5 * (a + b);
      split(a, middle);
      split(middle, b);
    }
  };
  const widest = (a: number, b: number): number => {
    const nearest = a <= 0 && b >= 0 ? 0 : Math.min(Math.abs(a), Math.abs(b));
    let limit = Math.min(1.5 * deviation, nearest > fineTo ? Math.max(1, 0.5 * nearest) : 1);
    for (const mark of graded) {
      limit = Math.min(limit, Math.max(FINEST, a > mark ? a - mark : mark - b));
    }
    return limit;
  };
  for (let k = 0; k + 1 < marks.length; k++) {
    if (marks[k + 1] > marks[k]) split(marks[k], marks[k + 1]);
  }
  return fill(edges, mean, deviation);
}

function fill(edges: readonly [number, number][], mean: number, deviation: number): GaussianRule {
  const order = PANEL.nodes.length;
  const size = edges.length * order;
  const rule = { h: new Float64Array(size), z: new Float64Array(size), weight: new Float64Array(size) };
  edges.forEach(([a, b], panel) => {
    const centre = 0.5 * (a + b);
    const half = 0.5 * (b - a);
    const density = half / (deviation * Math.sqrt(2 * Math.PI));
    for (let k = 0; k < order; k++) {
      const index = panel * order + k;
      const h = centre + half * PANEL.nodes[k];
      const z = (h - mean) / deviation;
      rule.h[index] = h;
      rule.z[index] = z;
      rule.weight[index] = density * PANEL.weights[k] * Math.exp(-0.5 * z * z);
    }
  });
  return rule;
}

/** Σ weight · f(h, z). */
export function expectation(rule: GaussianRule, f: (h: number, z: number) => number): number {
  let sum = 0;
  for (let k = 0; k < rule.h.length; k++) sum += rule.weight[k] * f(rule.h[k], rule.z[k]);
  return sum;
}
