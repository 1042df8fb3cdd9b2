import type { Spectrum } from "../engine/engine.ts";
import type { Law } from "../theory/law.ts";
import type { TimeAxis } from "./time-axis.ts";

type Rate = number | null;

/** A spectrum with all its rates per unit of the axis, such as per unit time, instead of per layer. */
export function inUnitsOf({ unit }: TimeAxis, spectrum: Spectrum): Spectrum {
  if (unit === 1) return spectrum;
  const per = (value: Rate): Rate => (value === null ? null : value / unit);
  const estimate = (each: Spectrum["entropy"]): Spectrum["entropy"] =>
    each && { value: each.value / unit, standardError: per(each.standardError) };
  const { exponents, standardErrors, withinErrors, intervals, drift, spectralGap, entropy, fixedVectors } = spectrum;
  return {
    ...spectrum,
    exponents: exponents.map(per),
    standardErrors: standardErrors.map(per),
    withinErrors: withinErrors.map(per),
    intervals: intervals.map((ends) => ends && [ends[0] / unit, ends[1] / unit]),
    drift: drift && {
      ...drift,
      first: drift.first / unit,
      second: drift.second / unit,
      standardError: drift.standardError / unit,
      // Its terms are of different units: it is told in layers alone.
      fit: null,
    },
    spectralGap: estimate(spectralGap),
    entropy: estimate(entropy),
    ...(fixedVectors === undefined
      ? {}
      : {
          fixedVectors: fixedVectors.map((each) => ({
            ...each,
            growth: per(each.growth),
            standardError: per(each.standardError),
          })),
        }),
  };
}

/** The same of a law. */
export function lawInUnitsOf({ unit }: TimeAxis, law: Law): Law {
  if (unit === 1) return law;
  return { ...law, exponents: law.exponents.map((value) => (value === null ? null : value / unit)) };
}
