import { gradientOperations, spectrumOperations } from "../engine/cost.ts";
import { resolveNetwork } from "../network/resolve.ts";
import { type ActivationName, GATES, gatedOf, type NetworkSpec, stateDimension } from "../network/spec.ts";
import { type Axis, resolveAxis } from "../study/axis.ts";
import { StudyError } from "../study/error.ts";
import { type ScalarField, scalarField, scalarFields } from "../study/fields.ts";
import { coarseToFine } from "../study/order.ts";
import { type ResolvedStudy, resolveStudy, withValue } from "../study/resolve.ts";
import type { StudyInput } from "../study/schema.ts";
import { BIAS_PATH, type Place, WEIGHT_PATH } from "./plane.ts";
import { sampled } from "./sampling.ts";
import { type Sides, sidesOf } from "./sides.ts";

export const SKIP_PATH = "network.skip";
export const SCALE_PATH = "network.scale";

/** Values along an axis, at most: fewer where whole numbers repeat. */
export const COLUMNS = 24;

/** What the columns of the heatmap differ in. */
export interface HeatAxis {
  path: string;
  from: number;
  to: number;
  log: boolean;
}

/** All that the heatmap depends on. */
export interface HeatQuestion {
  /** The lab's study: width, weights, depth, seed. */
  study: StudyInput;
  /** σ_w² and σ_b² of the shared cursor. */
  place: Place;
  activation: ActivationName;
  axis: HeatAxis;
}

/** Ranges that show something, by path; others go over what is usual, from 0 to 2. */
const RANGES: Record<string, Omit<HeatAxis, "path">> = {
  [SCALE_PATH]: { from: 0.05, to: 2, log: true },
  [WEIGHT_PATH]: { from: 0.1, to: 4, log: false },
  [BIAS_PATH]: { from: 0, to: 1, log: false },
  "network.width": { from: 4, to: 128, log: true },
  "network.input.variance": { from: 0.01, to: 100, log: true },
  "network.batch": { from: 4, to: 64, log: true },
  "network.weights.sparsity": { from: 1, to: 8, log: true },
  "network.weights.spectralNorm": { from: 0.5, to: 2, log: false },
};

/** Gates from shut to open. */
const GATE_RANGE = { from: -6, to: 6, log: false };

/** Fields that say something of some networks only: one law's ν, blocks within the weights, gates. dt would change the other axis. */
const SPECIAL = /^network\.(dt|gates\..*|weights\.(nu|split|coupling|contrast))$/;

/** Numbers that shape any network. Depth is the other axis; skip tells the two sides apart. */
export const HEAT_FIELDS: readonly ScalarField[] = scalarFields
  .filter(({ path, kind }) => path.startsWith("network.") && (kind === "number" || kind === "integer"))
  .filter(({ path }) => path !== SKIP_PATH && !SPECIAL.test(path))
  .toSorted((a, b) => Number(b.path === SCALE_PATH) - Number(a.path === SCALE_PATH));

/** Numbers that shape a network; of a gated cell its gates first. */
export function heatFields(network: Pick<NetworkSpec, "branch">): readonly ScalarField[] {
  const gated = gatedOf(network);
  if (gated === null) return HEAT_FIELDS;
  const gates = GATES[gated].map((gate) => `network.gates.${gate}.bias.mean`);
  const own = gates.flatMap((path) => scalarField(path) ?? []);
  return [...own, ...HEAT_FIELDS.filter(({ path }) => path !== "network.batch")];
}

/** The axis over a field, with a range that shows something. */
export function defaultAxis(path: string): HeatAxis {
  const usual = path.startsWith("network.gates.") ? GATE_RANGE : { from: 0, to: 2, log: false };
  return { path, ...(RANGES[path] ?? usual) };
}

/** Symbol of a field, for labels: α, σ_w², n. */
export function symbolOf(path: string): string {
  return SYMBOLS[path] ?? scalarField(path)?.title ?? path;
}

const SYMBOLS: Record<string, string> = {
  [SCALE_PATH]: "α",
  [WEIGHT_PATH]: "σ_w²",
  [BIAS_PATH]: "σ_b²",
  "network.width": "n",
  "network.input.variance": "input variance",
};

/** The values of the columns, from `from` to `to`. Throws StudyError. */
export function axisValues({ path, from, to, log }: HeatAxis): number[] {
  if (from === to) throw new StudyError("to", to, `a number other than ${from}, where the axis begins`);
  const axis: Axis = resolveAxis({ path, from, to, steps: COLUMNS, scale: log ? "log" : "linear" }, 0);
  return [...new Set(axis.values.map(Number))];
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
      { path: axis.path, values: axisValues(axis) },
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

/** At least two networks: one alone has no error bar. */
function affordable(networks: number, most: number): number {
  return Math.max(2, Math.min(most, Math.floor(networks)));
}

/** The sides of the heatmap of a study. */
export function sidesOfStudy({ network }: StudyInput): Sides {
  return sidesOf(resolveNetwork(network));
}

/** The lab's study with the heatmap's activation, at the cursor's place. */
function networkAt({ study, place, activation, axis }: HeatQuestion): StudyInput {
  // Fixed vectors are the spectrum panel's; of an integrator see `sidesOf`.
  const { axes: _, fixedVectors: __, checkpoints: ___, ...rest } = sampled(study, axis.path);
  const { skip: ____, integrator: _____, ...network } = study.network ?? {};
  const there = withValue(withValue({ network }, WEIGHT_PATH, place.weight), BIAS_PATH, place.bias);
  return { ...rest, network: { ...there.network, activation } };
}
