import type { Spectrum } from "../engine/engine.ts";
import type { Grid } from "./plane.ts";

/** What one cell of the map shows. `coarse`: the value of a neighbour that stands for its whole block. */
export const Shown = { nothing: 0, measured: 1, coarse: 2, overflow: 3, collapsed: 4 } as const;
export type Shown = (typeof Shown)[keyof typeof Shown];

/** Of a cell: λ₁ still changes with depth, or an error is above the tolerance. */
export const Doubt = { none: 0, drifting: 1, open: 2 } as const;
export type Doubt = (typeof Doubt)[keyof typeof Doubt];

/** The measured map, ready to be drawn; arrays of columns × rows, row 0 at σ_b² = 0. */
export interface Field {
  grid: Grid;
  /** λ₁ in nats per layer; 0 where `shown` is not measured or coarse. */
  values: Float32Array;
  shown: Uint8Array;
  /** Why λ₁ is not to be trusted as it is: such a cell keeps its colour, and is hatched. */
  doubt: Uint8Array;
}

export function emptyField(grid: Grid): Field {
  const count = grid.columns * grid.rows;
  return { grid, values: new Float32Array(count), shown: new Uint8Array(count), doubt: new Uint8Array(count) };
}

/** The measured cells, each coarse one drawn over the block it stands for until the finer ones come. */
export function fieldOf(grid: Grid, cells: readonly (Spectrum | null)[]): Field {
  const field = emptyField(grid);
  for (let cell = 0; cell < grid.columns * grid.rows; cell++) {
    const own = cells[cell] ?? null;
    const spectrum = own ?? blockOf(grid, cell, cells);
    if (spectrum === null) continue;
    const { shown, value } = look(spectrum);
    field.shown[cell] = own === null && shown === Shown.measured ? Shown.coarse : shown;
    field.values[cell] = value;
    field.doubt[cell] = doubtOf(spectrum);
  }
  return field;
}

/** Fewer blocks than this across the plane would say nothing of it: theory stays until there are as many. */
const BLOCKS_ACROSS = 5;

/** Sizes of the blocks, in cells, for which a corner may stand. */
export function blockStrides({ columns }: Grid): number[] {
  const strides: number[] = [];
  for (let stride = 2; stride <= columns / BLOCKS_ACROSS; stride *= 2) strides.push(stride);
  return strides;
}

/** The finest measured corner of a block of 2, 4, 8, … cells that holds this cell. */
function blockOf(grid: Grid, cell: number, cells: readonly (Spectrum | null)[]): Spectrum | null {
  const column = cell % grid.columns;
  const row = Math.floor(cell / grid.columns);
  for (const stride of blockStrides(grid)) {
    const corner = (row - (row % stride)) * grid.columns + (column - (column % stride));
    const spectrum = cells[corner];
    if (spectrum !== null && spectrum !== undefined) return spectrum;
  }
  return null;
}

function doubtOf({ status }: Spectrum): Doubt {
  if (status === "drifting") return Doubt.drifting;
  return status === "not-converged" ? Doubt.open : Doubt.none;
}

function look(spectrum: Spectrum): { shown: Shown; value: number } {
  const leading = spectrum.exponents[0];
  if (spectrum.status === "overflow" || leading === null || leading === undefined) {
    return { shown: Shown.overflow, value: 0 };
  }
  if (leading === Number.NEGATIVE_INFINITY) return { shown: Shown.collapsed, value: 0 };
  return { shown: Shown.measured, value: leading };
}
