import { InputError } from "../io/error.ts";
import { quoted } from "../io/plain-text.ts";
import { matrixCount } from "../network/spec.ts";
import { StudyError } from "../study/error.ts";
import { scalarField } from "../study/fields.ts";
import { type Cell, parseStudy, withValue } from "../study/resolve.ts";
import type { Scalar, StudyInput } from "../study/schema.ts";
import { checkAxis, type LabAxis } from "./axis.ts";
import { networkAtCursor } from "./heat-question.ts";
import { checkClip, heatFields, heatStudy } from "./heat-study.ts";
import type { PageState } from "./page-state.ts";
import { MOST_PINS } from "./pins.ts";
import { type Grid, type Place, type Plane, planeCell, planeStudy, spectrumStudy } from "./plane.ts";
import { sideFields } from "./side-fields.ts";
import { sidesComplaint } from "./side-studies.ts";
import type { SidesChoice } from "./sides.ts";

/** Characters of JSON of a study: a thousand cells hold it at once. */
const LONGEST_STUDY = 20_000;

/**
 * Whether a page can show a state that comes from outside: every cell of its plane, its heatmap, its sides and its pins.
 * Throws StudyError or InputError, one line of which says what is wrong.
 */
export function checkState(state: PageState, grid: Grid): void {
  checkPlane(state, grid);
  checkHeat(state, grid);
  checkPins(state.pins, state.study, { ...grid, ...state.axes });
}

/** Whether every cell of the plane can be measured, and the spectrum at the cursor. Throws StudyError or InputError. */
export function checkPlane({ study, axes, place }: PageState, grid: Grid): void {
  checkStudy(study);
  checkAxisOver("x", axes.x);
  checkAxisOver("y", axes.y);
  if (axes.x.path === axes.y.path) throw new StudyError("y", axes.y.path, "another field than that of x");
  const plane = { ...grid, ...axes };
  // One cell tells most of what can be wrong: a thousand follow.
  planeCell(study, plane, place);
  for (const cell of planeStudy(study, plane).cells) checkTheory(cell);
  spectrumStudy(study, plane, place);
}

/** Layers of a network that changes with depth: theory goes through every one of them, at every point of its map. */
const DEEPEST_SCHEDULE = 4096;
/** Matrices that no law takes long for, and units of all of them together where there are more. */
const FEW_MATRICES = 8;
const MOST_UNITS = 16_384;

/** Whether theory can follow while the page answers: nobody has asked for what a link or a file brings. Throws StudyError. */
function checkTheory({ network, depth }: Cell): void {
  if (network.schedule !== undefined && depth > DEEPEST_SCHEDULE) {
    throw new StudyError("depth", depth, `at most ${DEEPEST_SCHEDULE} on a page for a network that changes with depth`);
  }
  const matrices = matrixCount(network);
  const widest = Math.floor(MOST_UNITS / matrices);
  if (matrices > FEW_MATRICES && network.width > widest) {
    throw new StudyError(
      "network.width",
      network.width,
      `at most ${widest} on a page with ${matrices} matrices a layer`,
    );
  }
}

/** Why the heatmap of a state cannot be shown; null where it can. */
export function whyNotHeat(state: PageState, grid: Grid): string | null {
  try {
    checkHeat(state, grid);
    return null;
  } catch (error) {
    if (error instanceof StudyError || error instanceof InputError) return error.message;
    throw error;
  }
}

/** Whether a study is one, and short enough for a page. Throws StudyError or InputError. */
export function checkStudy(study: unknown): void {
  const length = JSON.stringify(study).length;
  if (length > LONGEST_STUDY) {
    throw new InputError(`the study has ${length} characters; allowed on a page: at most ${LONGEST_STUDY}`);
  }
  parseStudy(study);
}

function checkAxisOver(key: string, axis: LabAxis): void {
  const kind = scalarField(axis.path)?.kind;
  if (kind !== "number" && kind !== "integer") throw new StudyError(key, axis.path, "a field that is a number");
  within(key, () => checkAxis(axis));
  for (const end of [axis.from, axis.to]) {
    // Ends may lie a little beyond what the field takes, centres of cells may not: these are checked with their cells.
    if (Math.abs(end) > 1e9) throw new StudyError(key, end, "ends between -1e9 and 1e9");
  }
}

function checkHeat({ study, axes, place, heat: { across, sides, clip } }: PageState, grid: Grid): void {
  const at = { study, plane: { ...grid, ...axes }, place };
  const network = networkAtCursor(at);
  checkAxisOver("across", across);
  const offered = heatFields(network, sides.path).map(({ path }) => path);
  if (!offered.includes(across.path)) throw new StudyError("across", across.path, `one of ${offered.join(", ")}`);
  const fields = sideFields(network, across.path).map(({ path }) => path);
  if (!fields.includes(sides.path)) throw new StudyError("compare", sides.path, `one of ${fields.join(", ")}`);
  checkValues(sides);
  checkClip(clip);
  const question = { ...at, axis: across, sides, ...(clip === undefined ? {} : { clip }) };
  const complaint = sidesComplaint(question);
  if (complaint !== null) throw new InputError(complaint);
  within("across", () => heatStudy(question));
}

/** Each value must be one that its field takes: only then it can be asked what it would do. */
function checkValues({ path, values = [undefined, undefined] }: SidesChoice): void {
  const check = (side: string, value: Scalar | undefined) => {
    if (value !== undefined) within(side, () => parseStudy(withValue({}, path, value)));
  };
  check("a", values[0]);
  check("b", values[1]);
}

function checkPins(pins: readonly Place[], study: StudyInput, plane: Plane): void {
  if (pins.length > MOST_PINS) throw new InputError(`the link has ${pins.length} pins; allowed: at most ${MOST_PINS}`);
  const places = new Set(pins.map(({ x, y }) => `${x},${y}`));
  if (places.size < pins.length) throw new InputError("the link pins a place twice");
  for (const pin of pins) within(`pin ${quoted(`${pin.x},${pin.y}`)}`, () => spectrumStudy(study, plane, pin));
}

/** Runs a check whose complaints do not know what they are about. */
function within(key: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (error instanceof StudyError) throw new InputError(`${key}: ${error.message.replace(/^axes\.\d+\./, "")}`);
    throw error;
  }
}
