import type { Spectrum } from "../engine/engine.ts";
import { exponent, factor, ROUNDING } from "./format.ts";
import type { TimeAxis } from "./time-axis.ts";

/** One sentence that says what a measured spectrum, in units of its axis, means for gradients. */
export function caption(spectrum: Spectrum | null, { kind, plural, along }: TimeAxis): string {
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
    return `${said} over these ${plural}, but it still ${way} with ${along}: ${exponent(first, standardError)} in their first half, ${exponent(second, standardError)} in the second.`;
  }
  const open = spectrum.status === "not-converged" ? " Not converged: an error is above the tolerance." : "";
  // Of orthogonal matrices nothing but rounding is left, and so of their error.
  if (Math.abs(value) <= Math.max(2 * error, ROUNDING))
    return `${said}: the edge, zero within two standard errors. Gradients keep their size.${open}`;
  if (spectrum.status === "ill-conditioned") {
    return `${said}; the last exponents may be rounding: tangents went too far apart between orthogonalisations.`;
  }
  const verb = value > 0 ? "explode" : "vanish";
  const grown =
    kind === "time" ? `${factor(10 * value)} in 10 units of time` : `${factor(100 * value)} per 100 ${plural}`;
  return `${said}: gradients ${verb}, ${grown}.${open}`;
}
