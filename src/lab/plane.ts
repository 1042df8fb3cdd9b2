import { spectrumOperations } from "../engine/cost.ts";
import { stateDimension } from "../network/spec.ts";
import type { Cell, ResolvedStudy } from "../study/resolve.ts";
import { resolveStudy, withValue } from "../study/resolve.ts";
import type { StudyInput } from "../study/schema.ts";
import { BIAS_PATH, checkAxis, defaultAxis, type LabAxis, partOf, valueAt, WEIGHT_PATH } from "./axis.ts";
import { sampled } from "./sampling.ts";

export interface Grid {
  columns: number;
  rows: number;
}

/** Two axes of a study, and the cells that tile the rectangle between their ends; rows go upwards. */
export interface Plane extends Grid {
  x: LabAxis;
  y: LabAxis;
}

/** A value of either axis. */
export interface Place {
  x: number;
  y: number;
}

/** σ_w² and σ_b². */
export const FIRST_AXES = { x: planeAxis(WEIGHT_PATH), y: planeAxis(BIAS_PATH) } as const;

/** An axis of a plane, whose cells lie between its ends: it may begin where nothing is left of a network. */
export function planeAxis(path: string): LabAxis {
  return { ...defaultAxis(path), ...(path === WEIGHT_PATH ? { from: 0 } : {}) };
}

/** Centre of a cell. */
export function placeOf({ columns, rows, x, y }: Plane, cell: number): Place {
  return {
    x: valueAt(x, ((cell % columns) + 0.5) / columns),
    y: valueAt(y, (Math.floor(cell / columns) + 0.5) / rows),
  };
}

/** The cell that holds a place; places outside go to the nearest cell. */
export function cellAt({ columns, rows, x, y }: Plane, place: Place): number {
  const column = Math.floor(partOf(x, place.x) * columns);
  const row = Math.floor(partOf(y, place.y) * rows);
  return clamp(row, rows) * columns + clamp(column, columns);
}

/** The cell whose centre a place is: whole numbers may be the centres of several. Else the cell that holds it. */
export function cellOf(plane: Plane, place: Place): number {
  const { columns, rows, x, y } = plane;
  const held = cellAt(plane, place);
  const column = centreAt(x, columns, place.x) ?? held % columns;
  const row = centreAt(y, rows, place.y) ?? Math.floor(held / columns);
  return row * columns + column;
}

/** The first part of an axis with this centre, if there is one. */
function centreAt(axis: LabAxis, count: number, value: number): number | undefined {
  const parts = Array.from({ length: count }, (_, part) => part);
  return parts.find((part) => valueAt(axis, (part + 0.5) / count) === value);
}

/** The cell `dx` columns and `dy` rows away, kept on the plane. */
export function moved({ columns, rows }: Grid, cell: number, dx: number, dy: number): number {
  const column = clamp((cell % columns) + dx, columns);
  const row = clamp(Math.floor(cell / columns) + dy, rows);
  return row * columns + column;
}

function clamp(index: number, count: number): number {
  return Number.isNaN(index) ? 0 : Math.min(count - 1, Math.max(0, index));
}

/** The values of a place by the paths of their fields. */
export function valuesAt({ x, y }: Plane, place: Place): [path: string, value: number][] {
  return [
    [x.path, place.x],
    [y.path, place.y],
  ];
}

/** The study at a place of its plane. */
export function studyAt(study: StudyInput, plane: Plane, place: Place): StudyInput {
  let at = study;
  for (const [path, value] of valuesAt(plane, place)) at = withValue(at, path, value);
  return at;
}

/** A study as it is sampled anywhere on its plane. */
export function sampledOn(study: StudyInput, { x, y }: Plane): StudyInput {
  const along = sampled(study, x.path);
  return along === study ? study : sampled(study, y.path);
}

/**
 * The study behind the plane: the leading exponent at every cell. Axes in C order, x fastest, so that cell
 * `row · columns + column` is the study's cell of that index. Throws StudyError.
 */
export function planeStudy(study: StudyInput, plane: Plane): ResolvedStudy {
  const { columns, rows, x, y } = plane;
  return resolveStudy({
    ...leadingStudy(study, plane),
    axes: [
      { path: y.path, values: Array.from({ length: rows }, (_, row) => placeOf(plane, row * columns).y) },
      { path: x.path, values: Array.from({ length: columns }, (_, column) => placeOf(plane, column).x) },
    ],
  });
}

/** The same at one place alone. Throws StudyError. */
export function planeCell(study: StudyInput, plane: Plane, place: Place): Cell {
  const { axes: _, ...leading } = leadingStudy(study, plane);
  const [cell] = resolveStudy(studyAt(leading, plane, place)).cells;
  if (cell === undefined) throw new RangeError("a study without axes has one cell");
  return cell;
}

function leadingStudy(study: StudyInput, plane: Plane): StudyInput {
  checkAxis(plane.x);
  checkAxis(plane.y);
  // Fixed vectors and checkpoints are the spectrum panel's.
  const { fixedVectors: _, checkpoints: __, distribution: ___, ...leading } = sampledOn(study, plane);
  return { ...leading, ensemble: affordableEnsemble(leading, plane), exponents: 1 };
}

/** Arithmetic of a plane of batches at most, roughly: half a minute on two cores. */
const PLANE_OPERATIONS = 3e10;

/** Networks a cell: those asked for, but fewer where batches make every one of them dear. Throws StudyError. */
function affordableEnsemble(study: StudyInput, plane: Plane): number {
  const count = plane.columns * plane.rows;
  const { axes: _, ...rest } = study;
  const [cell] = resolveStudy({ ...studyAt(rest, plane, placeOf(plane, count - 1)), exponents: 1 }).cells;
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
export function spectrumStudy(study: StudyInput, plane: Plane, place: Place): ResolvedStudy {
  const at = studyAt(sampledOn(study, plane), plane, place);
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
