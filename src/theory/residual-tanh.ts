/** 8/(3√(2π)) = 1.0638. */
const CONSTANT = 8 / (3 * Math.sqrt(2 * Math.PI));

/**
 * ln‖J_L … J_1 u‖² of h ← h + α tanh(W h), fresh weights, n → ∞ and then L → ∞: 8/(3√(2π)) · α σ_w √L. The state's variance grows as
 * α² L, so that slopes E φ′² shrink like 1/√L: λ₁ = 0, and yet gradients grow without bound. The constant is reached slowly; at a
 * finite depth the recursion of `layeredGrowth` is the law, which n = 128 keeps to 2 %.
 *
 * @param scale α
 * @param deviation σ_w
 *
 * Source: Yang & Schoenholz, "Mean field residual networks: on the edge of chaos", NeurIPS 2017.
 */
export function residualTanhGrowth(scale: number, deviation: number, depth: number): number {
  return CONSTANT * Math.abs(scale) * deviation * Math.sqrt(depth);
}
