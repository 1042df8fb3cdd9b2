import digamma from "@stdlib/math-base-special-digamma";
import { activationOf } from "../network/activations.ts";
import { type NetworkSpec, operationsOf } from "../network/spec.ts";
import { isBiased, isHomogeneous, isUniform } from "../network/structure.ts";
import { type DepthScales, depthScales } from "./depth-scales.ts";
import { forwardMeanField } from "./forward-mean-field.ts";
import { lawsFor } from "./laws.ts";
import { NARROW, plainField } from "./laws-plain.ts";
import { ODD } from "./layered-mean-field.ts";
import { meanField } from "./mean-field.ts";
import { momentsOf } from "./moments.ts";
import { halfSquaredDistance } from "./pair-moments.ts";

/** What is known of numbers at some depths. */
export interface DepthLaw {
  /** `exact`: holds at this width; `limit`: as the width grows. */
  kind: "exact" | "limit";
  /** null where the law says nothing of a depth. */
  values: (number | null)[];
  source: string;
}

/** What is known of signals that go forward; null where no law is known. */
export interface ForwardLaw {
  /** Mean of log10 ‖h_l‖/√n. */
  log10StateSize: DepthLaw | null;
  /** 1 − cosine of two inputs' states. */
  oneMinusCorrelation: DepthLaw | null;
  /** Effective rank of the inputs' states: S vectors of one size and cosine ρ have S/(1 + (S − 1) ρ²). */
  effectiveRank: DepthLaw | null;
  /** Where plain networks end, c* being the cosine of two states there, and how fast. */
  scales: DepthScales | null;
}

const MEAN_FIELD = "Poole et al. 2016, Schoenholz et al. 2017";

/** The laws of signals at some depths l of a network: of S inputs of correlation C. `layers`: ascending, the last is the depth. */
export function forwardLaw(
  written: NetworkSpec,
  layers: readonly number[],
  inputs: number,
  correlation: number,
): ForwardLaw {
  const depth = layers.at(-1) ?? 0;
  const network = withoutDrive(written);
  const pairs = network.width < NARROW ? null : forwardMeanField(network, depth, correlation);
  const at = (of: (pair: { logSquare: number; apart: number }) => number): (number | null)[] =>
    layers.map((layer) => {
      const pair = pairs?.[layer] ?? null;
      const value = pair === null ? Number.NaN : of(pair);
      return Number.isNaN(value) ? null : value;
    });
  const limit = (values: (number | null)[]): DepthLaw | null =>
    pairs === null ? null : { kind: "limit", values, source: MEAN_FIELD };
  return {
    log10StateSize: exactSize(network, layers) ?? limit(at(({ logSquare }) => logSquare / (2 * Math.LN10))),
    oneMinusCorrelation: isEven(network, correlation)
      ? { kind: "exact", values: layers.map(() => 1), source: "h → −h of one input changes no law" }
      : limit(at(({ apart }) => apart)),
    effectiveRank: limit(at(({ apart }) => inputs / (1 + (inputs - 1) * (1 - apart) ** 2))),
    scales: network.width < NARROW ? null : scalesOf(network),
  };
}

/** A layer's own input, which all inputs share, is a bias to them. */
function withoutDrive(network: NetworkSpec): NetworkSpec {
  const { everyLayer = 0, ...input } = network.input;
  return everyLayer === 0 ? network : { ...network, input, bias: { variance: network.bias.variance + everyLayer } };
}

/**
 * E ln ‖h_l‖ where layers multiply lengths by independent factors, whatever the direction: homogeneous, without bias, rotation invariant
 * weights that are fresh in every layer. The factor's mean logarithm is λ₁, of a network with dead layers given that it lives.
 */
function exactSize(network: NetworkSpec, layers: readonly number[]): DepthLaw | null {
  const { width: n, weights, tied, skip, input } = network;
  const depth = layers.at(-1) ?? 0;
  if (tied || isBiased(network) || !isHomogeneous(network) || !isUniform({ ...network, batch: 1 })) return null;
  if (weights.law !== "gaussian" && !(weights.law === "orthogonal" && skip === 0)) return null;
  if (input.variance === 0 || depth === 0) return null;
  const [law] = lawsFor({ ...network, batch: 1 }, 1, depth, { burnIn: 0, ensemble: 1 });
  const rate = law?.exponents[0];
  if (law?.kind !== "exact" || typeof rate !== "number" || !Number.isFinite(rate)) return null;
  const start = 0.5 * (Math.log((2 * input.variance) / n) + digamma(n / 2));
  return { kind: "exact", values: layers.map((layer) => (start + layer * rate) / Math.LN10), source: law.source };
}

/** Whether one input could be −h: the network is odd, and inputs and weights are as likely with either sign. Cosines then have mean 0. */
function isEven(network: NetworkSpec, correlation: number): boolean {
  const operations = operationsOf(network);
  const own = operations.every((name) => name !== "batchnorm" && name !== "gru" && name !== "lstm");
  const shifted =
    operations.some((name) => name === "layernorm" || name === "rmsnorm") && network.norm.bias.variance > 0;
  const odd = !operations.includes("activation") || ODD.includes(network.activation);
  return correlation === 0 && own && odd && !shifted && !isBiased(network) && network.input.variance > 0;
}

/** Of plain networks of either order. */
function scalesOf(network: NetworkSpec): DepthScales | null {
  const { activation, weights, tied, branch, after, skip } = network;
  if (!isUniform({ ...network, batch: 1 }) || skip !== 0 || after.length > 0) return null;
  if (tied && weights.law === "orthogonal") return null;
  const field = plainField(network);
  if (field === null || (activation === "linear" && !isBiased(network))) return null;
  const { bias } = field;
  const unscaled = activationOf(activation).homogeneous && bias === 0;
  const growth = momentsOf(activation).slopeSquareAtZero;
  // Without a bias the size of a homogeneous network's weights changes no angle.
  const weight = unscaled ? 1 / growth : field.weight;
  const start = unscaled ? 1 : field.start;
  const { q } = meanField(activation, weight, bias, start);
  const scales = depthScales(activation, weight, bias, start);
  if (scales === null) return null;
  const first = branch[0] === "linear";
  const half = q * (1 - scales.correlation);
  const square = momentsOf(activation).square(Math.log(q));
  return {
    correlation: first ? 1 - halfSquaredDistance(activation, q, half) / square : scales.correlation,
    slope: scales.slope,
    correlationDepth: scales.correlationDepth,
    gradientDepth: unscaled ? 1 / Math.abs(Math.log(field.weight * growth)) : scales.gradientDepth,
  };
}
