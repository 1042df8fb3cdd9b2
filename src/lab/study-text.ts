import { toJson } from "../io/json.ts";
import { parseJson } from "../io/parse-json.ts";
import { StudyError } from "../study/error.ts";
import { scalarField } from "../study/fields.ts";
import { parseStudy, resolveStudy } from "../study/resolve.ts";
import type { AxisInput, StudyInput } from "../study/schema.ts";
import { checkAxis, type LabAxis } from "./axis.ts";
import { aroundCentres } from "./cell-centres.ts";
import { type Grid, type Place, type Plane, placeOf, planeStudy, sampledOn, spectrumStudy, studyAt } from "./plane.ts";

/** What a page shows: a study, its plane, and the cell at the cursor. */
export interface Shown {
  study: StudyInput;
  plane: Plane;
  selected: number;
}

/** What a page is to show. */
export interface Asked {
  study: StudyInput;
  plane: Plane;
  place: Place;
}

/**
 * JSON of the study at the cursor, with every default filled in that does not depend on others: a study for any other tool.
 * Where something is wrong with it that the plane does not need, as it is written.
 */
export function studyText({ study, plane, selected }: Shown): string {
  const { axes: _, ...rest } = sampledOn(study, plane);
  const at = studyAt(rest, plane, placeOf(plane, selected));
  try {
    return toJson(resolveStudy(at).study, 2);
  } catch (error) {
    if (!(error instanceof StudyError)) throw error;
    return JSON.stringify(at, null, 2);
  }
}

/**
 * What the JSON of a study asks a page to show, where everything on it could be measured. Two axes of numbers become those of
 * the plane, the last one across; without axes the cursor goes to the study's place on the plane in hand, whose axes reach
 * out for it. Throws InputError or StudyError.
 */
export function askedOf(text: string, now: Shown): Asked {
  return askedStudy(parseJson(text.replace(/^\uFEFF/, ""), "the text"), now);
}

/** The same of JSON that is read already. Throws StudyError. */
export function askedStudy(input: unknown, now: Shown): Asked {
  const { axes = [], ...written } = parseStudy(input);
  const study = withOwnSampling(written, now);
  const given = planeAxes(axes, now.plane);
  const wanted = { ...now.plane, ...given };
  const x = valueIn(written, wanted.x, now);
  const y = valueIn(written, wanted.y, now);
  const plane = { ...wanted, x: reaching(wanted.x, x), y: reaching(wanted.y, y) };
  const asked = { study, plane, place: { x, y } };
  planeStudy(study, plane);
  spectrumStudy(study, plane, asked.place);
  return asked;
}

/** The plane's axes of a study's; null where it has none. As many values as the plane has cells are their centres. */
function planeAxes(axes: readonly AxisInput[], { columns, rows }: Grid): Pick<Plane, "x" | "y"> | null {
  if (axes.length === 0) return null;
  const [y, x, ...others] = axes.map(rangeOf);
  if (x === undefined || y === undefined || others.length > 0) {
    throw new StudyError("axes", axes, "two axes, which become the plane's (the last one across), or none");
  }
  if (x.path === y.path) throw new StudyError("axes.1.path", x.path, "another field than that of axes.0");
  if (axes[0]?.steps !== rows || axes[1]?.steps !== columns) return { x, y };
  return { x: aroundCentres(x, columns), y: aroundCentres(y, rows) };
}

function rangeOf({ path, from, to, scale, draw, values }: AxisInput, index: number): LabAxis {
  const kind = scalarField(path)?.kind;
  if (kind !== "number" && kind !== "integer") {
    throw new StudyError(`axes.${index}.path`, path, "a field that is a number, to be an axis of the plane");
  }
  if (values !== undefined || from === undefined || to === undefined) {
    throw new StudyError(`axes.${index}`, { path, from, to, values }, "path, from and to, to be an axis of the plane");
  }
  if (draw !== undefined) throw new StudyError(`axes.${index}.draw`, draw, "none, to be an axis of the plane");
  const axis = { path, from, to, log: scale === "log" };
  try {
    checkAxis(axis);
  } catch (error) {
    if (!(error instanceof StudyError)) throw error;
    // The message knows the axis, but not which one it is.
    throw new StudyError(`axes.${index}.${error.path.replace(/^axes\.\d+\./, "")}`, error.value, error.allowed);
  }
  return axis;
}

/** The value of an axis' field in a study; where nothing is written, that at the cursor, or the middle of another axis. */
function valueIn(study: StudyInput, axis: LabAxis, { plane, selected }: Shown): number {
  const written: unknown = axis.path.split(".").reduce((value: unknown, key) => Reflect.get(Object(value), key), study);
  if (typeof written === "number") return written;
  const at = placeOf(plane, selected);
  if (axis.path === plane.x.path) return at.x;
  if (axis.path === plane.y.path) return at.y;
  return (axis.from + axis.to) / 2;
}

/** An axis that holds a value: the end beyond which it lies moves to it. */
function reaching(axis: LabAxis, value: number): LabAxis {
  const { from, to } = axis;
  const log = axis.log && value > 0;
  const low = Math.min(from, to, value);
  const high = Math.max(from, to, value);
  return from < to ? { ...axis, log, from: low, to: high } : { ...axis, log, from: high, to: low };
}

/** The page chooses how to sample unless the user has: what it had printed itself is no such choice. */
function withOwnSampling(written: StudyInput, { study, plane }: Shown): StudyInput {
  const { sampling, ...rest } = written;
  const own = sampledOn(rest, plane).sampling ?? "network";
  return study.sampling === undefined && sampling === own ? rest : written;
}
