import { Shown } from "../field.ts";
import { type HeatField, indexOf, type Limits } from "../heat-field.ts";
import type { HeatSpace } from "./canvas-heat.ts";
import { heightOf } from "./heat-surface.ts";

/**
 * The line on a side's surface above one value of the axis, CSS pixels from input to output; empty where nothing near it is
 * measured. `part`: place of the value across the box, 0 … 1. Between columns the surface is straight, and so is the line's height.
 */
export function spaceLine(
  space: HeatSpace,
  field: HeatField,
  limits: Limits,
  side: number,
  part: number,
): [x: number, y: number][] {
  const columns = field.grid.columns.length;
  const rows = field.grid.layers.length;
  const known = Array.from({ length: columns }, (_, column) => column).filter(
    (column) => field.shown[indexOf(field.grid, side, { column, row: 0 })] !== Shown.nothing,
  );
  const at = part * columns - 0.5;
  const left = known.findLast((column) => column <= at) ?? known[0];
  const right = known.find((column) => column >= at) ?? known.at(-1);
  if (left === undefined || right === undefined) return [];
  // The surface ends at the centres of its outermost columns.
  const across = Math.min(Math.max(at, known[0] ?? at), known.at(-1) ?? at);
  if (Math.abs(across - at) > 0.5) return [];
  const share = right === left ? 0 : (across - left) / (right - left);
  return Array.from({ length: rows }, (_, row) => {
    const height = (column: number) => heightOf(field, indexOf(field.grid, side, { column, row }), limits);
    const up = (1 - share) * height(left) + share * height(right);
    return space.project(side, [(across + 0.5) / columns, (row + 0.5) / rows, up]);
  });
}
