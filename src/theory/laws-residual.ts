import { activationOf } from "../network/activations.ts";
import type { ActivationName, NetworkSpec } from "../network/spec.ts";
import type { Law } from "./law.ts";
import { topOnly } from "./laws-linear.ts";
import { NARROW } from "./laws-plain.ts";
import { type ResidualBranch, residualMeanField } from "./residual-mean-field.ts";
import { residualReluTop } from "./residual-relu.ts";

const ODD: readonly ActivationName[] = ["tanh", "erf", "sine"];
const BRANCHES: Record<string, ResidualBranch> = {
  "linear activation": "linear-activation",
  "activation linear": "activation-linear",
  "linear activation linear": "linear-activation-linear",
};
/** Limit laws of h ← skip·h + scale · f(h), skip ≠ 0, φ not linear, fresh weights. */
export function residualLaws(network: NetworkSpec, count: number, depth: number, burnIn: number): Law[] {
  const { activation, skip, scale, weights, bias, input } = network;
  const branch = BRANCHES[network.branch.join(" ")];
  if (branch === undefined || network.tied || network.width < NARROW) return [];
  if (branch !== "linear-activation" || ODD.includes(activation)) {
    // A state at rest at the origin is the linear law's; one that only starts there needs a first layer to leave it.
    if (branch === "activation-linear" && input.variance === 0) return [];
    const exponent = residualMeanField(
      {
        activation,
        branch,
        skip,
        scale,
        weightVariance: weights.variance,
        biasVariance: bias.variance,
        inputVariance: input.variance,
      },
      depth,
      burnIn,
    );
    return [
      {
        name: "residual mean field",
        kind: "limit",
        exponents: topOnly(exponent, count),
        source: "Yang & Schoenholz 2017",
        note: `λ₁ as the width grows, over layers ${burnIn} to ${depth}${drifts(network) ? "; it depends on the depth" : ""}.`,
      },
    ];
  }
  if (activation !== "relu" || !(skip > 0 && scale > 0)) return [];
  return [
    {
      name: "residual ReLU",
      kind: "limit",
      exponents: topOnly(Math.log(skip) + residualReluTop(scale / skip, Math.sqrt(weights.variance)), count),
      source: "mean-field recursion for the alignment of tangent and state",
      note: "λ₁ as the width grows, of order α because ReLU has a mean; it takes some 1/(α σ_w) layers to settle.",
    },
  ];
}

/** With |skip| ≥ 1 the state's variance never settles, and slopes follow it. */
function drifts({ activation, skip }: NetworkSpec): boolean {
  return Math.abs(skip) >= 1 && !activationOf(activation).homogeneous;
}
