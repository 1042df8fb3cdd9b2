import type { ForwardProfile } from "../engine/engine.ts";
import type { DepthLaw, ForwardLaw } from "../theory/forward-law.ts";

/** A law of numbers along depth, and how far the measured ones are from it. */
export interface JudgedDepthLaw extends DepthLaw {
  /** (measured − law) / standard error at each depth; null where either, or the error, is not known, or there is no error. */
  zScores: (number | null)[];
}

/** The laws of signals beside what was measured. */
export interface JudgedForwardLaw extends Pick<ForwardLaw, "scales"> {
  log10StateSize: JudgedDepthLaw | null;
  oneMinusCorrelation: JudgedDepthLaw | null;
  effectiveRank: JudgedDepthLaw | null;
  /** Of ξ_c, the depth scale of correlations, as it was fitted; null where there is no fit or no law. */
  correlationDepthZScore: number | null;
}

type Values = readonly (number | null)[];

/** Holds a measurement against its laws. Neighbouring depths share their networks: their scores go up and down together. */
export function judgedForwardLaw(profile: ForwardProfile, law: ForwardLaw): JudgedForwardLaw {
  const { relaxation } = profile;
  return {
    log10StateSize: beside(law.log10StateSize, profile.log10StateSize, profile.stateSizeErrors),
    oneMinusCorrelation: beside(law.oneMinusCorrelation, profile.oneMinusCorrelation, profile.correlationErrors),
    effectiveRank: beside(law.effectiveRank, profile.effectiveRank, profile.effectiveRankErrors),
    scales: law.scales,
    correlationDepthZScore: score(
      relaxation?.correlationDepth,
      law.scales?.correlationDepth,
      relaxation?.standardError,
    ),
  };
}

function beside(law: DepthLaw | null, measured: Values, errors: Values): JudgedDepthLaw | null {
  if (law === null) return null;
  return { ...law, zScores: law.values.map((value, i) => score(measured[i], value, errors[i])) };
}

function score(
  measured: number | null | undefined,
  law: number | null | undefined,
  error: number | null | undefined,
): number | null {
  if (typeof measured !== "number" || typeof law !== "number" || typeof error !== "number") return null;
  const distance = measured - law;
  return error > 0 && Number.isFinite(distance) && Number.isFinite(error) ? distance / error : null;
}
