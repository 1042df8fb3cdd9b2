import type { Spectrum } from "../engine/engine.ts";
import { decimalsFor, ROUNDING, short, sizeOf } from "./format.ts";
import { spanOf, type TimeAxis } from "./time-axis.ts";

/** What follows from a spectrum in units of its axis, in one line: only what is known of it. */
export function derivedLine(spectrum: Spectrum, dimension: number, axis: TimeAxis): string {
  const { exponents, layers, spectralGap, kaplanYorkeDimension, entropy, log10ConditionNumber } = spectrum;
  // Where nothing grows both are 0, and say no more than λ₁ does.
  const chaotic = (exponents[0] ?? 0) > ROUNDING;
  const said = [
    part("Kaplan–Yorke dimension", chaotic ? kaplanYorkeDimension : null, ` of ${dimension}`),
    part("entropy", chaotic ? entropy : null, ` ${axis.rate}`),
    part("gap λ₁ − λ₂", spectralGap, ""),
    log10ConditionNumber === null
      ? ""
      : `condition number ≥ ${sizeOf(log10ConditionNumber.value)} after ${spanOf(axis, layers)}`,
  ];
  return said.filter((each) => each !== "").join(" · ");
}

function part(name: string, estimate: Spectrum["entropy"], unit: string): string {
  if (estimate === null) return "";
  const { value, standardError } = estimate;
  const digits = decimalsFor(standardError);
  // What is the same in all networks but for rounding.
  if (standardError !== null && Number(standardError.toFixed(digits)) === 0)
    return `${name} ${short(Number(value.toFixed(9)))}${unit}`;
  const spread = standardError === null ? "" : ` ± ${standardError.toFixed(digits)}`;
  return `${name} ${value.toFixed(digits).replace("-", "−")}${spread}${unit}`;
}
