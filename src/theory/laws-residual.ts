import { activationOf } from "../network/activations.ts";
import { somewhere } from "../network/schedule.ts";
import { isNormalisation, type NetworkSpec, operationsOf } from "../network/spec.ts";
import { hasSkip } from "../network/structure.ts";
import type { Law } from "./law.ts";
import { topOnly } from "./laws-linear.ts";
import { NARROW } from "./laws-plain.ts";
import { layeredMeanField } from "./layered-mean-field.ts";
import { residualReluTop } from "./residual-relu.ts";

/** Limit law of λ₁ of networks whose variances follow a recursion from layer to layer, fresh weights. */
export function layeredLaws(network: NetworkSpec, count: number, depth: number, burnIn: number): Law[] {
  if (network.width < NARROW) return [];
  const exponent = layeredMeanField(network, depth, burnIn);
  if (exponent === null) return [];
  const normalised = operationsOf(network).some(isNormalisation);
  return [
    {
      name: hasSkip(network) ? "residual mean field" : "mean field, layer by layer",
      kind: "limit",
      exponents: topOnly(exponent, count),
      domain: "fresh dense weights, φ behind a matrix, and branches without a mean, as the width grows",
      source: normalised ? "Yang & Schoenholz 2017; Xiong et al. 2020" : "Yang & Schoenholz 2017",
      note: `λ₁ as the width grows, over layers ${burnIn} to ${depth}${drifts(network) ? "; it depends on the depth" : ""}.`,
    },
  ];
}

/** Limit laws of h ← skip·h + scale · f(h), skip ≠ 0, φ not linear, the same in every layer. */
export function residualLaws(network: NetworkSpec, count: number, depth: number, burnIn: number): Law[] {
  const { activation, skip, scale, weights, branch, tied, width } = network;
  const layered = layeredLaws(network, count, depth, burnIn);
  if (layered.length > 0 || branch.join(" ") !== "linear activation" || tied || width < NARROW) return layered;
  if (activation !== "relu" || !(skip > 0 && scale > 0)) return [];
  return [
    {
      name: "residual ReLU",
      kind: "limit",
      exponents: topOnly(Math.log(skip) + residualReluTop(scale / skip, Math.sqrt(weights.variance)), count),
      domain: "h ← h + α ReLU(W h) with fresh weights, α > 0, as the width grows",
      source: "mean-field recursion for the alignment of tangent and state",
      note: "λ₁ as the width grows, of order α because ReLU has a mean; it takes some 1/(α σ_w) layers to settle.",
    },
  ];
}

/** With |skip| ≥ 1 the state's variance never settles, and slopes follow it; and what changes with depth does. */
function drifts(network: NetworkSpec): boolean {
  const { activation, schedule, after } = network;
  if (schedule !== undefined) return true;
  const free = somewhere(network, "skip", (skip) => Math.abs(skip) >= 1) && !after.some(isNormalisation);
  return free && (!activationOf(activation).homogeneous || operationsOf(network).some(isNormalisation));
}
