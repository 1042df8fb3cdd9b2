/** Terms this far below the largest no longer change the sum. */
const NEGLIGIBLE = 1e-18;

/** E f(j) over j ~ Poisson(mean), outwards from the mode by the ratios of neighbours; some 20√mean terms. */
export function poissonMean(mean: number, f: (j: number) => number): number {
  const mode = Math.floor(mean);
  let total = 1;
  let sum = f(mode);
  let weight = 1;
  for (let j = mode + 1; ; j++) {
    weight *= mean / j;
    if (weight < NEGLIGIBLE) break;
    total += weight;
    sum += weight * f(j);
  }
  weight = 1;
  for (let j = mode - 1; j >= 0; j--) {
    weight *= (j + 1) / mean;
    if (weight < NEGLIGIBLE) break;
    total += weight;
    sum += weight * f(j);
  }
  return sum / total;
}
