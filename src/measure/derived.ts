import { Moments } from "./moments.ts";

/** A mean over networks, with its standard error; that of a network alone is not known. */
export interface Estimate {
  value: number;
  standardError: number | null;
}

/** Mean over networks of a number that follows from each one's own spectrum. */
export class Derived {
  private readonly moments = new Moments();
  private unknown = false;

  /** `value`: null, NaN or infinite where the network has none. */
  add(value: number | null): void {
    if (value !== null && Number.isFinite(value)) this.moments.add(value);
    else this.unknown = true;
  }

  /** Null where a network has none: a mean over the others would be another thing. */
  result(): Estimate | null {
    const { count, mean, standardError } = this.moments;
    return count === 0 || this.unknown ? null : { value: mean, standardError };
  }
}

/**
 * Kaplan–Yorke dimension D = j + (λ_1 + … + λ_j) / |λ_{j+1}|, j the largest number of exponents whose sum is not negative: the
 * dimension of what a volume shrinks to (Kaplan & Yorke 1979; Frederickson et al. 1983). 0 where λ_1 < 0; where an exponent
 * is −∞ it adds nothing.
 *
 * @param exponents λ_1 … λ_k, of all `dimension` ones or of the first, in any unit
 * @param dimension of the state
 * @returns null where all k sums are not negative and there are more exponents than those
 */
export function kaplanYorke(exponents: ArrayLike<number>, dimension: number): number | null {
  let sum = 0;
  for (let i = 0; i < exponents.length; i++) {
    const next = sum + exponents[i];
    if (next < 0) return i + sum / Math.abs(exponents[i]);
    sum = next;
  }
  return exponents.length === dimension ? dimension : null;
}

/**
 * Σ of the positive exponents, nats per layer: the Kolmogorov–Sinai entropy where Pesin's formula holds, else a bound of it
 * (Pesin 1977; Ruelle 1978).
 *
 * @param exponents λ_1 … λ_k, of all `dimension` ones or of the first
 * @returns null where all of them are positive and there are more
 */
export function entropy(exponents: ArrayLike<number>, dimension: number): number | null {
  let sum = 0;
  for (let i = 0; i < exponents.length; i++) {
    if (!(exponents[i] > 0)) return sum;
    sum += exponents[i];
  }
  return exponents.length === dimension ? sum : null;
}
