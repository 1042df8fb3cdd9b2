import type { ResolvedStudy } from "../study/resolve.ts";
import { SCALE_PATH } from "./axis.ts";
import { type HeatCell, type HeatGrid, nearest, rowLayers } from "./heat-field.ts";
import type { HeatQuestion } from "./heat-question.ts";
import { valuesAt } from "./plane.ts";

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
  const follows = !stays || (ofPlane(next) !== undefined && !selecting);
  const value = follows ? startOf(next) : (before.grid.columns[before.cell.column] ?? 0);
  // As far from the input as it was, in parts of the depth.
  const part = before === null ? 1 / 4 : before.cell.row / (before.grid.layers.length - 1);
  const row = Math.round(part * (layers.length - 1));
  return { grid: { columns, layers }, cell: { column: nearest(columns, value, next.axis.log), row } };
}

/** The cursor's value, where the plane has the axis too. */
function ofPlane({ axis, plane, place }: HeatQuestion): number | undefined {
  return valuesAt(plane, place).find(([path]) => path === axis.path)?.[1];
}

/** The column chosen at first: that of the plane's cursor where the axis is the plane's, a gate's own bias, else one in the middle of things. */
function startOf(question: HeatQuestion): number {
  const { axis, study } = question;
  const own = ofPlane(question);
  if (own !== undefined) return own;
  if (axis.path === SCALE_PATH) return 0.18;
  const gate = /^network\.gates\.(\w+)\./.exec(axis.path)?.[1];
  if (gate !== undefined) return Reflect.get(Object(study.network?.gates), gate)?.bias?.mean ?? 0;
  return axis.log ? Math.sqrt(axis.from * axis.to) : (axis.from + axis.to) / 2;
}
