import type { Adjoint } from "../network/adjoint.ts";
import type { Matrix } from "../network/bundle.ts";
import { IN_LAW, STREAMS, streamKey } from "../network/generator.ts";
import type { RandomNetwork } from "../network/network.ts";
import { logNorm } from "../network/norm.ts";
import { fillStandardised, tableOf } from "../network/quantile.ts";
import type { Sampling } from "../network/sampling.ts";
import { matrixCount, stateDimension } from "../network/spec.ts";
import { type Clip, clippedSignal, globalFactor, LogNorm } from "./clip.ts";
import { Flow } from "./flow.ts";
import { networkNorms } from "./norm-bound.ts";
import { spacedLayers } from "./spaced-layers.ts";
import { Tape } from "./tape.ts";
import { tiedGradients, untiedGradients } from "./weight-gradient.ts";

/** How gradients are measured. */
export interface GradientSettings {
  /** L: layers. */
  depth: number;
  /** Layers at either end that the slope of a profile leaves out. */
  burnIn: number;
  /** Whether ‖J_l‖₂ is measured too, O(n³) a layer. */
  normBound?: boolean;
  /** How gradients are clipped; not at all if not given. */
  clip?: Clip;
  /** τ: layers that the gradient is sent back through, counted from the output; all of them if not given. */
  window?: number;
  /** Where ∂L/∂h_L is not 0: entries from … from + units − 1; everywhere if not given. */
  output?: Entries;
  /** By which equation; the transposed derivative of each layer if not given. Only a neural-ode has the other one. */
  adjoint?: Adjoint;
}

/** What may be asked of a gradient beside its sizes. */
export type GradientOptions = Pick<GradientSettings, "clip" | "window" | "adjoint" | "output">;

/** Some entries of the state, side by side. */
export interface Entries {
  from: number;
  units: number;
}

/** What one network gives: natural logarithms of sizes, −∞ where one is exactly 0. */
export interface NetworkGradient {
  /** ln ‖∂L/∂h_l‖ / ‖∂L/∂h_L‖ at the reported layers, as clipped. */
  gradient: Float64Array;
  /** The same without clipping: ln ‖J_lᵀ … J_{L−1}ᵀ δ_L‖. */
  unclipped: Float64Array;
  /** ln ‖∂L/∂W‖_F / ‖∂L/∂h_L‖, matrices × (reported layers − 1): behind the last state there are no weights. */
  weights: Float64Array;
  /** ln ‖h_l‖ at the reported layers. */
  state: Float64Array;
  /** ln(‖skip · h_l‖ / ‖scale · f_l(h_l)‖) at the reported layers but the last; NaN without a skip path, or where both are 0. */
  dilution: Float64Array;
  /** Σ ln ‖J_m‖₂ over m = l … L − 1 at the reported layers; empty where it was not asked for. */
  bound: Float64Array;
  /** Whether a state or a cotangent left the range of the numbers; the rest is then meaningless. */
  overflow: boolean;
}

/** Layers that a profile reports at most: a deeper one is reported at evenly spaced layers. */
const MOST_LAYERS = 4097;

/** The layers l, ascending from 0 to `depth`, at which a profile is reported. */
export function reportedLayers(depth: number): number[] {
  return spacedLayers(depth, MOST_LAYERS);
}

/** δ_L = ∂L/∂h_L of network `index`, n numbers: uniform on the unit sphere, of those entries. */
export function outputGradient(
  seed: number,
  index: number,
  n: number,
  sampling: Sampling = "network",
  { from, units }: Entries = { from: 0, units: n },
): Float64Array {
  const delta = new Float64Array(n);
  const stream = STREAMS.cotangent + (sampling === "law" ? IN_LAW : 0);
  fillStandardised(delta, n, tableOf("gaussian"), streamKey(seed, index, 0, stream), 0);
  delta.fill(0, 0, from);
  delta.fill(0, from + units);
  const size = Math.exp(logNorm(delta, 1, n));
  return delta.map((value) => value / size);
}

/**
 * Backpropagation through one network: δ_l = J_lᵀ δ_{l+1} from δ_L = `output`, brought back to length 1 at every layer
 * with the logarithm kept, so that thousands of decades are exact (Rumelhart, Hinton, Williams 1986). Tied weights have
 * one gradient: at layer l it is the sum over the layers from l on. Clipping changes lengths alone, so that directions and
 * `unclipped` do not know of it. Truncated backpropagation through time (Williams & Peng 1990) ends after `window` layers: further
 * back gradients are exactly 0, and tied weights sum over those layers. O(n²) a layer. Yields after every layer of every
 * pass the part of a network·layer that was done.
 */
