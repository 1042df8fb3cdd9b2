/** Up to this many degrees of freedom the tail is summed; beyond, the expansion is exact to rounding of a threshold. */
const FEW = 100;

/**
 * The t that a Student-t variable with `freedom` degrees of freedom (a whole number ≥ 1) exceeds in size with a
 * probability of `level`, two-sided, where `normal` is the same for a normal variable; to a relative 1e-6 for levels
 * down to 1e-6.
 *
 * Source: Abramowitz & Stegun 26.7.3, 26.7.4 (finite sums), 26.7.5 (Fisher's expansion).
 */
export function studentQuantile(level: number, normal: number, freedom: number): number {
  if (freedom > FEW) return expansion(normal, freedom);
  // t = √ν tan θ, and the probability of a smaller one rises with θ.
  let [low, high] = [0, Math.PI / 2];
  for (let step = 0; step < 80; step++) {
    const middle = 0.5 * (low + high);
    if (outside(middle, freedom) > level) low = middle;
    else high = middle;
  }
  return Math.sqrt(freedom) * Math.tan(low);
}

/** P(|t| > √ν tan θ). */
function outside(theta: number, freedom: number): number {
  const [sine, cosine] = [Math.sin(theta), Math.cos(theta)];
  const odd = freedom % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let j = odd ? 3 : 2; j <= freedom - 2; j += 2) {
    term *= (cosine * cosine * (j - 1)) / j;
    sum += term;
  }
  return odd ? 1 - (2 / Math.PI) * (theta + sine * sum) : 1 - sine * sum;
}

function expansion(z: number, freedom: number): number {
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160,
  ];
  return terms.reduceRight((sum, each) => (sum + each) / freedom, 0) + z;
}
