import { StudyError } from "./error.ts";
import { scalarField, scalarFields } from "./fields.ts";
import { geometric } from "./geometric.ts";
import { randomValues } from "./random-values.ts";
import type { AxisInput, Scalar } from "./schema.ts";
import { SEED } from "./written.ts";

/** An axis with its values written out. */
export interface Axis {
  path: string;
  values: Scalar[];
}

/**
 * Writes out the values of axis number `index`; `from … to` in whole numbers where the field takes those. What is drawn follows the
 * study's own seed. Throws StudyError.
 */
export function resolveAxis(axis: AxisInput, index: number, seed = SEED): Axis {
  const here = `axes.${index}`;
  const field = scalarField(axis.path);
  if (field === undefined) {
    const paths = scalarFields.map((each) => each.path).join(", ");
    throw new StudyError(`${here}.path`, axis.path, `one of ${paths}`);
  }
  const { from, to, steps, draw } = axis;
  const ranged = [from, to, steps, axis.scale, draw].some((each) => each !== undefined);
  if (axis.values !== undefined) {
    if (ranged) throw new StudyError(here, axis, "either values, or from, to and steps");
    return { path: axis.path, values: axis.values };
  }
  if (from === undefined || to === undefined || steps === undefined) {
    throw new StudyError(here, axis, "either values, or from, to and steps");
  }
  if (field.kind !== "integer" && field.kind !== "number") {
    throw new StudyError(here, axis, `values, since ${axis.path} is not a number`);
  }
  const log = axis.scale === "log";
  if (log && !(from > 0)) throw new StudyError(`${here}.from`, from, "a number above 0 on a log scale");
  if (log && !(to > 0)) throw new StudyError(`${here}.to`, to, "a number above 0 on a log scale");
  if (draw !== undefined) {
    const whole = field.kind === "integer";
    for (const [end, value] of Object.entries(whole ? { from, to } : {})) {
      if (!Number.isInteger(value)) throw new StudyError(`${here}.${end}`, value, "a whole number, as those drawn are");
    }
    return { path: axis.path, values: randomValues(seed, axis.path, { from, to, steps, log, whole }) };
  }
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