export function* networkGradient(
  network: RandomNetwork,
  output: Float64Array,
  { depth, normBound = false, clip, window = depth, adjoint = "discrete" }: GradientSettings,
): Generator<number, NetworkGradient> {
  const { spec } = network;
  const matrices = matrixCount(spec);
  const layers = reportedLayers(depth);
  const last = layers.length - 1;
  const places = new Map(layers.map((layer, i) => [layer, i]));
  const filled = (length: number): Float64Array => new Float64Array(length).fill(Number.NEGATIVE_INFINITY);
  const result: NetworkGradient = {
    gradient: filled(last + 1),
    unclipped: filled(last + 1),
    weights: filled(matrices * last),
    state: filled(last + 1),
    dilution: new Float64Array(last).fill(Number.NaN),
    bound: new Float64Array(0),
    overflow: false,
  };
  const end = Math.max(0, depth - window);
  const way = new (adjoint === "continuous" ? Flow : Tape)(network, depth, depth - end);
  const finite = yield* way.forward((layer, logSize, dilution) => {
    const place = places.get(layer);
    if (place === undefined) return;
    result.state[place] = logSize;
    if (place < last) result.dilution[place] = dilution;
  });
  if (!finite) return { ...result, overflow: true };

  const weightGradients = spec.tied ? tiedGradients(spec) : untiedGradients(spec);
  const cotangent: Matrix = { rows: stateDimension(spec), columns: 1, data: Float64Array.from(output) };
  let free = 0;
  let log = clippedSignal(free, clip);
  result.gradient[last] = log;
  result.unclipped[last] = free;
  const all = new LogNorm();
  for (let layer = depth - 1; layer >= end; layer--) {
    const place = places.get(layer);
    const bounded = yield* way.back(layer, cotangent, (matrix, at, input, exponent) => {
      weightGradients.add(matrix, at, log, input, exponent * Math.LN2);
    });
    for (let matrix = 0; matrix < matrices; matrix++) {
      // A sum over all layers takes O(n²) to be told.
      if (spec.tied && place === undefined) continue;
      const size = weightGradients.size(matrix);
      if (!spec.tied) all.add(size);
      if (place !== undefined) result.weights[matrix * last + place] = size;
    }
    const size = logNorm(cotangent.data, 1, cotangent.rows);
    if (!bounded || Number.isNaN(size) || size === Number.POSITIVE_INFINITY) return { ...result, overflow: true };
    free += size;
    log = clippedSignal(log + size, clip);
    // A gradient of exactly 0 stays 0: its logarithm is −∞ from here on.
    if (size > Number.NEGATIVE_INFINITY) scale(cotangent.data, size);
    if (place !== undefined) {
      result.gradient[place] = log;
      result.unclipped[place] = free;
    }
    yield way.part;
  }
  // Tied weights: the sum over all layers is the gradient, and what it was at the last of them it is before.
  for (let matrix = 0; spec.tied && matrix < matrices; matrix++) {
    const size = weightGradients.size(matrix);
    all.add(size);
    for (let place = 0; place < last && layers[place] < end; place++) result.weights[matrix * last + place] = size;
  }
  const factor = globalFactor(all.value, clip);
  for (const sizes of [result.gradient, result.weights]) for (let i = 0; i < sizes.length; i++) sizes[i] += factor;
  if (normBound) result.bound = yield* boundOf(network, layers);
  return result;
}

/** Σ ln ‖J_m‖₂ over m = l … L − 1 at some layers l. */
function* boundOf(network: RandomNetwork, layers: readonly number[]): Generator<number, Float64Array> {
  const depth = layers.at(-1) ?? 0;
  const norms = yield* networkNorms(network, depth);
  const bound = new Float64Array(layers.length);
  let sum = 0;
  for (let layer = depth - 1, place = layers.length - 2; layer >= 0; layer--) {
    sum += norms[layer];
    if (layers[place] === layer) bound[place--] = sum;
  }
  return bound;
}

/** values ← values / e^size, in two steps: e^size may be subnormal where the quotient is not. */
function scale(values: Float64Array, size: number): void {
  const half = Math.exp(-size / 2);
  for (let i = 0; i < values.length; i++) values[i] = values[i] * half * half;
}
