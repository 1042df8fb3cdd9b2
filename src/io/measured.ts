import type { EngineInfo } from "../engine/engine.ts";
import type { Cell, ResolvedStudy } from "../study/resolve.ts";
import type { Scalar, StudyInput } from "../study/schema.ts";

/** How far a study has come: a result for every finished cell, in C order. */
export interface Measured<Result> {
  results: readonly (Result | null)[];
  seconds: number;
  interrupted: boolean;
}

/** A measured study as one document, whatever was measured of its cells. */
export interface MeasuredDocument<DocumentCell> {
  study: StudyInput;
  engine: EngineInfo;
  /** One an axis point, in C order. */
  cells: DocumentCell[];
  /** From the first task issued to the last result. */
  seconds: number;
  /** Only where the study was interrupted: `cells` then holds the finished ones. */
  interrupted?: true;
}

export function measuredDocument<Result, DocumentCell>(
  { study, cells }: ResolvedStudy,
  engine: EngineInfo,
  { results, seconds, interrupted }: Measured<Result>,
  cellOf: (at: Record<string, Scalar>, result: Result, cell: Cell) => DocumentCell,
): MeasuredDocument<DocumentCell> {
  return {
    study,
    engine,
    cells: cells.flatMap((cell) => {
      const result = results[cell.index];
      return result === null || result === undefined ? [] : [cellOf(cell.at, result, cell)];
    }),
    seconds,
    ...(interrupted ? { interrupted } : {}),
  };
}
