import type { NetworkSpec } from "../network/spec.ts";
import { type LayeredGrowth, layeredGrowth } from "./layered-mean-field.ts";

/**
 * Gradient scale coefficient GSC(L, l) = ‖J‖_qm ‖h_l‖ / ‖h_L‖, J from layer l to L and ‖J‖_qm = ‖J‖_F/√n, as n → ∞: the square root of
 * what mean squares of tangents grow by over what those of the state grow by. 1 of networks that scale gradients as they scale
 * signals. Holds where `layeredGrowth` does: fresh dense weights, one input.
 *
 * @returns GSC(L, 0) … GSC(L, L); null where it is not known
 *
 * Source: Philipp, Song & Carbonell, "Gradients explode – deep networks are shallow – ResNet explained", 2018, for its meaning;
 * Schoenholz et al. 2017 for the mean field.
 */
export function meanFieldGsc(network: NetworkSpec, depth: number): Float64Array | null {
  const growth = layeredGrowth(network, depth);
  return growth === null ? null : gscOf(growth);
}

/** The same of a recursion in hand; NaN where state and gradient both vanish. */
export function gscOf({ logSquareNorm: norm, logSquareState: state }: LayeredGrowth): Float64Array {
  const depth = norm.length - 1;
  return Float64Array.from({ length: depth + 1 }, (_, layer) =>
    Math.exp(0.5 * (norm[depth] - norm[layer] + state[layer] - state[depth])),
  );
}
