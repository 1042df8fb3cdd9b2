import { gradientOperations, spectrumOperations } from "../engine/cost.ts";
import type { Clip } from "../measure/clip.ts";
import { resolveNetwork } from "../network/resolve.ts";
import { gatedOf, type NetworkSpec, stateDimension } from "../network/spec.ts";
import { StudyError } from "../study/error.ts";
import type { ScalarField } from "../study/fields.ts";
import { coarseToFine } from "../study/order.ts";
import { type ResolvedStudy, resolveStudy, withValue } from "../study/resolve.ts";
import type { StudyInput } from "../study/schema.ts";
import { axisFields, axisValues, type LabAxis, SCALE_PATH, SKIP_PATH } from "./axis.ts";
import { type Place, type Plane, studyAt } from "./plane.ts";
import { sampled } from "./sampling.ts";
import { type Sides, sidesOf } from "./sides.ts";

/** Values along an axis, at most: fewer where whole numbers repeat. */
export const COLUMNS = 24;

/** All that the heatmap depends on. */
export interface HeatQuestion {
  /** The lab's study: width, weights, depth, seed. */
  study: StudyInput;
  plane: Plane;
  /** Of the shared cursor. */
  place: Place;
  axis: LabAxis;
  /** Length that gradients are clipped to at every layer, ‖∂L/∂h_L‖ being 1; not at all if not given. */
  clip?: number;
}

/** What the heatmap can go across: depth is the other axis; skip tells the two sides apart, dt would change that axis. */
export function heatFields(network: Pick<NetworkSpec, "branch">): readonly ScalarField[] {
  const fields = axisFields(network).filter(({ path }) => path !== SKIP_PATH);
  return gatedOf(network) === null
    ? fields.toSorted((a, b) => Number(b.path === SCALE_PATH) - Number(a.path === SCALE_PATH))
    : fields;
}

/** Arithmetic that all networks of the heatmap may cost together, roughly: a few seconds on two cores. */
const HEAT_OPERATIONS = 3.6e9;
const HEAT_NETWORKS = 16;

/**
 * The study behind the heatmap: gradient profiles at every column of both sides, axes in C order, skip first, so that
 * cell `side · columns + column` is the study's cell of that index. Throws StudyError.
 */
export function heatStudy(question: HeatQuestion): ResolvedStudy {
  const { axis, study: asked } = question;
  const { exponents: _, ...base } = networkAt(question);
  const study: StudyInput = {
    ...base,
    axes: [
      { path: SKIP_PATH, values: [...sidesOfStudy(asked).skips] },
      { path: axis.path, values: axisValues(axis, COLUMNS) },
    ],
  };
  const { cells } = resolveStudy({ ...study, ensemble: 1 });
  const cost = cells.reduce((sum, cell) => sum + cell.depth * gradientOperations(cell), 0);
  return resolveStudy({ ...study, ensemble: affordable(HEAT_OPERATIONS / cost, HEAT_NETWORKS) });
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
  const { exponents: _, ...base } = withValue(networkAt(question), question.axis.path, value) as StudyInput;
  const study: StudyInput = { ...base, axes: [{ path: SKIP_PATH, values: [...sidesOfStudy(question.study).skips] }] };
  const { cells } = resolveStudy({ ...study, exponents: 1, ensemble: 1 });
  const [cell] = cells;
  if (cell === undefined) throw new RangeError("two sides make two cells");
  const dimension = stateDimension(cell.network);
  const costOf = (exponents: number): number => 2 * cell.depth * spectrumOperations({ ...cell, exponents });
  let exponents = dimension <= COMPARISON_WIDTH ? dimension : COMPARISON_EXPONENTS;
  // A batch makes each tangent B columns wide.
  while (cell.network.batch > 1 && exponents > 4 && 4 * costOf(exponents) > COMPARISON_OPERATIONS) {
    exponents = Math.ceil(exponents / 2);
  }
  const cost = costOf(exponents);
  return resolveStudy({ ...study, exponents, ensemble: affordable(COMPARISON_OPERATIONS / cost, COMPARISON_NETWORKS) });
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

/** The sides of the heatmap of a study. */
export function sidesOfStudy({ network }: StudyInput): Sides {
  return sidesOf(resolveNetwork(network));
}

/** The lab's study at the cursor's place. */
function networkAt({ study, plane, place, axis }: HeatQuestion): StudyInput {
  // Fixed vectors are the spectrum panel's; of an integrator see `sidesOf`.
  const { axes: _, fixedVectors: __, checkpoints: ___, ...rest } = studyAt(sampled(study, axis.path), plane, place);
  const { skip: ____, integrator: _____, ...network } = rest.network ?? {};
  return { ...rest, network };
}
