import { StudyError } from "../study/error.ts";
import type { Cell } from "../study/resolve.ts";
import type { StudyInput } from "../study/schema.ts";
import type { Law } from "../theory/law.ts";
import { lawsFor } from "../theory/laws.ts";
import { lawInUnitsOf } from "./in-units.ts";
import { type Place, type Plane, spectrumStudy } from "./plane.ts";
import { theoryCell, theoryOf } from "./theory-map.ts";
import { LAYERS, type TimeAxis, timeAxis } from "./time-axis.ts";

/** What is known of a place without measuring anything. */
export interface ProbeTheory {
  /** The network there, as its spectrum would be measured; null where the study does not go so far. */
  cell: Cell | null;
  time: TimeAxis;
  /** Laws of the exponents, those of whole spectra first; per unit of `time`. */
  laws: readonly Law[];
  /** λ₁ as the width grows, nats per layer; null where no law gives it. */
  leading: number | null;
}

/** The laws of a network, in units of its time, those of whole spectra first: the first is drawn boldest. */
export function lawsOfCell(cell: Cell): Law[] {
  const time = timeAxis(cell.network);
  const reach = (law: Law) => law.exponents.filter((value) => value !== null).length;
  return lawsFor(cell.network, cell.exponents, cell.depth, cell)
    .toSorted((a, b) => reach(b) - reach(a))
    .map((law) => lawInUnitsOf(time, law));
}

/** Theory at any place of a plane, not at centres of cells alone. */
export function probeTheory(study: StudyInput, plane: Plane, place: Place): ProbeTheory {
  try {
    const [cell = null] = spectrumStudy(study, plane, place).cells;
    if (cell === null) return NOTHING;
    const leading = theoryOf(theoryCell(study, plane, place));
    return { cell, time: timeAxis(cell.network), laws: lawsOfCell(cell), leading };
  } catch (error) {
    if (!(error instanceof StudyError)) throw error;
    return NOTHING;
  }
}

const NOTHING: ProbeTheory = { cell: null, time: LAYERS, laws: [], leading: null };
