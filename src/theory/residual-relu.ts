/**
 * λ₁ of h ← h + α φ(W h), φ = ReLU, α > 0, n → ∞: ½ ln(1 + 2αrs + α²σ_w²/2) with s = σ_w/√(2π) and r the fixed point of
 * r ← (r + αs)/√(1 + 2αrs + α²σ_w²/2). It is of order α, not α², because φ has a mean.
 *
 * @param deviation σ_w
 * @returns nats per layer
 *
 * Source: mean-field recursion for the state's mean direction, derived for this project and checked by simulation.
 */
export function residualReluTop(scale: number, deviation: number): number {
  const s = deviation / Math.sqrt(2 * Math.PI);
  const square = 0.5 * (scale * deviation) ** 2;
  // r² (1 + 2αrs + σ) = (r + αs)² at the fixed point; the right side less the left falls through 0 once on (0, 1).
  const excess = (r: number): number => (r + scale * s) ** 2 - r * r * (1 + 2 * scale * r * s + square);
  let low = 0;
  let high = 1;
  while (high - low > 1e-15) {
    const middle = 0.5 * (low + high);
    if (middle === low || middle === high) break;
    if (excess(middle) > 0) low = middle;
    else high = middle;
  }
  return 0.5 * Math.log1p(scale * s * (low + high) + square);
}
