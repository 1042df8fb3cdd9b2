import { type Activation, activationOf } from "../network/activations.ts";
import type { ActivationName } from "../network/spec.ts";
import { momentsOf } from "./moments.ts";
import { gaussianRule } from "./quadrature.ts";

/** Where 1 − c is less than this, two inputs see one slope: what is left out is smaller still. */
const TOGETHER = 1e-13;

/** φ has a kink at 0, which the average over b smooths out over the distance of a and b. */
const KINKED: readonly ActivationName[] = ["elu", "selu"];
/** In standard deviations: the grid of smooth φ at q = 1, and its end. */
const STEP = 0.35;
const REACH = 8.5;
/** From here on a grid has more nodes than panels that grow. */
const LARGE = 100;

/** What `halfSquaredDistance` costs at variance q, relative to a grid of smooth φ at q = 1; 0 in closed form, ∞ where it takes seconds. */
export function costOfDistance(activation: ActivationName, q: number, d: number): number {
  if (activationOf(activation).homogeneous || activation === "sine" || d < TOGETHER * q) return 0;
  if (q > LARGE) return Number.POSITIVE_INFINITY;
  return KINKED.includes(activation) ? 10 : Math.max(1, q);
}

/**
 * ½ E (φ(a) − φ(b))² for Gaussian a, b of mean 0, variance q and ½ E (a − b)² = d, 0 ≤ d ≤ q: what φ makes of half the squared
 * distance of two inputs. As a difference of E φ² and E φ(a) φ(b) it would be lost where inputs are close; this is right relative to
 * itself. ReLU: the arc-cosine kernel (Cho & Saul 2009), θ the angle between the inputs; sine: in closed form.
 */
export function halfSquaredDistance(activation: ActivationName, q: number, d: number): number {
  const phi = activationOf(activation);
  if (d === 0) return 0;
  if (phi.homogeneous) {
    // φ(x) = s₋ x + (s₊ − s₋) relu(x).
    const [below, above] = [phi.slope(-1), phi.slope(1)];
    return below * above * d + (above - below) ** 2 * ofRelu(q, d);
  }
  if (activation === "sine") return 0.5 * (Math.exp(-2 * q) * Math.expm1(d) - Math.expm1(-d));
  if (d < TOGETHER * q) return d * momentsOf(activation).slopeSquare(Math.log(q));
  const c = 1 - d / q;
  return KINKED.includes(activation) || q > LARGE ? byPanels(phi, q, d, c) : onGrid(phi, q, d, c);
}

/** An even grid converges exponentially for a function that is analytic near the real line, at steps below its poles' distance. */
function onGrid(phi: Activation, q: number, d: number, c: number): number {
  const step = STEP / Math.max(1, Math.sqrt(q));
  const count = Math.ceil(REACH / step);
  const weights = Float64Array.from({ length: 2 * count + 1 }, (_, i) => Math.exp(-0.5 * ((i - count) * step) ** 2));
  // Given a, b is normal of mean c a and variance q (1 − c²).
  const [wide, narrow] = [Math.sqrt(q) * step, Math.sqrt(d * (1 + c)) * step];
  let sum = 0;
  for (let i = -count; i <= count; i++) {
    const here = phi.value(i * wide);
    let square = 0;
    for (let j = -count; j <= count; j++) {
      square += weights[j + count] * (phi.value(c * i * wide + j * narrow) - here) ** 2;
    }
    sum += weights[i + count] * square;
  }
  return (sum * step * step) / (4 * Math.PI);
}

function byPanels(phi: Activation, q: number, d: number, c: number): number {
  const outer = gaussianRule(q, { graded: [0] });
  let sum = 0;
  for (let i = 0; i < outer.h.length; i++) {
    const here = phi.value(outer.h[i]);
    const inner = gaussianRule(d * (1 + c), { mean: c * outer.h[i] });
    let square = 0;
    for (let j = 0; j < inner.h.length; j++) square += inner.weight[j] * (phi.value(inner.h[j]) - here) ** 2;
    sum += outer.weight[i] * square;
  }
  return 0.5 * sum;
}

function ofRelu(q: number, d: number): number {
  const theta = 2 * Math.asin(Math.sqrt(Math.min(1, d / (2 * q))));
  // Of small angles the difference is what rounding leaves of it.
  const arc = theta < 1e-3 ? theta ** 3 / 3 - theta ** 5 / 30 : Math.sin(theta) - theta * Math.cos(theta);
  return (q / (2 * Math.PI)) * (Math.PI * (d / q) - arc);
}
