import type { EngineInfo, Spectrum } from "../engine/engine.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import type { Scalar } from "../study/schema.ts";
import { type Measured, type MeasuredDocument, measuredDocument } from "./measured.ts";

/** The spectra of a study as one document; what `lyascope spectrum --json` prints. Exponents in nats per layer. */
export type SpectrumDocument = MeasuredDocument<SpectrumDocumentCell>;

export interface SpectrumDocumentCell {
  /** Value of every axis. */
  at: Record<string, Scalar>;
  exponents: (number | null)[];
  standardErrors: (number | null)[];
  /** Number of networks whose exponent i is −∞. */
  infinite: number[];
  status: Spectrum["status"];
  /** λ₁ over the first and the second half of the counted layers, the error of their difference, and whether it is significant. */
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
    entropy: Spectrum["entropy"];
  };
  checkpoints?: Spectrum["checkpoints"];
  fixedVectors?: Spectrum["fixedVectors"];
}

export function spectrumDocument(
  study: ResolvedStudy,
  engine: EngineInfo,
  measured: Measured<Spectrum>,
): SpectrumDocument {
  return measuredDocument(study, engine, measured, (at, spectrum, cell) => {
    const { exponents, standardErrors, infinite, status, drift, networks, layers, orthogonalizedEvery } = spectrum;
    const { spectralGap, kaplanYorkeDimension, entropy, log10ConditionNumber, checkpoints, fixedVectors } = spectrum;
    return {
      at,
      exponents,
      standardErrors,
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
      ...(checkpoints === undefined ? {} : { checkpoints }),
      ...(fixedVectors === undefined ? {} : { fixedVectors }),
    };
  });
}

function perTime({ exponents, standardErrors, entropy }: Spectrum, dt: number | undefined) {
  if (dt === undefined) return {};
  const per = (value: number | null): number | null => (value === null ? null : value / dt);
  return {
    perTime: {
      dt,
      exponents: exponents.map(per),
      standardErrors: standardErrors.map(per),
      entropy: entropy && { value: entropy.value / dt, standardError: per(entropy.standardError) },
    },
  };
}
