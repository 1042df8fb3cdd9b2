import type { NetworkSpec } from "../network/spec.ts";
import type { Law } from "./law.ts";
import { meanField } from "./mean-field.ts";
import { newmanExponents } from "./newman.ts";
import { orthogonalExponents } from "./orthogonal.ts";

/**
 * All laws that hold for a network, best first: exact ones before limits.
 *
 * @param count number of leading exponents wanted
 * @param depth L, layers
 */
export function lawsFor(network: NetworkSpec, count: number, _depth: number): Law[] {
  const { width, activation, weights, bias } = network;
  const plain = network.skip === 0 && network.after.length === 0 && network.branch.join() === "linear,activation";
  if (!plain || network.tied) return [];
  const gain = Math.log(Math.abs(network.scale));
  if (activation === "linear") {
    if (weights.law === "orthogonal") {
      return [
        {
          name: "orthogonal",
          kind: "exact",
          exponents: orthogonalExponents(count, weights.variance).map((exponent) => exponent + gain),
          source: "lengths multiply",
          note: "Orthogonal layers stretch every direction alike: no spread.",
        },
      ];
    }
    return [
      {
        name: "Newman",
        kind: weights.law === "gaussian" ? "exact" : "limit",
        exponents: newmanExponents(width, count, weights.variance).map((exponent) => exponent + gain),
        source: "Newman 1986",
        note: "Product of independent Gaussian matrices, exact at every width and depth.",
      },
    ];
  }
  const variance = weights.variance * network.scale ** 2;
  const start = weights.variance * network.input.variance + bias.variance;
  const { q, exponent } = meanField(activation, variance, bias.variance, start);
  return [
    {
      name: "mean field",
      kind: "limit",
      exponents: Array.from({ length: count }, (_, index) => (index === 0 ? exponent : null)),
      source: "Poole et al. 2016, Schoenholz et al. 2017",
      note: `λ₁ as the width grows, at the fixed point q* = ${q.toPrecision(4)}.`,
    },
  ];
}
