import { activationOf } from "../network/activations.ts";
import { layersOf } from "../network/schedule.ts";
import {
  gatedOf,
  isNormalisation,
  type NetworkSpec,
  type OperationName,
  operationsOf,
  weightsOf,
} from "../network/spec.ts";
import { hasSkip } from "../network/structure.ts";
import { momentRule } from "./activation-rule.ts";
import { ODD } from "./layered-mean-field.ts";
import { momentsOf } from "./moments.ts";
import { costOfDistance, halfSquaredDistance } from "./pair-moments.ts";
import { expectation } from "./quadrature.ts";

/** Two inputs' states at some depth, as the width grows. */
export interface PairState {
  /** ln E h²: of an entry. */
  logSquare: number;
  /** 1 − cosine of the two states. */
  apart: number;
}

/** An entry of two inputs' states, alike in law. */
interface Pair {
  /** E h², but for e^log. */
  square: number;
  /** ½ E (h − h′)², but for e^log. */
  half: number;
  /** E h, but for e^{log/2}; computed when it is asked for. */
  mean: () => number;
  /** Whether the entries are jointly Gaussian of mean 0: what φ is averaged over. */
  gaussian: boolean;
  /** Taken out of states that grow or shrink without bound, where φ commutes with it. */
  log: number;
}

/** Squares from which a state is brought back to size, or, where φ does not allow that, the recursion ends. */
const LARGEST = 1e200;
const SMALLEST = 1e-200;
/** Of averages over two inputs, in all layers together: a second or two. */
const MOST_COST = 2000;
/** A state that changes by less than this, relatively, in a layer stays. */
const STILL = 1e-14;

/**
 * Size and cosine of the states of two inputs of correlation C at every depth, as n → ∞: what mean field says of one entry of
 * both, operation by operation. A linear operation takes E h² to σ_w² E h² + σ_b² and ½ E(h − h′)² to σ_w² times it, φ averages over two
 * Gaussian numbers, LayerNorm and RMSNorm divide by the variance; skip path and branch are independent given the layers before, so
 * that only their means meet: E h f = E h · E f. That holds at any depth for every φ, odd or not.
 *
 * Exact in the limit for dense weights with independent entries or orthogonal ones, fresh in every layer; for tied ones with
 * independent entries where there is no skip path (Yang 2019). φ has to meet Gaussian entries: it stands behind a linear
 * operation, or a sum of such.
 *
 * @returns for l = 0 … depth; null from the depth on where it no longer holds, or is too much to compute; null where it never does
 *
 * Source: Poole et al., NeurIPS 2016; Schoenholz et al., ICLR 2017; residual: Yang & Schoenholz, NeurIPS 2017; means: derived
 * for this project.
 */
export function forwardMeanField(
  network: NetworkSpec,
  depth: number,
  correlation: number,
): (PairState | null)[] | null {
  if (!isFollowed(network)) return null;
  const layers = layersOf(network);
  const scalable = isScalable(network);
  const { variance } = network.input;
  let pair: Pair = { square: variance, half: variance * (1 - correlation), mean: () => 0, gaussian: true, log: 0 };
  let cost = 0;
  const states: (PairState | null)[] = [stateOf(pair)];
  for (let layer = 0; layer < depth; layer++) {
    const before: Pair = pair;
    const after = through(layers(layer), before, (more) => {
      cost += more;
      return cost <= MOST_COST;
    });
    const next = after === null ? null : scalable ? rescaled(after) : after;
    const tiny = next !== null && !scalable && next.square > 0 && next.square < SMALLEST;
    if (next === null || tiny || !(next.square < LARGEST)) {
      states.push(...new Array<null>(depth - layer).fill(null));
      return layer === 0 ? null : states;
    }
    pair = next;
    states.push(stateOf(pair));
    if (network.schedule === undefined && pair.log === before.log && isStill(before, pair)) {
      states.push(...new Array<PairState>(depth - layer - 1).fill(stateOf(pair)));
      return states;
    }
  }
  return states;
}

function stateOf({ square, half, log }: Pair): PairState {
  return { logSquare: Math.log(square) + log, apart: square === 0 ? Number.NaN : half / square };
}

function isStill(before: Pair, after: Pair): boolean {
  const close = (a: number, b: number): boolean => Math.abs(a - b) <= STILL * b;
  return close(before.square, after.square) && close(before.half, after.half);
}

