import { StudyError } from "./error.ts";
import { scalarField, scalarFields } from "./fields.ts";
import type { AxisInput, Scalar } from "./schema.ts";

/** An axis with its values written out. */
export interface Axis {
  path: string;
  values: Scalar[];
}

/** Writes out the values of axis number `index`; `from … to` in whole numbers where the field takes those. */
export function resolveAxis(axis: AxisInput, index: number): Axis {
  const here = `axes.${index}`;
  const field = scalarField(axis.path);
  if (field === undefined) {
    const paths = scalarFields.map((each) => each.path).join(", ");
    throw new StudyError(`${here}.path`, axis.path, `one of ${paths}`);
  }
  const ranged =
    axis.from !== undefined || axis.to !== undefined || axis.steps !== undefined || axis.scale !== undefined;
  if (axis.values !== undefined) {
    if (ranged) throw new StudyError(here, axis, "either values, or from, to and steps");
    return { path: axis.path, values: axis.values };
  }
  const { from, to, steps } = axis;
  if (from === undefined || to === undefined || steps === undefined) {
    throw new StudyError(here, axis, "either values, or from, to and steps");
  }
  if (field.kind !== "integer" && field.kind !== "number") {
    throw new StudyError(here, axis, `values, since ${axis.path} is not a number`);
  }
  const log = axis.scale === "log";
  if (log && !(from > 0)) throw new StudyError(`${here}.from`, from, "a number above 0 on a log scale");
  if (log && !(to > 0)) throw new StudyError(`${here}.to`, to, "a number above 0 on a log scale");
  const values: number[] = [];
  for (let step = 0; step < steps; step++) {
    // The ends are exact: they are the numbers that the user wrote.
    const fraction = steps === 1 ? 0 : step / (steps - 1);
    let value = log ? geometric(from, to, fraction) : from + (to - from) * fraction;
    if (fraction === 1) value = to;
    values.push(field.kind === "integer" ? Math.round(value) : value);
  }
  return { path: axis.path, values };
}

/** The number at `fraction` of the way from `from` to `to` on a log scale. */
function geometric(from: number, to: number, fraction: number): number {
  const ratio = to / from;
  // The first form hits round numbers more often, but its ratio can overflow.
  return Number.isFinite(ratio) && ratio > 0 ? from * ratio ** fraction : from ** (1 - fraction) * to ** fraction;
}
