import { createBundle } from "../network/bundle.ts";
import type { RandomNetwork } from "../network/network.ts";
import { stateDimension } from "../network/spec.ts";
import { logSpectralNorm } from "./spectral-norm.ts";

/**
 * ln ‖J_l‖₂ of l = 0 … depth − 1, nats: the textbook bound is ‖∂L/∂h_l‖ ≤ Π_{m ≥ l} ‖J_m‖₂ ‖∂L/∂h_L‖ (Pascanu,
 * Mikolov, Bengio 2013), whose growth is never below λ₁. J_l is formed by a push of the unit vectors, O(n³) a layer.
 * Yields after every layer (0: the profile has counted it); NaN from a layer on whose state is not finite.
 */
export function* networkNorms(network: RandomNetwork, depth: number): Generator<number, Float64Array> {
  const n = stateDimension(network.spec);
  const norms = new Float64Array(depth).fill(Number.NaN);
  const bundle = createBundle(n, 1 + n);
  const jacobian = new Float64Array(n * n);
  network.input(bundle);
  for (let layer = 0; layer < depth; layer++) {
    for (let row = 0; row < n; row++) {
      bundle.data.fill(0, row * (1 + n) + 1, (row + 1) * (1 + n));
      bundle.data[row * (1 + n) + 1 + row] = 1;
    }
    network.push(bundle, layer);
    for (let row = 0; row < n; row++) {
      jacobian.set(bundle.data.subarray(row * (1 + n) + 1, (row + 1) * (1 + n)), row * n);
    }
    norms[layer] = logSpectralNorm(jacobian, n);
    if (!Number.isFinite(norms[layer]) && norms[layer] !== Number.NEGATIVE_INFINITY) return norms;
    yield 0;
  }
  return norms;
}
