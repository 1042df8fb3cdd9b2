import type { Axis } from "./axis.ts";
import type { Cell } from "./cell.ts";
import { gridOf } from "./grid.ts";
import type { StudyInput } from "./schema.ts";

export { type Cell, where } from "./cell.ts";
export { parseStudy, withValue } from "./written.ts";

export interface ResolvedStudy {
  /**
   * The study with the defaults that do not depend on the cell; burnIn, exponents and what a block fills in
   * appear only where the user wrote them, so that it resolves to the same cells again.
   */
  study: StudyInput;
  axes: Axis[];
  cells: Cell[];
}

/** About 1 KB each. */
const MAX_CELLS = 1_000_000;

/** Checks a study and turns it into cells; throws StudyError before anything runs if any cell is wrong. */
export function resolveStudy(input: unknown): ResolvedStudy {
  const { study, axes, count, cell } = gridOf(input, MAX_CELLS);
  return { study, axes: [...axes], cells: Array.from({ length: count }, (_, index) => cell(index)) };
}
