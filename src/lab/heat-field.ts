import type { GradientProfile } from "../engine/engine.ts";
import { spacedLayers } from "../measure/spaced-layers.ts";
import { Shown } from "./field.ts";

/** A cell of the heatmap: a column and a row of its layers (row 0 is the input). */
export interface HeatCell {
  column: number;
  row: number;
}

/** Shape of the heatmap: the two sides have the same. */
export interface HeatGrid {
  /** Value of the axis at each column. */
  columns: readonly number[];
  /** The layer l of each row, ascending from the input, 0, to the output. */
  layers: readonly number[];
}

/** The measured heatmap, ready to be drawn: arrays of 2 sides × rows × columns, row 0 at the input. */
export interface HeatField {
  grid: HeatGrid;
  /** log10 ‖∂L/∂h_l‖ / ‖∂L/∂h_L‖, −∞ where `shown` is collapsed; 0 where nothing or no number is known. */
  values: Float32Array;
  shown: Uint8Array;
}

/** Rows beyond this could not be told apart on a screen. */
const MOST_ROWS = 257;

/** The layers that have a row: all of them, or evenly spaced ones. */
export function rowLayers(depth: number): number[] {
  return spacedLayers(depth, MOST_ROWS);
}

/** Place of a cell in the arrays of a field. */
export function indexOf({ columns, layers }: HeatGrid, side: number, { column, row }: HeatCell): number {
  return (side * layers.length + row) * columns.length + column;
}

/** The field of some profiles, `profiles[side · columns + column]`; null where nothing is measured yet. */
export function heatField(grid: HeatGrid, profiles: readonly (GradientProfile | null)[]): HeatField {
  const columns = grid.columns.length;
  const count = 2 * columns * grid.layers.length;
  const field: HeatField = { grid, values: new Float32Array(count), shown: new Uint8Array(count) };
  for (let side = 0; side < 2; side++) {
    for (let column = 0; column < columns; column++) {
      const profile = profiles[side * columns + column] ?? null;
      if (profile === null) continue;
      let place = 0;
      grid.layers.forEach((layer, row) => {
        // Both lists ascend: one walk finds every layer, or the reported one that follows it.
        while (place < profile.layers.length - 1 && (profile.layers[place] ?? 0) < layer) place++;
        const value = profile.log10GradientNorm[place] ?? null;
        const index = indexOf(grid, side, { column, row });
        if (profile.status === "overflow" || value === null) field.shown[index] = Shown.overflow;
        else {
          field.shown[index] = value === Number.NEGATIVE_INFINITY ? Shown.collapsed : Shown.measured;
          field.values[index] = value;
        }
      });
    }
  }
  return field;
}

/** Ends of the colour scale, decades. */
export type Limits = readonly [low: number, high: number];

/** No colour scale is longer than this on either side of 0: a map of 80 decades would hide one of five. */
const MOST_DECADES = 20;
const PART = 0.02;

/**
 * Ends of the colour scale that both sides share: 2–98 % of what is measured, 0 included, rounded outwards to five decades
 * (one, a tenth) where that is not most of it, at most 20 decades either way; what lies beyond saturates.
 */
export function heatLimits({ values, shown }: HeatField): Limits {
  const measured = values.filter((_, index) => shown[index] === Shown.measured).sort();
  if (measured.length === 0) return [-1, 1];
  const at = (part: number) => measured[Math.round(part * (measured.length - 1))] ?? 0;
  const low = Math.max(-MOST_DECADES, Math.min(0, at(PART)));
  const high = Math.min(MOST_DECADES, Math.max(0, at(1 - PART)));
  const step = high - low > 20 ? 5 : high - low > 2 ? 1 : 0.1;
  const ends = [Math.floor(low / step) * step, Math.ceil(high / step) * step] as const;
  const [from, to] = [Number(ends[0].toFixed(1)), Number(ends[1].toFixed(1))];
  return to > from ? [from, to] : [from - step, to + step];
}

/** The cell `dx` columns and `dy` rows away, kept on the map. */
export function movedOn({ columns, layers }: HeatGrid, { column, row }: HeatCell, dx: number, dy: number): HeatCell {
  return { column: within(column + dx, columns.length), row: within(row + dy, layers.length) };
}

/** The column whose value is nearest. */
export function nearest(values: readonly number[], value: number, log: boolean): number {
  const place = (x: number) => (log ? Math.log(x) : x);
  const distances = values.map((each) => Math.abs(place(each) - place(value)));
  return Math.max(0, distances.indexOf(Math.min(...distances)));
}

function within(index: number, count: number): number {
  return Math.min(count - 1, Math.max(0, index));
}
