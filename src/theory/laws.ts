import { gatedOf, isNormalisation, type NetworkSpec, operationsOf } from "../network/spec.ts";
import { isUniform } from "../network/structure.ts";
import type { Law } from "./law.ts";
import { constantJacobian, linearLaws } from "./laws-linear.ts";
import { normalisedLaws } from "./laws-normalised.ts";
import { plainLaws } from "./laws-plain.ts";
import { layeredLaws, residualLaws } from "./laws-residual.ts";
import { linearForm } from "./linear-form.ts";
import { reducibleExponents } from "./reducible.ts";
import { uniformLayers, uniformTwin } from "./uniform.ts";

/** How the spectrum that a law is held against is measured, where a law depends on it. */
export interface MeasurementOptions {
  /** Layers not counted at the start; ⌊depth/8⌋ unless given. */
  burnIn?: number;
  /** Number of networks; 32 unless given. */
  ensemble?: number;
}

/**
 * All laws that hold for a network, best first: exact ones before limits, and among limits the closer one.
 * A law may speak of some exponents only; take each exponent from the first law that is not null there.
 *
 * @param count number of leading exponents wanted, at most the state dimension
 * @param depth L, layers
 * @returns empty where nothing is known
 */
export function lawsFor(network: NetworkSpec, count: number, depth: number, options: MeasurementOptions = {}): Law[] {
  const { burnIn = Math.floor(depth / 8), ensemble = 32 } = options;
  const structured = (network.matrices ?? [network.weights]).some(
    (each) => each.zeroDiagonal || each.split !== undefined,
  );
  if (gatedOf(network) !== null || network.integrator !== undefined) return [];
  const { everyLayer = 0, ...input } = network.input;
  // An input of every layer is a bias that is never the same twice; no law here tells them apart.
  if (everyLayer > 0) {
    return lawsFor(
      { ...network, input, bias: { variance: network.bias.variance + everyLayer } },
      count,
      depth,
      options,
    );
  }
  if (structured) return reducibleLaws(network, count, ensemble / (depth - burnIn));
  if (isUniform(network)) return uniformLaws(network, count, depth, burnIn, ensemble);
  if (operationsOf(network).some(isNormalisation)) return normalisedLaws(network, count, depth, burnIn);
  // Samples side by side without a batch normalisation share their weights: their exponents come in groups.
  if (network.batch > 1) return [];
  const twin = uniformTwin(network, depth, burnIn);
  if (twin !== null) {
    // The variance of the state is not that of a network that is the same everywhere.
    return uniformLaws(twin, count, depth, burnIn, ensemble).filter(({ name }) => name !== "mean field");
  }
  const layers = network.tied ? null : uniformLayers(network, depth, burnIn);
  const forms = layers?.map(linearForm) ?? [];
  if (layers !== null && forms.every((form) => form !== null && form.skip !== 0)) {
    return averaged(forms.map((form, i) => (form === null ? [] : linearLaws(form, layers[i], count))));
  }
  return layeredLaws(network, count, depth, burnIn);
}

/**
 * Laws of W with zeros in given places: of linear layers with block-triangular Gaussian weights. Two exponents of different blocks are walks
 * that the QR keeps in order: where they are closer than √(networks / layers), that order still shows beside the error, and
 * the law is silent.
 */
function reducibleLaws(network: NetworkSpec, count: number, networksPerLayer: number): Law[] {
  const { weights, matrices, schedule, batch, tied, width } = network;
  const form = linearForm(network);
  if (matrices !== undefined || schedule !== undefined || batch > 1 || tied || form === null) return [];
  if (form.skip !== 0 || form.scale === 0 || form.factors === 0 || weights.split === undefined) return [];
  if (weights.law !== "gaussian" || weights.variance === 0 || weights.zeroDiagonal || weights.sparsity !== undefined)
    return [];
  if (weights.spectralNorm !== undefined) return [];
  const shift = Math.log(Math.abs(form.scale));
  const all = reducibleExponents(width, weights.variance, weights).flat();
  const exponents = all.map((each) => form.factors * each + shift).sort((x, y) => y - x);
  const isApart = (i: number): boolean => !(exponents[i] - exponents[i + 1] < Math.sqrt(networksPerLayer));
  return [
    {
      name: "Newman, block by block",
      kind: "exact",
      exponents: exponents.slice(0, count).map((each, i) => (isApart(i) && (i === 0 || isApart(i - 1)) ? each : null)),
      domain: "linear networks with fresh block-triangular Gaussian weights, at any width and depth",
      source: "Newman 1986; Furstenberg & Kifer 1983",
      note: "The spectra of the diagonal blocks together; where two are too close to have come apart, nothing is said.",
    },
  ];
}

/** Laws of a network whose layers and matrices are all alike, one input at a time, without a normalisation. */
function uniformLaws(network: NetworkSpec, count: number, depth: number, burnIn: number, ensemble: number): Law[] {
  const form = linearForm(network);
  if (form !== null) return linearLaws(form, network, count);
  if (network.after.length > 0) return layeredLaws(network, count, depth, burnIn);
  const branchIsFlat = network.scale === 0 || (network.weights.variance === 0 && network.branch.includes("linear"));
  if (branchIsFlat) return [constantJacobian(Math.log(Math.abs(network.skip)), count)];
  if (network.skip !== 0) return residualLaws(network, count, depth, burnIn);
  const plain = plainLaws(network, count, depth, ensemble);
  return plain.length > 0 ? plain : layeredLaws(network, count, depth, burnIn);
}

/** Laws of every layer, each of which holds whatever the layers before it did: the exponents are means over layers. */
function averaged(layers: readonly (readonly Law[])[]): Law[] {
  const [first = []] = layers;
  return first.flatMap((law) => {
    const each = layers.map((laws) => laws.find(({ name }) => name === law.name));
    const exponents = law.exponents.map((_, i) => {
      let sum: number | null = 0;
      for (const one of each) {
        const value: number | null | undefined = one?.exponents[i];
        sum = sum === null || value === null || value === undefined ? null : sum + value / layers.length;
      }
      return sum;
    });
    return exponents.every((value) => value === null)
      ? []
      : [{ ...law, exponents, note: `${law.note} Mean over the layers.` }];
  });
}
