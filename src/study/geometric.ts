/** The number at `fraction` of the way from `from` to `to` on a log scale. */
export function geometric(from: number, to: number, fraction: number): number {
  const ratio = to / from;
  // The first form hits round numbers more often, but its ratio can overflow.
  return Number.isFinite(ratio) && ratio > 0 ? from * ratio ** fraction : from ** (1 - fraction) * to ** fraction;
}
