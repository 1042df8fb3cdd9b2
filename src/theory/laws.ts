import type { NetworkSpec } from "../network/spec.ts";
import { isUniform } from "../network/structure.ts";
import type { Law } from "./law.ts";
import { constantJacobian, linearLaws } from "./laws-linear.ts";
import { plainLaws } from "./laws-plain.ts";
import { residualLaws } from "./laws-residual.ts";
import { linearForm } from "./linear-form.ts";

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
 * @param count number of leading exponents wanted, at most the width
 * @param depth L, layers
 * @returns empty where nothing is known
 */
export function lawsFor(network: NetworkSpec, count: number, depth: number, options: MeasurementOptions = {}): Law[] {
  const { burnIn = Math.floor(depth / 8), ensemble = 32 } = options;
  if (!isUniform(network)) return [];
  const form = linearForm(network);
  if (form !== null) return linearLaws(form, network, count);
  if (network.after.length > 0) return [];
  const branchIsFlat = network.scale === 0 || (network.weights.variance === 0 && network.branch.includes("linear"));
  if (branchIsFlat) return [constantJacobian(Math.log(Math.abs(network.skip)), count)];
  return network.skip === 0 ? plainLaws(network, count, depth, ensemble) : residualLaws(network, count, depth, burnIn);
}
