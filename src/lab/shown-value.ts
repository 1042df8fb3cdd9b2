import { stateDimension } from "../network/spec.ts";
import type { Cell } from "../study/resolve.ts";
import type { StudyInput } from "../study/schema.ts";

/** The value of a field, by its path, at a cell of the plane: what is written or what stands for it. */
export function shownValue(study: StudyInput, cell: Cell, path: string): unknown {
  const exponents = study.exponents ?? Math.min(stateDimension(cell.network), 64);
  const at = (of: unknown): unknown =>
    path.split(".").reduce((value: unknown, key) => Reflect.get(Object(value), key), of);
  // Some of what is written has another form once it is resolved: gates, checkpoints.
  return [at({ ...cell, exponents }), at(study)].find((value) => value !== undefined && typeof value !== "object");
}
