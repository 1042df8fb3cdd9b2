import { contours } from "d3-contour";
import { pointAt } from "./axis.ts";
import { type Field, Shown } from "./field.ts";
import type { Place, Plane } from "./plane.ts";

/** The measured edge: lines of λ₁ = 0 between the cells of a map; empty until every cell is measured. */
export function zeroLines({ grid, values, shown }: Field, { x, y }: Plane): Place[][] {
  if (shown.some((status) => status === Shown.nothing || status === Shown.coarse)) return [];
  const { columns, rows } = grid;
  const known = Array.from(values, (value, cell) => (shown[cell] === Shown.measured ? value : Number.NaN));
  return (
    ringsOf(known, columns, rows)
      // Shorter pieces are islands of noise, a cell or two wide.
      .filter((line) => line.length >= rows / 2)
      .map((line) => line.map(([column, row]) => ({ x: pointAt(x, column / columns), y: pointAt(y, row / rows) })))
  );
}

/** Lines where values on a grid pass through 0, in cells from the grid's corner: centres are at .5, 1.5, … */
export function ringsOf(values: readonly number[], columns: number, rows: number): [column: number, row: number][][] {
  const { coordinates } = contours()
    .size([columns, rows])
    .contour([...values], 0);
  const lines: [number, number][][] = [];
  for (const ring of coordinates.flat()) {
    let line: [number, number][] = [];
    for (const [x = 0, y = 0] of ring) {
      // Rings are closed along the border, which is no edge of chaos: they are cut there.
      const inside = x >= 0.5 && x <= columns - 0.5 && y >= 0.5 && y <= rows - 0.5;
      if (inside) line.push([x, y]);
      else {
        lines.push(line);
        line = [];
      }
    }
    lines.push(line);
  }
  return lines.filter((line) => line.length > 1);
}
