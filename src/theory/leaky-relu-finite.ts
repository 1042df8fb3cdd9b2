/** Step of the trapezoidal rule in ln t; the integrand is analytic for |Im ln t| < π/2, which makes it exact to 1e-16. */
const STEP = 0.125;

/**
 * λ₁ of a plain network with leaky ReLU of slopes 1 and a ≠ 0 and fresh Gaussian weights (and fresh symmetric
 * biases or none), exact at every width and depth. Signs are fair coins, independent of the weights' size, so
 * ‖J u‖² is σ_w²/n · S, S = Σ_j d_j² g_j² with d_j = 1 or a; and E ln S = ∫₀^∞ (e^−t − E e^−tS) dt/t with
 * E e^−tS = [ ½ (1 + 2t)^−½ + ½ (1 + 2a²t)^−½ ]ⁿ.
 *
 * @param width n
 * @param variance σ_w²
 * @param slope a; a = 1 is Newman's law
 * @returns nats per layer
 *
 * Source: independence of signs as in Hanin & Nica, Commun. Math. Phys. 376 (2020) 287; Frullani's integral.
 */
export function leakyReluTop(width: number, variance: number, slope: number): number {
  const a2 = slope * slope;
  let sum = 0;
  for (let u = -40; ; u += STEP) {
    const t = Math.exp(u);
    const transform = (0.5 / Math.sqrt(1 + 2 * t) + 0.5 / Math.sqrt(1 + 2 * a2 * t)) ** width;
    sum += Math.exp(-t) - transform;
    if (t > 40 && transform < 1e-18) break;
  }
  return 0.5 * (Math.log(variance / width) + STEP * sum);
}
