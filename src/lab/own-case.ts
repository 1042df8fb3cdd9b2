import { type Case, studyOf } from "../bench/case.ts";
import { StudyError } from "../study/error.ts";
import type { StudyInput } from "../study/schema.ts";
import { type Place, type Plane, spectrumStudy, studyAt } from "./plane.ts";

/** The study at a place of the plane as a line of the benchmark; null where it is wrong, or cannot have another depth. */
export function ownCase(study: StudyInput, plane: Plane, place: Place): Case | null {
  try {
    const [cell] = spectrumStudy(study, plane, place).cells;
    const { network = {} } = studyAt(study, plane, place);
    if (cell === undefined) return null;
    const { network: spec, exponents, sampling = "network" } = cell;
    const own: Case = { width: spec.width, exponents, sampling, network };
    // One number a layer fits one depth alone; a benchmark takes any.
    for (const depth of [8, 33]) studyOf(own, 1, depth);
    return own;
  } catch (error) {
    if (error instanceof StudyError) return null;
    throw error;
  }
}
