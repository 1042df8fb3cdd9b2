import type { EngineInfo, Spectrum } from "../engine/engine.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import type { Scalar, StudyInput } from "../study/schema.ts";

/** The result of a study as one document; what `lyascope spectrum --json` prints. Exponents in nats per layer. */
export interface SpectrumDocument {
  study: StudyInput;
  engine: EngineInfo;
  cells: SpectrumDocumentCell[];
  /** From the first task issued to the last result. */
  seconds: number;
  /** Only where the study was interrupted: `cells` then holds the finished ones. */
  interrupted?: true;
}

export interface SpectrumDocumentCell {
  /** Value of every axis. */
  at: Record<string, Scalar>;
  exponents: (number | null)[];
  standardErrors: (number | null)[];
  /** Number of networks whose exponent i is −∞. */
  infinite: number[];
  status: Spectrum["status"];
  networks: number;
  layers: number;
}

/** How far a study has come: a spectrum for every finished cell, in C order. */
export interface Measured {
  spectra: readonly (Spectrum | null)[];
  seconds: number;
  interrupted: boolean;
}

export function spectrumDocument(
  { study, cells }: ResolvedStudy,
  engine: EngineInfo,
  { spectra, seconds, interrupted }: Measured,
): SpectrumDocument {
  return {
    study,
    engine,
    cells: cells.flatMap(({ at, index }) => {
      const spectrum = spectra[index];
      if (spectrum === null || spectrum === undefined) return [];
      const { exponents, standardErrors, infinite, status, networks, layers } = spectrum;
      return [{ at, exponents, standardErrors, infinite, status, networks, layers }];
    }),
    seconds,
    ...(interrupted ? { interrupted } : {}),
  };
}
