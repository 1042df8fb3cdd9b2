import type { Spectrum } from "../../engine/engine.ts";
import type { Estimate } from "../../measure/derived.ts";
import { decimalsFor, exponent, power, standardError } from "./number.ts";

/** What follows from a spectrum, a line each: only what is known of it. `dt`: time of a layer, where it takes time. */
export function derivedView(spectrum: Spectrum, dimension: number, dt: number | undefined): string[] {
  const { exponents, spectralGap, kaplanYorkeDimension, entropy, log10ConditionNumber } = spectrum;
  // Where nothing grows both are 0, and say no more than λ₁ does.
  const chaotic = (exponents[0] ?? 0) > 0;
  const per = dt === undefined ? "nats per layer" : "nats per unit time";
  return [
    ...noise(spectrum),
    ...line("Kaplan–Yorke dimension", chaotic ? kaplanYorkeDimension : null, `of ${dimension}`),
    ...line("entropy, Σ of the positive exponents", chaotic ? scaled(entropy, dt) : null, per),
    ...line("spectral gap λ₁ − λ₂", scaled(spectralGap, dt), per),
    ...(log10ConditionNumber === null
      ? []
      : [
          `end-to-end condition number at least ${power(log10ConditionNumber.value)} after ${spectrum.layers} layers (mean of its logarithm)`,
        ]),
  ];
}

/** Of λ₁, what the noise along depth makes of the error between networks. */
function noise({ networks, standardErrors, withinErrors, batchLayers }: Spectrum): string[] {
  const [between, within, batch] = [standardErrors[0], withinErrors[0], batchLayers[0]];
  if (!between || !within || !batch) return [];
  const decimals = decimalsFor([between, within]);
  const along = `± ${standardError(within, decimals)} by the noise along depth (batches of ${Math.round(batch)} layers)`;
  return [`error of λ₁: ${networks === 1 ? "" : `± ${standardError(between, decimals)} between networks; `}${along}`];
}

/** Partial spectra, where they were asked for: λ₁, the last exponent and the condition number by depth. */
export function checkpointRows({ checkpoints = [] }: Spectrum): string[][] {
  return checkpoints.map(({ depth, exponents, log10ConditionNumber }) => [
    String(depth),
    exponent(exponents[0], 5),
    exponent(exponents.at(-1), 5),
    log10ConditionNumber === null ? "" : power(log10ConditionNumber.value),
  ]);
}

function line(name: string, estimate: Estimate | null, unit: string): string[] {
  if (estimate === null) return [];
  const { value, standardError: error } = estimate;
  const decimals = error === null || error === 0 ? 4 : Math.min(6, Math.max(2, 1 - Math.floor(Math.log10(error))));
  const spread = error === null ? "" : ` ± ${standardError(error, decimals)}`;
  return [`${name} ${exponent(value, decimals)}${spread} ${unit}`];
}

function scaled(estimate: Estimate | null, dt = 1): Estimate | null {
  if (estimate === null) return null;
  const { value, standardError: error } = estimate;
  return { value: value / dt, standardError: error === null ? null : error / dt };
}
