import { resolveNetwork } from "../network/resolve.ts";
import { StudyError } from "../study/error.ts";
import { type ResolvedStudy, resolveStudy, withValue } from "../study/resolve.ts";
import type { Scalar, StudyInput } from "../study/schema.ts";
import { SKIP_PATH } from "./axis.ts";
import { withField } from "./changes.ts";
import { type HeatQuestion, sidesOfQuestion, studyAtCursor } from "./heat-question.ts";
import { valuesAt } from "./plane.ts";
import { sampled } from "./sampling.ts";
import { ownValue } from "./side-values.ts";
import { both, type Sides } from "./sides.ts";

export interface SideStudies {
  sides: Sides;
  /** At the cursor's place, without axes. */
  studies: readonly [a: StudyInput, b: StudyInput];
}

/** The two studies that a question holds against each other: one study with two values of one field. */
export function sideStudies(question: HeatQuestion): SideStudies {
  const sides = sidesOfQuestion(question);
  const [a, b] = both(sides.values, (value) => sideStudy(question, sides.path, value));
  const [inLawA, inLawB] = [sampled(a, question.axis.path), sampled(b, question.axis.path)];
  // Sampled in the same way, both have the same draws: where one side needs real weights, the other takes them too.
  return { sides, studies: inLawA === a || inLawB === b ? [a, b] : [inLawA, inLawB] };
}

function sideStudy(question: HeatQuestion, path: string, value: Scalar): StudyInput {
  const study = studyAtCursor(question);
  if (path === SKIP_PATH) {
    // The steps of Runge and Kutta have no side without a skip path: see `sidesOf`.
    const { skip: _, integrator: __, ...network } = study.network ?? {};
    return withValue({ ...study, network }, path, value);
  }
  if (value === ownValue(resolveNetwork(study.network), path)) return study;
  let side = withField(study, path, value);
  // Another block takes with it what was written for the one before, but not where the plane's cursor is.
  for (const [axis, at] of valuesAt(question.plane, question.place)) {
    if (axis !== path) side = withValue(side, axis, at);
  }
  return side;
}

/** The one line that says what is wrong with a value of a side; null where nothing is. */
export function sidesComplaint(question: HeatQuestion): string | null {
  const { studies } = sideStudies(question);
  for (const [side, { exponents: _, ...study }] of studies.entries()) {
    try {
      resolveStudy({ ...study, ensemble: 1 });
    } catch (error) {
      if (!(error instanceof StudyError)) throw error;
      return `${side === 0 ? "A" : "B"}: ${error.message}`;
    }
  }
  return null;
}

/** Two studies of the same axes in one: cell `side · count + index` is cell `index` of a side; the sides are the first axis. */
export function besides({ path, values }: Sides, a: ResolvedStudy, b: ResolvedStudy): ResolvedStudy {
  const side = { path, values: [...values] };
  const cells = [a, b].flatMap((each, index) =>
    each.cells.map((cell) => ({
      ...cell,
      index: index * a.cells.length + cell.index,
      at: { [path]: values[index] ?? 0, ...cell.at },
    })),
  );
  return { study: { ...a.study, axes: [side, ...(a.study.axes ?? [])] }, axes: [side, ...a.axes], cells };
}
