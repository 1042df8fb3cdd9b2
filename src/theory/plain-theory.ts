import { gatedOf, isNormalisation, type NetworkSpec, operationsOf } from "../network/spec.ts";
import { isUniform } from "../network/structure.ts";
import { criticalVariance } from "./critical-line.ts";
import { depthScales } from "./depth-scales.ts";
import { orthogonalWidthCoefficient, widthCoefficient } from "./finite-width.ts";
import { plainField } from "./laws-plain.ts";
import { type LimitDimension, limitDimension } from "./limit-dimension.ts";
import { meanField } from "./mean-field.ts";

/** Mean-field theory of a plain network, n → ∞, for the input that it is given. */
export interface PlainTheory {
  /** q*: variance of the pre-activations deep in the network; 0 or Infinity where it runs there. */
  q: number;
  /** χ₁: growth of the mean squared gradient per layer. */
  chi: number;
  /** λ₁ = ½ ln χ₁, nats per layer. */
  exponent: number;
  /** c of λ₁(n) = ½ ln χ₁ + c/n, and whether only its leading part is known; null for laws of the weights without one. */
  widthCoefficient: { value: number; approximate: boolean } | null;
  /** c*: correlation that two inputs end up with; null, as χ_c and ξ_c, where q* is 0 or infinite: `whyNoCorrelation`. */
  correlation: number | null;
  /** χ_c: slope of the correlation map at c*. */
  slope: number | null;
  /** ξ_c = −1/ln χ_c, layers; Infinity on the critical line. */
  correlationDepth: number | null;
  whyNoCorrelation?: string;
  /** ξ = 1/|ln χ₁|, layers over which squared gradients change by e; Infinity on the critical line. */
  gradientDepth: number;
  /** σ_w² of the edge of chaos at this σ_b²; null where there is none: `whyNoEdge`. */
  criticalVariance: number | null;
  /** σ_w² less that: above 0 gradients explode. */
  distance: number | null;
  whyNoEdge?: string;
  /** D_KY/n and H/n of the whole limiting spectrum, H in nats per layer and unit. */
  limit: LimitDimension;
}

/** The mean-field theory of a network; null where it is not that of a plain one: `whyNoPlainTheory`. */
export function plainTheory(network: NetworkSpec): PlainTheory | null {
  if (whyNoPlainTheory(network) !== null) return null;
  const { activation, weights, scale, tied, input } = network;
  const field = plainField({ ...network, bias: { variance: network.bias.variance + (input.everyLayer ?? 0) } });
  if (field === null || field.weight === 0) return null;
  const { weight, bias, start } = field;
  const { q, chi, exponent } = meanField(activation, weight, bias, start);
  const law = weights.law === "orthogonal" ? "orthogonal" : "gaussian";
  const scales = depthScales(activation, weight, bias, start);
  const edge = criticalVariance(activation, bias);
  // A scale on the branch is one on σ_w.
  const critical = edge === null ? null : edge / scale ** 2;
  return {
    q,
    chi,
    exponent,
    widthCoefficient: coefficientOf(),
    correlation: scales?.correlation ?? null,
    slope: scales?.slope ?? null,
    correlationDepth: scales?.correlationDepth ?? null,
    ...(scales === null ? { whyNoCorrelation: whyNoCorrelation(q) } : {}),
    gradientDepth: 1 / Math.abs(Math.log(chi)),
    criticalVariance: critical,
    distance: critical === null ? null : weights.variance - critical,
    ...(critical === null ? { whyNoEdge: "λ₁ does not pass continuously through 0 as σ_w² grows at this σ_b²" } : {}),
    limit: limitDimension(activation, weight, bias, law, start),
  };

  function coefficientOf(): PlainTheory["widthCoefficient"] {
    if (tied || (weights.law !== "gaussian" && law !== "orthogonal")) return null;
    return law === "orthogonal"
      ? { value: orthogonalWidthCoefficient(activation, weight, bias, start), approximate: true }
      : { value: widthCoefficient(activation, weight, bias, start), approximate: false };
  }
}

function whyNoCorrelation(q: number): string {
  return q === 0
    ? "the state shrinks to 0, where the network is linear and correlations stay as they are"
    : "the state grows without bound, and correlations follow the slope of φ at infinity";
}

/** Why the mean-field theory of plain networks does not hold for a network; null where it does. */
export function whyNoPlainTheory(network: NetworkSpec): string | null {
  const { skip, after, branch, weights, tied, activation, schedule, matrices, scale, batch, integrator } = network;
  if (gatedOf(network) !== null) return "gated cells have no variance map of a plain network";
  if (integrator !== undefined) return "a step of Runge and Kutta mixes several branches";
  if (operationsOf(network).some(isNormalisation)) return "a normalisation sets the variance in every layer";
  if (skip !== 0 || schedule?.skip !== undefined)
    return "with a skip path the variance depends on depth: no fixed point is shared by its layers";
  if (schedule !== undefined || matrices !== undefined) return "layers or matrices differ";
  if (batch > 1) return "samples that share their weights have no law of one input";
  if (weights.sparsity !== undefined || weights.spectralNorm !== undefined || !isUniform(network))
    return "weights with zeros in given places or of a given norm are not covered";
  const order = branch.join(" ");
  if (after.length > 0 || (order !== "linear activation" && order !== "activation linear"))
    return "the branch is not one matrix and one activation";
  if (weights.variance === 0 || scale === 0) return "without weights nothing propagates";
  if (order === "activation linear" && network.input.variance === 0)
    return "units of a first layer without input are all at 0 together";
  if (tied && (activation !== "tanh" || weights.law === "orthogonal"))
    return "of recurrent networks the limit is known for tanh and weights with independent entries alone";
  return null;
}
