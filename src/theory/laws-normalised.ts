import type { NetworkSpec } from "../network/spec.ts";
import { isBiased } from "../network/structure.ts";
import { batchNormExponent, WIDE_BATCH } from "./batchnorm.ts";
import { freeSpectrumAt } from "./free-spectrum.ts";
import type { Law } from "./law.ts";
import { topOnly } from "./laws-linear.ts";
import { NARROW } from "./laws-plain.ts";
import { layeredLaws } from "./laws-residual.ts";
import { normalisedTop } from "./layernorm.ts";
import { momentsOf } from "./moments.ts";
import { normalisedForm } from "./normalised-form.ts";
import { normalisedLinear, normalisedLinearExponents } from "./normalised-linear.ts";

/** Limit laws of networks with a normalisation, closer ones first. */
export function normalisedLaws(network: NetworkSpec, count: number, depth: number, burnIn: number): Law[] {
  const linear = burnIn > 0 ? normalisedLinear(network) : null;
  // The first layer alone meets tangents along its input.
  if (linear !== null) {
    return [
      {
        name: "normalised linear",
        kind: "exact",
        exponents: normalisedLinearExponents(linear, count),
        domain:
          "h ← LayerNorm(W h) or RMSNorm(W h) with fresh Gaussian weights, at any width, from the second layer on",
        source: "Newman 1986, with the length that is divided by",
        note: "Exact at every width and depth; the directions that the normalisation takes out have −∞.",
      },
    ];
  }
  if (network.width < NARROW) return [];
  const form = normalisedForm(network);
  if (form === null) return layeredLaws(network, count, depth, burnIn);
  if (form === "batchnorm") return batchLaws(network, count);
  return [...sphereLaws(network, form === "layernorm", count), ...layeredLaws(network, count, depth, burnIn)];
}

/** h ← α φ(BN(W h + b)). */
function batchLaws(network: NetworkSpec, count: number): Law[] {
  const exponent = batchNormExponent(network);
  if (exponent === null) return [];
  const growth = Math.exp(2 * exponent);
  return [
    {
      name: "batch normalisation",
      kind: "limit",
      exponents: topOnly(exponent, count),
      domain: "h ← φ(BN(W h + b)) with fresh weights, n ≥ 16 B, as the width grows",
      source: "Yang et al. 2019",
      note: `λ₁ = ½ ln g(B) with g(${network.batch}) = ${growth.toFixed(3)}, as n grows at a fixed batch; given where n ≥ ${WIDE_BATCH} B.`,
    },
  ];
}

/** h ← α φ(N(W h + b)), N LayerNorm or RMSNorm. */
function sphereLaws(network: NetworkSpec, centred: boolean, count: number): Law[] {
  const { activation, width, norm, weights, matrices = [weights], scale, bias } = network;
  const [{ law, variance }] = matrices;
  const { gain } = norm;
  // Of the normalised entries behind gain and bias, and of the entries that the normalisation is given.
  const q = gain.mean ** 2 + norm.bias.variance;
  if (q === 0 || variance === 0) return [];
  const given = variance * scale ** 2 * momentsOf(activation).square(Math.log(q)) + bias.variance;
  const free: Law = {
    name: "free probability",
    kind: "limit",
    exponents: freeSpectrumAt(
      activation,
      q,
      (variance * scale ** 2 * gain.mean ** 2) / given,
      law === "orthogonal" ? "orthogonal" : "gaussian",
      width,
      count,
    ),
    domain: "h ← φ(N(W h + b)), N LayerNorm or RMSNorm, with fresh weights, as the width grows",
    source: "S-transform; Kargin 2008, Pennington et al. 2018",
    note: "Whole spectrum as the width grows, read at x = (i − ½)/n; poor in the last exponents.",
  };
  const bare = gain.mean === 1 && norm.bias.variance === 0;
  if (!bare || isBiased(network) || law !== "gaussian") return [free];
  const { limit, coefficient } = normalisedTop(activation, centred);
  return [
    {
      name: "normalised, mean field + 1/n",
      kind: "limit",
      exponents: topOnly(limit + coefficient / width, count),
      domain: "h ← φ(N(W h)) with fresh Gaussian weights, no gain and no bias, as the width grows",
      source: "expansion on the sphere that the normalisation makes",
      note: `λ₁ to order 1/n: ½ ln(E φ′²/E φ²) ${coefficient < 0 ? "−" : "+"} ${Math.abs(coefficient).toFixed(3)}/n.`,
    },
    free,
  ];
}
