/**
 * Lyapunov exponents of a product of matrices σ_w times orthogonal: every one is ln σ_w, at every width and
 * depth, whatever the law of the orthogonal factors, since lengths and angles are all multiplied alike.
 *
 * @param count how many exponents
 * @param variance σ_w²; 0 gives −∞
 * @returns λ_1 … λ_count, nats per layer
 */
export function orthogonalExponents(count: number, variance: number): number[] {
  return new Array<number>(count).fill(0.5 * Math.log(variance));
}