/** Whether the network is one whose states the recursion follows; φ may still meet what is not Gaussian. */
function isFollowed(network: NetworkSpec): boolean {
  const { tied, integrator, norm, branch, weights, matrices = [weights], input } = network;
  if (gatedOf(network) !== null || integrator !== undefined || input.variance === 0) return false;
  if (operationsOf(network).includes("batchnorm")) return false;
  if (operationsOf(network).some(isNormalisation) && norm.gain.variance > 0) return false;
  if (
    matrices.some(
      ({ sparsity, spectralNorm, zeroDiagonal, split }) => sparsity ?? spectralNorm ?? zeroDiagonal ?? split,
    )
  )
    return false;
  if (tied && (hasSkip(network) || matrices.some(({ law }) => law === "orthogonal"))) return false;
  // Without a matrix of its own a branch is not independent of what passes by it.
  return !hasSkip(network) || branch.includes("linear");
}

/** Whether all sizes can be brought back, b scaled too: φ is positively homogeneous, or there is none, and nothing is normalised. */
function isScalable(network: NetworkSpec): boolean {
  const operations = operationsOf(network);
  if (operations.some(isNormalisation)) return false;
  return !operations.includes("activation") || activationOf(network.activation).homogeneous;
}

function rescaled(pair: Pair): Pair {
  const { square, half, mean, log } = pair;
  if (!(square > 1e50 || (square > 0 && square < 1e-50))) return pair;
  const known = mean() / Math.sqrt(square);
  return { ...pair, square: 1, half: half / square, mean: () => known, log: log + Math.log(square) };
}

/** One layer. `affordable` is asked before every average over two inputs. */
function through(network: NetworkSpec, start: Pair, affordable: (cost: number) => boolean): Pair | null {
  const { skip, scale, branch, after } = network;
  let matrix = 0;
  const apply = (names: readonly OperationName[], from: Pair): Pair | null => {
    let pair: Pair | null = from;
    for (const name of names) {
      if (pair === null) return null;
      if (name === "linear") pair = linear(network, matrix++, pair);
      else pair = name === "activation" ? activation(network, pair, affordable) : normalised(network, name, pair);
    }
    return pair;
  };
  const inner = apply(branch, start);
  if (inner === null) return null;
  const together = skip === 0 || scale === 0 ? 0 : 2 * skip * scale * start.mean() * inner.mean();
  const sum: Pair = {
    square: skip ** 2 * start.square + scale ** 2 * inner.square + together,
    half: skip ** 2 * start.half + scale ** 2 * inner.half,
    mean: () => (skip === 0 ? 0 : skip * start.mean()) + scale * inner.mean(),
    gaussian: (skip === 0 || start.gaussian) && (scale === 0 || inner.gaussian),
    log: start.log,
  };
  // Means are wanted one layer later at most: a chain of them would not end.
  const mean = skip === 0 ? sum.mean : settled(sum.mean());
  return apply(after, { ...sum, mean });
}

function settled(value: number): () => number {
  return () => value;
}

function linear(network: NetworkSpec, matrix: number, { square, half, log }: Pair): Pair {
  const { variance } = weightsOf(network, matrix);
  const bias = network.bias.variance + (network.input.everyLayer ?? 0);
  return {
    square: variance * square + bias * Math.exp(-log),
    half: variance * half,
    mean: () => 0,
    gaussian: true,
    log,
  };
}

function activation(
  { activation: name }: NetworkSpec,
  { square, half, mean, gaussian, log }: Pair,
  affordable: (cost: number) => boolean,
): Pair | null {
  if (name === "linear") return { square, half, mean, gaussian, log };
  if (!gaussian) return null;
  const phi = activationOf(name);
  if (square === 0) return { square: phi.value(0) ** 2, half: 0, mean: () => phi.value(0), gaussian: false, log };
  if (!affordable(costOfDistance(name, square, half))) return null;
  return {
    square: momentsOf(name).square(Math.log(square)),
    half: halfSquaredDistance(name, square, half),
    mean: () => (ODD.includes(name) ? 0 : expectation(momentRule(name, square), (h) => phi.value(h))),
    gaussian: false,
    log,
  };
}

function normalised(
  { norm }: NetworkSpec,
  name: OperationName,
  { square, half, mean, gaussian, log }: Pair,
): Pair | null {
  const { gain, bias } = norm;
  const centre = mean();
  const variance = name === "layernorm" ? square - centre ** 2 : square;
  if (!(variance > 0)) return null;
  return {
    square: gain.mean ** 2 + bias.variance,
    half: (gain.mean ** 2 * half) / variance,
    mean: settled(name === "layernorm" ? 0 : (gain.mean * centre) / Math.sqrt(variance)),
    gaussian,
    log,
  };
}
