import { contours } from "d3-contour";
import { type Field, Shown } from "./field.ts";
import { BIAS_RANGE, type Place, WEIGHT_RANGE } from "./plane.ts";

/** The measured edge: lines of λ₁ = 0 between the cells of a map; empty until every cell is measured. */
export function zeroLines({ grid, values, shown }: Field): Place[][] {
  if (shown.some((status) => status === Shown.nothing || status === Shown.coarse)) return [];
  const { columns, rows } = grid;
  const known = Array.from(values, (value, cell) => (shown[cell] === Shown.measured ? value : Number.NaN));
  const { coordinates } = contours().size([columns, rows]).contour(known, 0);
  const lines: Place[][] = [];
  for (const ring of coordinates.flat()) {
    let line: Place[] = [];
    for (const [x = 0, y = 0] of ring) {
      // Rings are closed along the border, which is no edge of chaos: they are cut there.
      const inside = x >= 0.5 && x <= columns - 0.5 && y >= 0.5 && y <= rows - 0.5;
      if (inside) line.push(placeAt(x / columns, y / rows));
      else {
        lines.push(line);
        line = [];
      }
    }
    lines.push(line);
  }
  // Shorter pieces are islands of noise, a cell or two wide.
  return lines.filter((line) => line.length >= rows / 2);
}

function placeAt(x: number, y: number): Place {
  return {
    weight: WEIGHT_RANGE[0] + x * (WEIGHT_RANGE[1] - WEIGHT_RANGE[0]),
    bias: BIAS_RANGE[0] + y * (BIAS_RANGE[1] - BIAS_RANGE[0]),
  };
}
