import { activationOf } from "../network/activations.ts";
import { layersOf } from "../network/schedule.ts";
import {
  type ActivationName,
  biasVariance,
  isNormalisation,
  type NetworkSpec,
  type OperationName,
  weightsOf,
} from "../network/spec.ts";
import { momentRule } from "./activation-rule.ts";
import { momentsOf } from "./moments.ts";
import { expectation } from "./quadrature.ts";

/** φ(−x) = −φ(x). */
export const ODD: readonly ActivationName[] = ["linear", "tanh", "erf", "sine"];

/** The entries of a state, as mean field sees them, and what was done to a tangent's mean square. */
interface Signal {
  /** E x². */
  square: number;
  /** E x, computed when it is asked for. */
  mean: () => number;
  /** Whether entries are Gaussian of mean 0: what φ is averaged over. */
  gaussian: boolean;
  growth: number;
}

/** States of homogeneous activations grow without bound, but their slopes no longer change with them. */
const LARGEST = 1e200;

/**
 * λ₁ of h ← after(skip · h + α f(h)) as n → ∞, averaged over layers burnIn … depth − 1: the mean-field recursion for the
 * square of an entry of the state and of a tangent, operation by operation and layer by layer, whatever changes with depth.
 * A linear operation multiplies both by its own σ_w² (and adds σ_b² to the state's), φ takes q to E φ(√q z)² and tangents by
 * E φ′(√q z)², LayerNorm and RMSNorm divide both by the variance; skip path and branch add as squares. So two matrices make
 * ½ ln(1 + α² σ_w² σ_v²/2) of ReLU. Finite depth is part of the law: with skip = 1 and a bounded φ the exponent sinks to 0
 * only like 1/√L (ln‖J‖² grows like √L), with normalised branches like ln L / L.
 *
 * Holds for fresh dense weights, where φ meets Gaussian entries (behind a linear operation, or a sum of such) and the branch
 * has no mean given h: only odd operations follow its last matrix.
 *
 * @returns nats per layer; null where it does not hold
 *
 * Source: Poole et al., NeurIPS 2016; Schoenholz et al., ICLR 2017; Yang & Schoenholz, "Mean field residual networks: on the
 * edge of chaos", NeurIPS 2017; with LayerNorm: Xiong et al., ICML 2020.
 */
export function layeredMeanField(network: NetworkSpec, depth: number, burnIn: number): number | null {
  const growth = layeredGrowth(network, depth);
  if (growth === null) return null;
  const { logSquareNorm } = growth;
  if (logSquareNorm[depth] === Number.NEGATIVE_INFINITY) return Number.NEGATIVE_INFINITY;
  return (0.5 * (logSquareNorm[depth] - logSquareNorm[burnIn])) / (depth - burnIn);
}

/** What mean field says of every depth 0 … L. */
export interface LayeredGrowth {
  /** ln E‖J_l … J_1 u‖², length L + 1: 2 l times the mean exponent to there. */
  logSquareNorm: Float64Array;
  /** ln E h_l², mean square of an entry of the state, length L + 1. */
  logSquareState: Float64Array;
}

/** The same recursion, layer by layer; null where it does not hold. */
export function layeredGrowth(network: NetworkSpec, depth: number): LayeredGrowth | null {
  if (network.tied || network.batch > 1 || !isUncorrelated(network)) return null;
  const layers = layersOf(network);
  const logSquareNorm = new Float64Array(depth + 1);
  const logSquareState = new Float64Array(depth + 1);
  let state: Signal = { square: network.input.variance, mean: () => 0, gaussian: true, growth: 1 };
  logSquareState[0] = Math.log(state.square);
  // What was taken off states beyond LARGEST, where only their direction matters.
  let taken = 0;
  for (let layer = 0; layer < depth; layer++) {
    const next = through(layers(layer), { ...state, growth: 1 });
    if (next === null) return null;
    logSquareNorm[layer + 1] = logSquareNorm[layer] + Math.log(next.growth);
    state = { ...next, square: Math.min(next.square, LARGEST) };
    if (next.square > LARGEST) taken += Math.log(next.square / LARGEST);
    logSquareState[layer + 1] = Math.log(state.square) + taken;
  }
  return { logSquareNorm, logSquareState };
}

/** One layer. */
function through(network: NetworkSpec, start: Signal): Signal | null {
  const { skip, scale, branch, after } = network;
  let matrix = 0;
  const apply = (names: readonly OperationName[], from: Signal): Signal | null => {
    let signal: Signal | null = from;
    for (const name of names) {
      if (signal === null) return null;
      if (name === "linear") signal = linear(network, matrix++, signal);
      else signal = name === "activation" ? activation(network.activation, signal) : normalised(network, name, signal);
    }
    return signal;
  };
  // A branch of scale 0 does not matter, but its matrices count.
  const inner = apply(branch, start);
  if (inner === null) return null;
  const sum: Signal = {
    square: skip ** 2 * start.square + scale ** 2 * inner.square,
    mean: () => skip * start.mean() + scale * inner.mean(),
    gaussian: (skip === 0 || start.gaussian) && inner.gaussian,
    growth: skip ** 2 * start.growth + scale ** 2 * inner.growth,
  };
  return apply(after, sum);
}

function linear(network: NetworkSpec, matrix: number, { square, growth }: Signal): Signal | null {
  const { variance, sparsity, spectralNorm } = weightsOf(network, matrix);
  if (sparsity !== undefined || spectralNorm !== undefined) return null;
  return {
    square: variance * square + biasVariance(network),
    mean: () => 0,
    gaussian: true,
    growth: variance * growth,
  };
}

function activation(name: ActivationName, { square, mean, gaussian, growth }: Signal): Signal | null {
  if (name === "linear") return { square, mean, gaussian, growth };
  // Entries at 0 together are not Gaussian numbers of a small variance.
  if (!gaussian || square === 0) return null;
  const moments = momentsOf(name);
  const t = Math.log(square);
  return {
    square: moments.square(t),
    mean: () => (ODD.includes(name) ? 0 : meanOf(name, square)),
    gaussian: false,
    growth: growth * moments.slopeSquare(t),
  };
}

function meanOf(name: ActivationName, variance: number): number {
  const phi = activationOf(name);
  const q = Math.min(variance, 1e60);
  return expectation(momentRule(name, q), (h) => phi.value(h));
}

function normalised(network: NetworkSpec, name: OperationName, signal: Signal): Signal | null {
  const { gain, bias } = network.norm;
  if (name === "batchnorm" || gain.variance > 0) return null;
  const mean = signal.mean();
  const variance = name === "layernorm" ? signal.square - mean ** 2 : signal.square;
  if (!(variance > 0)) return null;
  return {
    square: gain.mean ** 2 + bias.variance,
    mean: () => (name === "layernorm" ? 0 : (gain.mean * mean) / Math.sqrt(variance)),
    gaussian: signal.gaussian,
    growth: (gain.mean ** 2 * signal.growth) / variance,
  };
}

/** Whether skip path and branch add as squares: the branch's last matrix is followed by odd operations only. */
function isUncorrelated({ skip, schedule, branch, activation }: NetworkSpec): boolean {
  if (skip === 0 && schedule?.skip === undefined) return true;
  const last = branch.lastIndexOf("linear");
  return (
    last >= 0 &&
    branch.slice(last).every((name) => name === "linear" || isNormalisation(name) || ODD.includes(activation))
  );
}
