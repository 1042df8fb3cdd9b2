/** A nonlinearity φ and its derivative, both f64 → f64 and pure. */
export interface Activation {
  /** φ(x). */
  value(x: number): number;
  /**
   * φ′(x), right to 1e-12 relative wherever the true value is a normal f64, else exactly 0: a unit with φ′ = 0 counts as dead.
   * At a kink the derivative from the left. NaN only where x is NaN.
   */
  slope(x: number): number;
  /**
   * Column 0 of row-major data ← φ of it, φ′ into slopes: where both come from one exponential, and a loop of its own is
   * seen in the time of a whole measurement. To rounding the same as value and slope.
   */
  apply?(data: Float64Array, columns: number, slopes: Float64Array): void;
  /** Name of the kernel that does the same as `apply`. */
  kernel?: "tanh";
  /** φ(a·x) = a·φ(x) for every a > 0. */
  homogeneous: boolean;
}

const SMALLEST_NORMAL = 2 ** -1022;

/** 0 for subnormal y: what is left of such a derivative has no relative accuracy. */
export function flushed(y: number): number {
  return Math.abs(y) < SMALLEST_NORMAL ? 0 : y;
}
