import { activationOf } from "../network/activations.ts";
import type { NetworkSpec } from "../network/spec.ts";
import { orthogonalWidthCoefficient, widthCoefficient } from "./finite-width.ts";
import { freeSpectrum } from "./free-spectrum.ts";
import type { Law } from "./law.ts";
import { topOnly } from "./laws-linear.ts";
import { leakyReluTop } from "./leaky-relu-finite.ts";
import { meanField } from "./mean-field.ts";
import { reluExponents, reluSurvival } from "./relu-finite.ts";

/** Below this width limits say little. */
export const NARROW = 8;
/** A 1/n term larger than this (nats per layer) is no correction any more. */
const LARGEST_CORRECTION = 0.1;

/**
 * Laws of h ← scale · φ(W h + b) and h ← scale · (W φ(h) + b), φ not linear, best first.
 *
 * @param ensemble number of networks measured, which decides whether an exponent is seen as −∞
 */
export function plainLaws(network: NetworkSpec, count: number, depth: number, ensemble: number): Law[] {
  const field = plainField(network);
  if (field === null) return [];
  return [...exactLaws(network, field, count, depth, ensemble), ...limitLaws(network, field, count)];
}

/** Variance map of the pre-activations of a plain network: q ← weight · E φ(√q z)² + bias, from q = start. */
export interface Field {
  weight: number;
  bias: number;
  start: number;
}

/** The variance map of h ← scale · φ(W h + b) or h ← scale · (W φ(h) + b); null for other branches. */
export function plainField(network: NetworkSpec): Field | null {
  const order = network.branch.join(" ");
  if (order !== "linear activation" && order !== "activation linear") return null;
  const { weights, bias, input } = network;
  const first = order === "activation linear";
  // Units of a first layer without input are all at 0 together, which no law allows for.
  if (first && input.variance === 0) return null;
  const scale2 = network.scale ** 2;
  return {
    weight: scale2 * weights.variance,
    bias: first ? scale2 * bias.variance : bias.variance,
    start: first ? input.variance : weights.variance * input.variance + bias.variance,
  };
}

function exactLaws(network: NetworkSpec, field: Field, count: number, depth: number, ensemble: number): Law[] {
  const { width, activation, weights, tied } = network;
  if (tied || weights.law !== "gaussian") return [];
  const source = "Hanin & Nica 2020";
  if (activation === "relu") {
    const finite = finiteExponents(width, count, depth, ensemble);
    return [
      {
        name: "ReLU at finite width",
        kind: "exact",
        exponents: [
          ...reluExponents(width, finite, field.weight),
          ...new Array<number>(count - finite).fill(Number.NEGATIVE_INFINITY),
        ],
        domain: "plain ReLU networks with fresh Gaussian weights and symmetric biases, at any width and depth",
        source,
        note: "Exact, given that no layer has fewer than i active units; −∞ where hardly a network is so lucky.",
      },
    ];
  }
  if (activation === "leaky-relu") {
    const leak = activationOf(activation).slope(-1);
    return [
      {
        name: "leaky ReLU at finite width, λ₁",
        kind: "exact",
        exponents: topOnly(leakyReluTop(width, field.weight, leak), count),
        domain: "plain leaky-ReLU networks with fresh Gaussian weights and symmetric biases, at any width and depth",
        source,
        note: "Exact at every width and depth.",
      },
    ];
  }
  return [];
}

/** How many exponents are more likely than not finite in at least one of the networks. */
function finiteExponents(width: number, count: number, depth: number, ensemble: number): number {
  const finite = (i: number): boolean => ensemble * Math.log1p(-reluSurvival(width, i, depth)) < -Math.LN2;
  let [low, high] = [0, count];
  while (low < high) {
    const middle = Math.ceil(0.5 * (low + high));
    if (finite(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function limitLaws(network: NetworkSpec, field: Field, count: number): Law[] {
  const { width, activation, weights, tied } = network;
  const { weight, bias, start } = field;
  // Recurrent networks: only for tanh and independent entries has the limit been checked.
  if (width < NARROW || (tied && (activation !== "tanh" || weights.law === "orthogonal"))) return [];
  const { q, exponent } = meanField(activation, weight, bias, start);
  const laws: Law[] = [];
  if (!tied && weights.law === "gaussian") {
    const correction = widthCoefficient(activation, weight, bias, start) / width;
    if (Math.abs(correction) < LARGEST_CORRECTION) {
      laws.push({
        name: "mean field + 1/n",
        kind: "limit",
        exponents: topOnly(exponent + correction, count),
        domain: "plain networks with fresh Gaussian weights, as the width grows",
        source: "second-order expansion around the mean-field fixed point",
        note: `λ₁ to order 1/n: ½ ln χ₁ ${correction < 0 ? "−" : "+"} ${Math.abs(correction).toPrecision(3)}.`,
      });
    }
  }
  if (!tied && weights.law === "orthogonal") {
    const correction = orthogonalWidthCoefficient(activation, weight, bias, start) / width;
    if (Math.abs(correction) < LARGEST_CORRECTION) {
      laws.push({
        name: "mean field + 1/n, approximate",
        kind: "limit",
        exponents: topOnly(exponent + correction, count),
        domain: "plain networks with fresh orthogonal weights, as the width grows",
        source: "fluctuation of ‖D u‖² over directions u",
        note: `λ₁ to about 1/n, without the state's fluctuations: ½ ln χ₁ − ${Math.abs(correction).toPrecision(2)}.`,
      });
    }
  }
  const law = weights.law === "orthogonal" ? "orthogonal" : "gaussian";
  laws.push(
    {
      name: "free probability",
      kind: "limit",
      exponents: freeSpectrum(activation, weight, bias, law, width, count, start),
      domain: "plain networks of any activation with fresh weights (tied ones of tanh), as the width grows",
      source: "S-transform; Kargin 2008, Pennington et al. 2018",
      note: "Whole spectrum as the width grows, read at x = (i − ½)/n; poor in the last exponents.",
    },
    {
      name: "mean field",
      kind: "limit",
      exponents: topOnly(exponent, count),
      domain: "plain networks of any activation with fresh weights (tied ones of tanh), as the width grows",
      source: "Poole et al. 2016, Schoenholz et al. 2017",
      note: `λ₁ = ½ ln χ₁ as the width grows, where pre-activations have variance q* = ${showVariance(q)}.`,
    },
  );
  return laws;
}

function showVariance(q: number): string {
  return q === Number.POSITIVE_INFINITY ? "∞" : String(Number(q.toPrecision(4)));
}
