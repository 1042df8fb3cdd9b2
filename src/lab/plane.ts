import { spectrumOperations } from "../engine/cost.ts";
import { stateDimension } from "../network/spec.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import { resolveStudy, withValue } from "../study/resolve.ts";
import type { StudyInput } from "../study/schema.ts";
import { sampled } from "./sampling.ts";

/** The plane's grid: cells tile σ_w² from 0 to 4 (columns) and σ_b² from 0 to 1 (rows, upwards). */
export interface Grid {
  columns: number;
  rows: number;
}

export const WEIGHT_RANGE = [0, 4] as const;
export const BIAS_RANGE = [0, 1] as const;
export const WEIGHT_PATH = "network.weights.variance";
export const BIAS_PATH = "network.bias.variance";

/** σ_w² and σ_b². */
export interface Place {
  weight: number;
  bias: number;
}

/** Centre of a cell. Rounded: the plain decimals that a reader can type again. */
export function placeOf(grid: Grid, cell: number): Place {
  return {
    weight: centre(WEIGHT_RANGE, grid.columns, cell % grid.columns),
    bias: centre(BIAS_RANGE, grid.rows, Math.floor(cell / grid.columns)),
  };
}

function centre([from, to]: readonly [number, number], steps: number, index: number): number {
  return Number((from + ((to - from) * (index + 0.5)) / steps).toFixed(6));
}

/** The cell that holds a place; places outside go to the nearest cell. */
export function cellAt(grid: Grid, place: Place): number {
  const column = Math.floor(((place.weight - WEIGHT_RANGE[0]) / (WEIGHT_RANGE[1] - WEIGHT_RANGE[0])) * grid.columns);
  const row = Math.floor(((place.bias - BIAS_RANGE[0]) / (BIAS_RANGE[1] - BIAS_RANGE[0])) * grid.rows);
  return clamp(row, grid.rows) * grid.columns + clamp(column, grid.columns);
}

/** The cell `dx` columns and `dy` rows away, kept on the plane. */
export function moved(grid: Grid, cell: number, dx: number, dy: number): number {
  const column = clamp((cell % grid.columns) + dx, grid.columns);
  const row = clamp(Math.floor(cell / grid.columns) + dy, grid.rows);
  return row * grid.columns + column;
}

function clamp(index: number, count: number): number {
  return Math.min(count - 1, Math.max(0, index));
}

/**
 * The study behind the plane: the leading exponent at every cell. Axes in C order, σ_w² fastest, so that cell
 * `row · columns + column` is the study's cell of that index. Throws StudyError.
 */
export function planeStudy(study: StudyInput, grid: Grid): ResolvedStudy {
  // Fixed vectors and checkpoints are the spectrum panel's.
  const { fixedVectors: _, checkpoints: __, ...leading } = sampled(study);
  const ensemble = affordableEnsemble(study, grid.columns * grid.rows);
  const cells = Array.from({ length: grid.columns * grid.rows }, (_, cell) => placeOf(grid, cell));
  return resolveStudy({
    ...leading,
    ensemble,
    exponents: 1,
    axes: [
      { path: BIAS_PATH, values: cells.filter((_, cell) => cell % grid.columns === 0).map((place) => place.bias) },
      { path: WEIGHT_PATH, values: cells.slice(0, grid.columns).map((place) => place.weight) },
    ],
  });
}

/** Arithmetic of a plane of batches at most, roughly: half a minute on two cores. */
const PLANE_OPERATIONS = 3e10;

/** Networks a cell: those asked for, but fewer where batches make every one of them dear. Throws StudyError. */
function affordableEnsemble(study: StudyInput, count: number): number {
  const { axes: _, ...rest } = study;
  const [cell] = resolveStudy({ ...sampled(rest), exponents: 1 }).cells;
  if (cell === undefined || cell.network.batch === 1) return study.ensemble ?? DEFAULT_ENSEMBLE;
  const cost = count * cell.depth * spectrumOperations(cell);
  return Math.max(2, Math.min(cell.ensemble, Math.floor(PLANE_OPERATIONS / cost)));
}

const DEFAULT_ENSEMBLE = 32;

/** As many networks as cost about as much as this. */
const SPECTRUM_OPERATIONS = 2e9;
const SPECTRUM_NETWORKS = 64;
const SPECTRUM_EXPONENTS = 64;
/** Fewer than these are given up for the last exponents only. */
const FEW_NETWORKS = 6;

/** The study behind the spectrum panel: the whole spectrum at one place (at most 64 exponents unless written). */
export function spectrumStudy(study: StudyInput, place: Place): ResolvedStudy {
  const at = withValue(withValue(sampled(study), WEIGHT_PATH, place.weight), BIAS_PATH, place.bias);
  const { cells } = resolveStudy(at);
  const cell = cells[0];
  if (cell === undefined) throw new RangeError("a study without axes has one cell");
  const costOf = (exponents: number): number => cell.depth * spectrumOperations({ ...cell, exponents });
  let exponents = study.exponents ?? Math.min(stateDimension(cell.network), SPECTRUM_EXPONENTS);
  // A batch makes each tangent B columns wide: fewer of them where even two networks would take too long.
  while (
    study.exponents === undefined &&
    cell.network.batch > 1 &&
    exponents > 4 &&
    FEW_NETWORKS * costOf(exponents) > SPECTRUM_OPERATIONS
  ) {
    exponents = Math.ceil(exponents / 2);
  }
  const cost = costOf(exponents);
  const affordable = Math.floor(SPECTRUM_OPERATIONS / cost);
  // The plane must not wait for it: a wide spectrum has fewer networks, at least two for an error bar.
  const ensemble = Math.max(2, Math.min(Math.max(SPECTRUM_NETWORKS, cell.ensemble), affordable));
  return resolveStudy({ ...at, exponents, ensemble });
}
