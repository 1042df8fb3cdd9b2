import type { Spectrum } from "../engine/engine.ts";
import { exponent, factor } from "./format.ts";

/** One sentence that says what a measured spectrum means for gradients. */
export function caption(spectrum: Spectrum | null): string {
  if (spectrum === null) return "Measuring …";
  const [value] = spectrum.exponents;
  const [error] = spectrum.standardErrors;
  if (spectrum.status === "overflow" || value === null || value === undefined) {
    return "States leave the range of the numbers: nothing can be said here.";
  }
  if (value === Number.NEGATIVE_INFINITY) {
    return `Every gradient is exactly zero: all ${spectrum.networks} networks have λ₁ = −∞.`;
  }
  const said = `λ₁ = ${exponent(value, error)}`;
  if (error === null || error === undefined) return `${said}: one network alone gives no error bar.`;
  if (spectrum.status === "drifting" && spectrum.drift !== null) {
    const { first, second, standardError } = spectrum.drift;
    const way = second < first ? "falls" : "rises";
    return `${said} over these layers, but it still ${way} with depth: ${exponent(first, standardError)} in their first half, ${exponent(second, standardError)} in the second.`;
  }
  if (Math.abs(value) <= 2 * error)
    return `${said}: the edge, zero within two standard errors. Gradients keep their size.`;
  if (spectrum.status === "ill-conditioned") {
    return `${said}; the last exponents may be rounding: tangents went too far apart between orthogonalisations.`;
  }
  const verb = value > 0 ? "explode" : "vanish";
  return `${said}: gradients ${verb}, ${factor(100 * value)} per 100 layers.`;
}
