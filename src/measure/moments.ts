/** Mean and squared deviations of the finite values seen (Welford 1962): memory O(1) per exponent. */
export class Moments {
  count = 0;
  mean = 0;
  private deviations = 0;

  add(value: number): void {
    if (value === Number.NEGATIVE_INFINITY) return;
    this.count++;
    const step = value - this.mean;
    this.mean += step / this.count;
    this.deviations += step * (value - this.mean);
  }

  /** Of the mean; null for fewer than two values. */
  get standardError(): number | null {
    return this.count < 2 ? null : Math.sqrt(this.deviations / (this.count - 1) / this.count);
  }

  /** The mean, or −∞ where every value was. */
  get value(): number {
    return this.count === 0 ? Number.NEGATIVE_INFINITY : this.mean;
  }
}

/** Moments of `length` quantities. */
export function momentsOf(length: number): Moments[] {
  return Array.from({ length }, () => new Moments());
}
