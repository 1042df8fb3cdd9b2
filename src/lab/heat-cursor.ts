import type { ResolvedStudy } from "../study/resolve.ts";
import { type HeatCell, type HeatGrid, nearest, rowLayers } from "./heat-field.ts";
import { type HeatQuestion, SCALE_PATH } from "./heat-study.ts";
import { BIAS_PATH, WEIGHT_PATH } from "./plane.ts";

export interface HeatCursor {
  grid: HeatGrid;
  cell: HeatCell;
}

/**
 * Grid and cursor of the next question: the column nearest to the value chosen before, unless the axis is another one or
 * the plane's cursor has moved along it (`selecting`: the column itself has moved it).
 */
export function cursorOf(
  next: HeatQuestion,
  { axes, cells }: ResolvedStudy,
  before: (HeatCursor & { question: HeatQuestion }) | null,
  selecting: boolean,
): HeatCursor {
  const columns = axes[1]?.values.map(Number) ?? [];
  const layers = rowLayers(cells[0]?.depth ?? 1);
  const stays = before !== null && before.question.axis.path === next.axis.path;
  const follows = !stays || (PLANE_PATHS.includes(next.axis.path) && !selecting);
  const value = follows ? startOf(next) : (before.grid.columns[before.cell.column] ?? 0);
  const row = before === null ? Math.round((layers.length - 1) / 4) : Math.min(before.cell.row, layers.length - 1);
  return { grid: { columns, layers }, cell: { column: nearest(columns, value, next.axis.log), row } };
}

/** Axes that the plane has too. */
const PLANE_PATHS = [WEIGHT_PATH, BIAS_PATH];

/** The column chosen at first: that of the plane's cursor where the axis is the plane's, a gate's own bias, else one in the middle of things. */
function startOf({ axis, place, study }: HeatQuestion): number {
  if (axis.path === WEIGHT_PATH) return place.weight;
  if (axis.path === BIAS_PATH) return place.bias;
  if (axis.path === SCALE_PATH) return 0.18;
  const gate = /^network\.gates\.(\w+)\./.exec(axis.path)?.[1];
  if (gate !== undefined) return Reflect.get(Object(study.network?.gates), gate)?.bias?.mean ?? 0;
  return axis.log ? Math.sqrt(axis.from * axis.to) : (axis.from + axis.to) / 2;
}
