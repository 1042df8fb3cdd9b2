import type { EngineInfo, ForwardProfile } from "../engine/engine.ts";
import type { ForwardQuestion } from "../study/forward.ts";
import { type JudgedForwardLaw, judgedForwardLaw } from "../study/forward-check.ts";
import { forwardLawOf } from "../study/forward-law.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import type { Scalar } from "../study/schema.ts";
import { type Measured, type MeasuredDocument, measuredDocument } from "./measured.ts";

/** Signals of a study that went forward as one document; what `lyascope forward --json` prints. */
export interface ForwardDocument extends MeasuredDocument<ForwardDocumentCell> {
  /** C: correlation of any two inputs. */
  correlation: number;
}

/** The fields of ForwardProfile, with the place of the cell and the laws at the same depths. */
export interface ForwardDocumentCell extends ForwardProfile {
  /** Value of every axis. */
  at: Record<string, Scalar>;
  /** What is known; null where no law is. */
  law: JudgedForwardLaw;
}

export function forwardDocument(
  study: ResolvedStudy,
  engine: EngineInfo,
  measured: Measured<ForwardProfile>,
  question: ForwardQuestion = {},
): ForwardDocument {
  const { correlation = 0 } = question;
  return {
    ...measuredDocument(study, engine, measured, (at, profile, cell) => ({
      at,
      ...profile,
      law: judgedForwardLaw(profile, forwardLawOf(cell, question)),
    })),
    correlation,
  };
}
