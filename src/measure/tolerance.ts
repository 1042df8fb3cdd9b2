/**
 * The largest standard error of some exponents, nats per layer. One that is −∞, or not known at all, has no error to wait for and is left out: 0 where
 * that leaves none. A finite exponent without an error may be anywhere: ∞.
 */
export function largestError(
  exponents: readonly (number | null)[],
  standardErrors: readonly (number | null)[],
): number {
  return exponents.reduce<number>((largest, exponent, i) => {
    if (exponent === null || exponent === Number.NEGATIVE_INFINITY) return largest;
    return Math.max(largest, standardErrors[i] ?? Number.POSITIVE_INFINITY);
  }, 0);
}
