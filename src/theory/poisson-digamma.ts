import digamma from "@stdlib/math-base-special-digamma";

/** Terms this far below the largest no longer change the sum. */
const NEGLIGIBLE = 1e-18;

/**
 * E ψ(shift + j) over j ~ Poisson(mean). Summed outwards from the mode by the ratios of neighbouring
 * probabilities and divided by their own sum, so that no exponential or factorial can overflow; some 20√mean terms.
 */
export function poissonDigamma(mean: number, shift: number): number {
  const mode = Math.floor(mean);
  const centre = digamma(shift + mode);
  let total = 1;
  // ψ relative to its value at the mode: the sum then loses nothing to cancellation.
  let sum = 0;
  let weight = 1;
  let difference = 0;
  for (let j = mode + 1; ; j++) {
    weight *= mean / j;
    if (weight < NEGLIGIBLE) break;
    difference += 1 / (shift + j - 1);
    total += weight;
    sum += weight * difference;
  }
  weight = 1;
  difference = 0;
  for (let j = mode - 1; j >= 0; j--) {
    weight *= (j + 1) / mean;
    if (weight < NEGLIGIBLE) break;
    difference -= 1 / (shift + j);
    total += weight;
    sum += weight * difference;
  }
  return centre + sum / total;
}
