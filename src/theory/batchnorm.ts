import { activationOf } from "../network/activations.ts";
import type { ActivationName, NetworkSpec } from "../network/spec.ts";
import { gaussLegendre } from "./gauss-legendre.ts";
import { normalisedForm } from "./normalised-form.ts";

/** Widths from which the growth of the mean square is that of the exponent, in batches. */
export const WIDE_BATCH = 16;

/**
 * λ₁ = ½ ln g(B) of h ← α φ(BN(W h + b)) as n grows at a fixed batch, nats per layer; null for other networks, and where n is
 * below 16 B.
 *
 * Source: see `batchNormGrowth`.
 */
export function batchNormExponent(network: NetworkSpec): number | null {
  const { activation, width, batch, norm, weights, matrices = [weights] } = network;
  if (normalisedForm(network) !== "batchnorm" || batch <= 3 || width < WIDE_BATCH * batch) return null;
  if (norm.bias.variance > 0 || norm.gain.mean === 0 || matrices.some(({ variance }) => variance === 0)) return null;
  return 0.5 * Math.log(batchNormGrowth(activation, batch, norm.gain.mean));
}

const PANEL = gaussLegendre(16);
/** cos^m θ below this is left out. */
const NEGLIGIBLE = 1e-20;

const cache = new Map<string, number>();

/**
 * g(B): growth of the mean squared gradient per layer of h ← φ(BN(W h + b)) at a batch of B, as n → ∞. With x uniform on
 * {Σ x = 0, ‖x‖² = B}, D = diag φ′(x), P = I − 11ᵀ/B and Π = P − xxᵀ/B,
 * g(B) = B/(B − 3) · E[tr(P D Π D)]/(B − 1) / κ, κ = E‖P φ(x)‖²/(B − 1). It depends neither on the scale of the weights nor
 * on their biases, which the normalisation takes out. B → ∞: E φ′²/Var φ. Linear: (B − 2)/(B − 3).
 *
 * The traces need two coordinates of x only. In angles, x₁ = √(B − 1) sin θ with density cos^{B−3} θ and, given it,
 * x₂ = √(B − 1) (−sin θ + √(B (B − 2)) cos θ sin ψ)/(B − 1) with density cos^{B−4} ψ: smooth integrals but for the kinks of φ at
 * 0, where panels end.
 *
 * @param gain of the normalisation, the same for every unit
 * @param batch B; Infinity at B = 3, where the squared gradient has no mean
 *
 * Source: Yang, Pennington, Rao, Sohl-Dickstein & Schoenholz, "A mean field theory of batch normalization", ICLR 2019.
 */
export function batchNormGrowth(activation: ActivationName, batch: number, gain = 1): number {
  if (batch <= 3) return Number.POSITIVE_INFINITY;
  const key = `${activation} ${batch} ${gain}`;
  let growth = cache.get(key);
  if (growth === undefined) {
    growth = integrate(activation, batch, gain);
    cache.set(key, growth);
  }
  return growth;
}

function integrate(activation: ActivationName, B: number, gain: number): number {
  const phi = activationOf(activation);
  const radius = Math.sqrt(B - 1);
  const ratio = Math.sqrt(B * (B - 2));
  // Where all of x₂ has one sign: the inner integral's kink leaves its range.
  const leaves = Math.atan(ratio);
  let [mass, square, slopes, product, mixed] = [0, 0, 0, 0, 0];
  each([-Math.PI / 2, -leaves, 0, leaves, Math.PI / 2], B - 3, radius, (theta, outer) => {
    const x = radius * Math.sin(theta);
    const [f, d] = [phi.value(gain * x), gain * phi.slope(gain * x)];
    mass += outer;
    square += outer * f * f;
    slopes += outer * (1 - 1 / B - (x * x) / B) * d * d;
    let [own, fSum, dSum] = [0, 0, 0];
    const kink = Math.tan(theta) / ratio;
    const edges = Math.abs(kink) < 1 ? [-Math.PI / 2, Math.asin(kink), Math.PI / 2] : [-Math.PI / 2, Math.PI / 2];
    each(edges, B - 4, radius, (psi, inner) => {
      const y = (radius * (ratio * Math.cos(theta) * Math.sin(psi) - Math.sin(theta))) / (B - 1);
      own += inner;
      fSum += inner * phi.value(gain * y);
      dSum += inner * (1 + x * y) * gain * phi.slope(gain * y);
    });
    product += (outer * f * fSum) / own;
    mixed += (outer * d * dSum) / own;
  });
  const kappa = (square - product) / mass;
  return ((B / (B - 3)) * (slopes + mixed / B)) / mass / kappa;
}

/** Calls `see(angle, weight)` for the nodes of a rule for ∫ f(θ) cos^power θ dθ, with panels between the edges. */
function each(edges: readonly number[], power: number, radius: number, see: (angle: number, weight: number) => void) {
  const reach = power === 0 ? Math.PI / 2 : Math.acos(Math.exp(Math.log(NEGLIGIBLE) / power));
  for (let i = 0; i + 1 < edges.length; i++) {
    const low = Math.max(edges[i], -reach);
    const high = Math.min(edges[i + 1], reach);
    if (high <= low) continue;
    // Activations have their features at x of order 1.
    const panels = Math.ceil((high - low) * Math.max(radius, 6));
    const half = (high - low) / panels / 2;
    for (let panel = 0; panel < panels; panel++) {
      for (let k = 0; k < PANEL.nodes.length; k++) {
        const angle = low + (2 * panel + 1 + PANEL.nodes[k]) * half;
        see(angle, PANEL.weights[k] * half * Math.cos(angle) ** power);
      }
    }
  }
}
