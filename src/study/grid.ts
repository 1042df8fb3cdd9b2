import { type Axis, resolveAxis } from "./axis.ts";
import { type Cell, resolveCell } from "./cell.ts";
import { StudyError } from "./error.ts";
import type { Scalar, StudyInput } from "./schema.ts";
import { parseStudy, printed, withValue } from "./written.ts";

/** The cells of a study in C order of its axes, made when they are asked for: a grid of any size takes no memory. */
export interface Grid {
  /** As `ResolvedStudy` has it: it resolves to the same cells again. */
  readonly study: StudyInput;
  readonly axes: readonly Axis[];
  /** Number of cells. */
  readonly count: number;
  /** Cell `index` from 0; throws RangeError where there is none. */
  cell(index: number): Cell;
}

const MAX_CELLS = 10_000_000;

/** The grid of a study of up to 10⁷ cells; throws StudyError, as `resolveStudy` does, if any cell is wrong. */
export function studyGrid(input: unknown): Grid {
  const grid = gridOf(input, MAX_CELLS);
  // Made to be checked: what is wrong is to be said before the first of them is measured.
  for (let index = 0; index < grid.count; index++) grid.cell(index);
  return grid;
}

/** The grid of a study whose fields and axes are right by themselves; `cell` throws StudyError where they do not fit together. */
export function gridOf(input: unknown, most: number): Grid {
  const written = parseStudy(input);
  const axes = (written.axes ?? []).map((axis, index) => resolveAxis(axis, index, written.seed));
  axes.forEach((axis, index) => {
    const first = axes.findIndex((other) => other.path === axis.path);
    if (first !== index) throw new StudyError(`axes.${index}.path`, axis.path, `each path once (axes.${first} has it)`);
    // Every value must be one that the field itself would take; so must the ends, or it would hang on the seed whether a study is one.
    const { draw, from, to } = written.axes?.[index] ?? {};
    for (const value of draw === undefined ? axis.values : [from, to, ...axis.values])
      parseStudy(withValue({}, axis.path, value));
  });
  const count = axes.reduce((product, axis) => product * axis.values.length, 1);
  if (count > most) throw new StudyError("axes", count, `at most ${most} cells`);
  const { axes: _, ...base } = written;
  return {
    study: printed(written),
    axes,
    count,
    cell(index) {
      if (!(Number.isInteger(index) && index >= 0 && index < count)) {
        throw new RangeError(`cell is ${index}; allowed: a whole number from 0 to ${count - 1}`);
      }
      const at = placeOf(axes, index);
      let cell: StudyInput = base;
      for (const [path, value] of Object.entries(at)) cell = withValue(cell, path, value);
      return resolveCell(cell, index, at);
    },
  };
}

/** Coordinates of cell `index` in C order: the last axis runs fastest. */
function placeOf(axes: readonly Axis[], index: number): Record<string, Scalar> {
  const at: Record<string, Scalar> = {};
  let rest = index;
  for (const axis of axes.toReversed()) {
    const value = axis.values[rest % axis.values.length];
    rest = Math.floor(rest / axis.values.length);
    if (value !== undefined) at[axis.path] = value;
  }
  return Object.fromEntries(axes.map((axis) => [axis.path, at[axis.path] as Scalar]));
}
