import { gradientOperations, spectrumOperations } from "../engine/cost.ts";
import type { Clip } from "../measure/clip.ts";
import { gatedOf, type NetworkSpec, stateDimension } from "../network/spec.ts";
import { StudyError } from "../study/error.ts";
import type { ScalarField } from "../study/fields.ts";
import { coarseToFine } from "../study/order.ts";
import { type Cell, type ResolvedStudy, resolveStudy, withValue } from "../study/resolve.ts";
import type { StudyInput } from "../study/schema.ts";
import { axisFields, axisValues, BLOCK_PATH, INTEGRATOR_PATH, SCALE_PATH, SKIP_PATH } from "./axis.ts";
import type { HeatQuestion } from "./heat-question.ts";
import { besides, sideStudies } from "./side-studies.ts";
import { both } from "./sides.ts";

/** Values along an axis, at most: fewer where whole numbers repeat. */
export const COLUMNS = 24;

/** What the heatmap can go across: depth is the other axis, dt would change it; `apart` tells the two sides apart. */
export function heatFields(
  network: Pick<NetworkSpec, "branch" | "integrator">,
  apart = SKIP_PATH,
): readonly ScalarField[] {
  // Steps of Runge and Kutta have no other factors than theirs; without and with a skip path Euler's stand for them.
  const fixed = apart === INTEGRATOR_PATH || (network.integrator === "rk4" && apart !== SKIP_PATH);
  // Another block has other gates, or none.
  const gates = gatedOf(network) !== null && apart !== BLOCK_PATH;
  const fields = axisFields(network).filter(({ path }) => {
    if (path.startsWith("network.gates.")) return gates && path !== apart;
    return path !== apart && !(fixed && [SKIP_PATH, SCALE_PATH].includes(path));
  });
  return !gates ? fields.toSorted((a, b) => Number(b.path === SCALE_PATH) - Number(a.path === SCALE_PATH)) : fields;
}

/** Arithmetic that all networks of the heatmap may cost together, roughly: a few seconds on two cores. */
const HEAT_OPERATIONS = 3.6e9;
const HEAT_NETWORKS = 16;

/**
 * The study behind the heatmap: gradient profiles at every column of both sides, axes in C order, the sides first, so that
 * cell `side · columns + column` is the study's cell of that index. Throws StudyError.
 */
export function heatStudy(question: HeatQuestion): ResolvedStudy {
  const { axis } = question;
  const { sides, studies } = sideStudies(question);
  const axes = [{ path: axis.path, values: axisValues(axis, COLUMNS) }];
  const of = (ensemble: number): ResolvedStudy =>
    besides(sides, ...both(studies, ({ exponents: _, ...study }) => resolveStudy({ ...study, ensemble, axes })));
  const cost = of(1).cells.reduce((sum, cell) => sum + cell.depth * gradientOperations(cell), 0);
  return of(affordable(HEAT_OPERATIONS / cost, HEAT_NETWORKS));
}

/**
 * The cells of the heatmap, the chosen column first, then coarse to fine, both sides of a column together: an axis of two
 * values would otherwise hold back its second one to the end.
 */
export function heatOrder(columns: number, chosen: number): number[] {
  const rest = coarseToFine([columns]).filter((column) => column !== chosen);
  return [chosen, ...rest].flatMap((column) => [column, columns + column]);
}

/** Arithmetic of the two whole spectra. */
const COMPARISON_OPERATIONS = 1.2e9;
const COMPARISON_NETWORKS = 16;
/** Wider networks show their first exponents only: a whole spectrum is O(n³) a layer. */
const COMPARISON_WIDTH = 128;
const COMPARISON_EXPONENTS = 64;

/** The study behind A beside I + αA: the whole spectra of both sides at one column. Throws StudyError. */
export function comparisonStudy(question: HeatQuestion, value: number): ResolvedStudy {
  const { sides, studies } = sideStudies(question);
  const asked = both(studies, (study) => {
    const { exponents: _, ...at } = withValue(study, question.axis.path, value);
    const cell = cellOf(at);
    return { at, cell, exponents: exponentsOf(cell) };
  });
  const cost = asked.reduce((sum, { cell, exponents }) => sum + costOf(cell, exponents), 0);
  const ensemble = affordable(COMPARISON_OPERATIONS / cost, COMPARISON_NETWORKS);
  return besides(sides, ...both(asked, ({ at, exponents }) => resolveStudy({ ...at, exponents, ensemble })));
}

function cellOf(study: StudyInput): Cell {
  const [cell] = resolveStudy({ ...study, exponents: 1, ensemble: 1 }).cells;
  if (cell === undefined) throw new RangeError("a study without axes has one cell");
  return cell;
}

function costOf(cell: Cell, exponents: number): number {
  return cell.depth * spectrumOperations({ ...cell, exponents });
}

/** Exponents of a side that can be afforded. */
function exponentsOf(cell: Cell): number {
  const dimension = stateDimension(cell.network);
  let exponents = dimension <= COMPARISON_WIDTH ? dimension : COMPARISON_EXPONENTS;
  // A batch makes each tangent B columns wide.
  while (cell.network.batch > 1 && exponents > 4 && 8 * costOf(cell, exponents) > COMPARISON_OPERATIONS) {
    exponents = Math.ceil(exponents / 2);
  }
  return exponents;
}

/** Throws StudyError where nothing could be as long as that. */
export function checkClip(clip: number | undefined): void {
  if (clip !== undefined && !(clip > 0 && clip < Number.POSITIVE_INFINITY)) {
    throw new StudyError("clip", clip, "a number above 0, or nothing");
  }
}

/** What is asked of gradients beside their sizes. */
export function clipOf(question: HeatQuestion | null): { clip?: Clip } {
  const norm = question?.clip;
  return norm === undefined ? {} : { clip: { norm, per: "layer" } };
}

/** At least two networks: one alone has no error bar. */
function affordable(networks: number, most: number): number {
  return Math.max(2, Math.min(most, Math.floor(networks)));
}
