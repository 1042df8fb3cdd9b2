import type { EngineInfo, Spectrum } from "../engine/engine.ts";
import { studentQuantile } from "../measure/student.ts";
import { lawOf } from "./laws.ts";
import type { Cell } from "./resolve.ts";

/** Standard errors from an exact law beyond which a measured exponent is called wrong. */
const ERRORS = 5;
/** How seldom a normal variable is as far off: with few networks, errors of errors count, and it takes more of them. */
const LEVEL = 5.733e-7;
/** What rounding may do to an exponent of each precision, nats per layer. */
const ROUNDING = { f64: 1e-9, f32: 1e-3 } as const;

/** A measured exponent, and what the best law says of it. */
export interface Judged {
  /** From 1. */
  index: number;
  measured: number;
  law: number;
  name: string;
  kind: "exact" | "limit";
  /** (measured − law) / standard error; null without one. */
  zScore: number | null;
}

/** The exponents of a cell that are finite and that some law speaks of; `merged`: its laws, where they are in hand. */
export function judged(cell: Cell, spectrum: Spectrum, merged = lawOf(cell, spectrum)): Judged[] {
  const { exponents, standardErrors } = spectrum;
  return exponents.flatMap((measured, i) => {
    const law = merged.at(i);
    if (measured === null || law === null || !Number.isFinite(measured) || !Number.isFinite(law.value)) return [];
    const error = standardErrors[i];
    const zScore = error === null || error === undefined || error === 0 ? null : (measured - law.value) / error;
    return [{ index: i + 1, measured, law: law.value, name: law.law.name, kind: law.law.kind, zScore }];
  });
}

/**
 * Of a cell, the exponents that an exact law speaks of, and those among them that are further from it than chance and rounding allow: more
 * than 5 standard errors, or, of few networks, what is as unlikely by Student's t. Limits of large width are not expected to hold.
 */
export function checked(
  cell: Cell,
  spectrum: Spectrum,
  precision: EngineInfo["precision"],
): { all: Judged[]; wrong: Judged[] } {
  const { networks, layers, standardErrors, batchLayers } = spectrum;
  // What an error bar goes by: networks, or batches of the only one's layers.
  const samples = (i: number): number => (networks > 1 ? networks : Math.round(layers / (batchLayers[i] ?? layers)));
  const all = judged(cell, spectrum).filter(({ kind }) => kind === "exact");
  const wrong = all.filter(({ index, measured, law }) => {
    const error = standardErrors[index - 1];
    // One network on a short way has no error bar: nothing can be said.
    if (error === null || error === undefined) return false;
    const limit = studentQuantile(LEVEL, ERRORS, samples(index - 1) - 1);
    return Math.abs(measured - law) > limit * error + ROUNDING[precision];
  });
  return { all, wrong };
}
