import type { EngineInfo, Spectrum } from "../engine/engine.ts";
import { judged } from "../study/check.ts";
import { lawOf } from "../study/laws.ts";
import { type JudgedLogNorm, judgedLogNorm } from "../study/log-norm.ts";
import type { Cell, ResolvedStudy } from "../study/resolve.ts";
import type { Scalar } from "../study/schema.ts";
import type { Law } from "../theory/law.ts";
import { type Measured, type MeasuredDocument, measuredDocument } from "./measured.ts";

/** The spectra of a study as one document; what `lyascope spectrum --json` prints. Exponents in nats per layer. */
export type SpectrumDocument = MeasuredDocument<SpectrumDocumentCell>;

export interface SpectrumDocumentCell {
  /** Value of every axis. */
  at: Record<string, Scalar>;
  exponents: (number | null)[];
  standardErrors: (number | null)[];
  /** From the noise along depth alone, by batches of so many layers. */
  withinErrors: (number | null)[];
  batchLayers: (number | null)[];
  /** 95 %, by Student's t. */
  intervals: Spectrum["intervals"];
  /** Number of networks whose exponent i is −∞. */
  infinite: number[];
  status: Spectrum["status"];
  /** λ₁ over the first and the second half of the counted layers, the error of their difference, whether λ₁ drifts, and the law fitted then. */
  drift: Spectrum["drift"];
  networks: number;
  layers: number;
  /** Mean number of layers between orthogonalisations. */
  orthogonalizedEvery: number | null;
  spectralGap: Spectrum["spectralGap"];
  kaplanYorkeDimension: Spectrum["kaplanYorkeDimension"];
  entropy: Spectrum["entropy"];
  log10ConditionNumber: Spectrum["log10ConditionNumber"];
  /** Where a layer takes time: exponents, errors and entropy in nats per unit time. */
  perTime?: {
    dt: number;
    exponents: (number | null)[];
    standardErrors: (number | null)[];
    intervals: Spectrum["intervals"];
    entropy: Spectrum["entropy"];
  };
  /** The spread of ln‖Ju‖ over the networks, and its exact law where one is known. */
  logNorm?: NonNullable<Spectrum["logNorm"]> & {
    law?: JudgedLogNorm["law"] & Pick<JudgedLogNorm, "zScores" | "fit">;
  };
  checkpoints?: Spectrum["checkpoints"];
  fixedVectors?: Spectrum["fixedVectors"];
  /** The best known law of each exponent, where there is one, and how far the measured one is from it in standard errors. */
  law?: {
    names: (string | null)[];
    kinds: (Law["kind"] | null)[];
    exponents: (number | null)[];
    zScores: (number | null)[];
  };
}

export function spectrumDocument(
  study: ResolvedStudy,
  engine: EngineInfo,
  measured: Measured<Spectrum>,
): SpectrumDocument {
  return measuredDocument(study, engine, measured, (at, spectrum, cell) => {
    const { exponents, standardErrors, withinErrors, batchLayers, intervals, infinite, status, drift } = spectrum;
    const { networks, layers, orthogonalizedEvery } = spectrum;
    const { spectralGap, kaplanYorkeDimension, entropy, log10ConditionNumber, checkpoints, fixedVectors } = spectrum;
    return {
      at,
      exponents,
      standardErrors,
      withinErrors,
      batchLayers,
      intervals,
      infinite,
      status,
      drift,
      networks,
      layers,
      orthogonalizedEvery,
      spectralGap,
      kaplanYorkeDimension,
      entropy,
      log10ConditionNumber,
      ...perTime(spectrum, cell.network.dt),
      ...logNormBeside(cell, spectrum),
      ...(checkpoints === undefined ? {} : { checkpoints }),
      ...(fixedVectors === undefined ? {} : { fixedVectors }),
      ...lawBeside(cell, spectrum),
    };
  });
}

function lawBeside(cell: Cell, spectrum: Spectrum): Pick<SpectrumDocumentCell, "law"> {
  const merged = lawOf(cell, spectrum);
  if (merged.laws.length === 0) return {};
  const each = spectrum.exponents.map((_, i) => merged.at(i));
  const scores = new Map(judged(cell, spectrum, merged).map(({ index, zScore }) => [index, zScore]));
  return {
    law: {
      names: each.map((one) => one?.law.name ?? null),
      kinds: each.map((one) => one?.law.kind ?? null),
      exponents: each.map((one) => one?.value ?? null),
      zScores: each.map((_, i) => scores.get(i + 1) ?? null),
    },
  };
}

function logNormBeside(cell: Cell, { logNorm }: Spectrum): Pick<SpectrumDocumentCell, "logNorm"> {
  if (logNorm === undefined) return {};
  const judged = judgedLogNorm(cell, logNorm);
  if (judged === null) return { logNorm };
  const { law, zScores, fit } = judged;
  return { logNorm: { ...logNorm, law: { ...law, zScores, fit } } };
}

function perTime({ exponents, standardErrors, intervals, entropy }: Spectrum, dt: number | undefined) {
  if (dt === undefined) return {};
  const per = (value: number | null): number | null => (value === null ? null : value / dt);
  return {
    perTime: {
      dt,
      exponents: exponents.map(per),
      standardErrors: standardErrors.map(per),
      intervals: intervals.map((ends): Spectrum["intervals"][number] => ends && [ends[0] / dt, ends[1] / dt]),
      entropy: entropy && { value: entropy.value / dt, standardError: per(entropy.standardError) },
    },
  };
}
