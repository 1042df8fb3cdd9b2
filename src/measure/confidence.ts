import { studentQuantile } from "./student.ts";

/** Probability with which an interval holds what is measured. */
export const CONFIDENCE = 0.95;
/** Of a normal variable, two-sided. */
const NORMAL = 1.959963984540054;

/** [low, high]. */
export type Interval95 = [low: number, high: number];

/**
 * The interval that holds the mean with a probability of CONFIDENCE, by Student's t: `freedom` is one less than the number of independent
 * values behind the standard error. null where nothing can be said.
 */
export function confidenceInterval(
  value: number | null,
  standardError: number | null,
  freedom: number,
): Interval95 | null {
  if (value === null || standardError === null || !Number.isFinite(value) || freedom < 1) return null;
  const reach = studentQuantile(1 - CONFIDENCE, NORMAL, freedom) * standardError;
  return [value - reach, value + reach];
}
