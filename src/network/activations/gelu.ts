import erfc from "@stdlib/math-base-special-erfc";
import { type Activation, flushed } from "./activation.ts";

// The root x₀ of φ′(x) = Φ(x) + x p(x) in two parts, Φ and p the standard normal distribution and density.
const ROOT = -0.7517915246935645;
const ROOT_LOW = 1.4956759177009883e-17;
/** Where the two terms of φ′ cancel by more than 30; outside, the sum keeps 14 digits. */
const NEAR_ROOT = 1 / 64;

// Beyond this φ and φ′ are at their limits in f64; the formulas would meet 0 · ∞.
const FAR = 39;

/** x Φ(x), exactly, not the tanh approximation (Hendrycks, Gimpel 2016). */
export const gelu: Activation = {
  value: (x) => (x < -FAR ? 0 : x * distribution(x)),
  slope: (x) => {
    if (x > FAR) return 1;
    if (x < -FAR) return 0;
    const d = x - ROOT - ROOT_LOW;
    return Math.abs(d) < NEAR_ROOT ? slopeNearRoot(d) : flushed(distribution(x) + x * density(x));
  },
  homogeneous: false,
};

function distribution(x: number): number {
  return 0.5 * erfc(-Math.SQRT1_2 * x);
}

function density(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/** φ″. */
function curvature(x: number): number {
  return density(x) * (2 - x * x);
}

/** φ′(x₀ + d) = ∫ φ″ from x₀, by Gauss–Legendre with three nodes: no cancellation, error d⁷ · 1e-6. */
function slopeNearRoot(d: number): number {
  const outer = 0.5 * Math.sqrt(3 / 5);
  const low = curvature(ROOT + (0.5 - outer) * d);
  const middle = curvature(ROOT + 0.5 * d);
  const high = curvature(ROOT + (0.5 + outer) * d);
  return (d * (5 * low + 8 * middle + 5 * high)) / 18;
}
