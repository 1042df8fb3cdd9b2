import type { EngineInfo, GradientProfile } from "../engine/engine.ts";
import type { Clip } from "../measure/clip.ts";
import type { Entries, GradientOptions } from "../measure/gradient.ts";
import { QUANTILES } from "../measure/profile.ts";
import type { Adjoint } from "../network/adjoint.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import type { Scalar } from "../study/schema.ts";
import { type Measured, type MeasuredDocument, measuredDocument } from "./measured.ts";

/**
 * The gradient profiles of a study as one document; what `lyascope gradient --json` prints. Sizes are decimal logarithms
 * relative to ‖∂L/∂h_L‖; the slope and the growth of the norm product are in nats per layer.
 */
export interface GradientDocument extends MeasuredDocument<GradientDocumentCell> {
  /** How gradients were clipped, where they were. */
  clip?: Clip;
  /** τ, the layers that gradients were sent back through, where they were cut off. */
  window?: number;
  /** Where ∂L/∂h_L was not 0, if not everywhere. */
  output?: Entries;
  /** The equation of the gradients, where it is not that of the discrete layers. */
  adjoint?: Adjoint;
}

/** The fields of GradientProfile, with the place of the cell and the probabilities of the quantiles. */
export interface GradientDocumentCell extends Omit<GradientProfile, "quantiles" | "window"> {
  /** Value of every axis. */
  at: Record<string, Scalar>;
  quantiles: {
    probabilities: number[];
    /** [probability][layer] */
    log10GradientNorm: GradientProfile["quantiles"];
  };
}

export function gradientDocument(
  study: ResolvedStudy,
  engine: EngineInfo,
  measured: Measured<GradientProfile>,
  { clip, window, output, adjoint = "discrete" }: GradientOptions = {},
): GradientDocument {
  return {
    ...measuredDocument(study, engine, measured, documentCell),
    ...(clip === undefined ? {} : { clip }),
    ...(window === undefined ? {} : { window }),
    ...(output === undefined ? {} : { output }),
    ...(adjoint === "discrete" ? {} : { adjoint }),
  };
}

function documentCell(at: Record<string, Scalar>, profile: GradientProfile): GradientDocumentCell {
  const { layers, log10GradientNorm, standardErrors, infinite, quantiles, normBound, ...more } = profile;
  const { log10WeightGradientNorm, weightStandardErrors, log10StateNorm, log10Dilution, gsc, slope } = more;
  return {
    at,
    layers,
    log10GradientNorm,
    standardErrors,
    infinite,
    quantiles: { probabilities: [...QUANTILES], log10GradientNorm: quantiles },
    log10WeightGradientNorm,
    weightStandardErrors,
    log10StateNorm,
    log10Dilution,
    gsc,
    slope,
    ...(normBound === undefined ? {} : { normBound }),
    status: profile.status,
    networks: profile.networks,
  };
}
