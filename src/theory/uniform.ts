import { layersOf } from "../network/schedule.ts";
import { matrixCount, type NetworkSpec, weightsOf } from "../network/spec.ts";
import { isHomogeneous } from "../network/structure.ts";

/** Layers that are looked at one by one at most. */
const MOST_LAYERS = 20_000;

/**
 * A layer whose matrices all have the same law but for their σ, as a layer of one σ: the geometric mean, since only the
 * product of the factors of a homogeneous branch matters. null where there is no such layer.
 */
export function withOneLaw(layer: NetworkSpec): NetworkSpec | null {
  const count = matrixCount(layer);
  const all = Array.from({ length: count }, (_, matrix) => weightsOf(layer, matrix));
  const [first = layer.weights] = all;
  const alike = all.every(
    ({ law, sparsity, spectralNorm }) => law === first.law && sparsity === undefined && spectralNorm === undefined,
  );
  if (!alike) return null;
  const { matrices, schedule: _, ...rest } = layer;
  if (matrices === undefined) return rest;
  const variance = Math.exp(all.reduce((sum, each) => sum + Math.log(each.variance), 0) / Math.max(1, count));
  return { ...rest, weights: { ...first, variance } };
}

/**
 * A network without skip path whose operations are homogeneous, as one that is the same in every layer: numbers that
 * change with depth only multiply the Jacobians, so that the spectrum is that of their geometric means over the layers
 * burnIn … depth − 1, exactly. null where that does not hold.
 */
export function uniformTwin(network: NetworkSpec, depth: number, burnIn: number): NetworkSpec | null {
  const layers = layersOf(network);
  const counted = depth - burnIn;
  if (!isHomogeneous(network) || network.input.variance === 0 || counted > MOST_LAYERS) return null;
  let [weight, scale] = [0, 0];
  let biased = false;
  for (let layer = burnIn; layer < depth; layer++) {
    const here = withOneLaw(layers(layer));
    if (here === null || here.skip !== 0) return null;
    weight += Math.log(here.weights.variance) / counted;
    scale += Math.log(Math.abs(here.scale)) / counted;
    biased ||= here.bias.variance > 0;
  }
  const twin = withOneLaw(layers(burnIn));
  if (twin === null) return null;
  return {
    ...twin,
    scale: Math.exp(scale),
    weights: { ...twin.weights, variance: Math.exp(weight) },
    bias: { variance: biased ? 1 : 0 },
  };
}

/** The layers burnIn … depth − 1 as uniform networks, where their matrices have one law; null otherwise. */
export function uniformLayers(network: NetworkSpec, depth: number, burnIn: number): NetworkSpec[] | null {
  if (depth - burnIn > MOST_LAYERS) return null;
  const layers = layersOf(network);
  const each = Array.from({ length: depth - burnIn }, (_, i) => withOneLaw(layers(burnIn + i)));
  return each.every((layer) => layer !== null) ? each : null;
}
