import { Shown } from "../field.ts";
import { heatPosition } from "../heat-colour.ts";
import { type HeatField, indexOf, type Limits } from "../heat-field.ts";

/** The surface of one side: a vertex at the centre of every cell. */
export interface Surface {
  /** x, y, z of every vertex in the box [0, 1]³: across the columns, up the scale, from output to input. */
  positions: Float32Array;
  /** Where the vertex's cell is in the texture of the field. */
  uvs: Float32Array;
  indices: Uint32Array;
}

/** Height of a cell, 0 … 1: what is exactly zero, −∞, lies at the bottom, overflow at the top. */
export function heightOf({ values, shown }: HeatField, index: number, limits: Limits): number {
  if (shown[index] === Shown.overflow) return 1;
  return heatPosition(values[index] ?? 0, limits);
}

/**
 * The surface of a side between the columns that are measured; beside a gap it runs half a cell further, where its colour
 * ends.
 */
export function surfaceOf(field: HeatField, side: number, limits: Limits): Surface {
  const { grid } = field;
  const [columns, rows] = [grid.columns.length, grid.layers.length];
  const positions = new Float32Array(3 * columns * rows);
  const uvs = new Float32Array(2 * columns * rows);
  const known: number[] = [];
  for (let column = 0; column < columns; column++) {
    if (field.shown[indexOf(grid, side, { column, row: 0 })] !== Shown.nothing) known.push(column);
    for (let row = 0; row < rows; row++) {
      const vertex = row * columns + column;
      const index = indexOf(grid, side, { column, row });
      const [across, along] = [(column + 0.5) / columns, (row + 0.5) / rows];
      positions.set([across, heightOf(field, index, limits), 1 - along], 3 * vertex);
      uvs.set([across, (side + along) / 2], 2 * vertex);
    }
  }
  const indices = new Uint32Array(6 * Math.max(0, known.length - 1) * (rows - 1));
  let at = 0;
  for (let i = 1; i < known.length; i++) {
    const [left, right] = [known[i - 1] ?? 0, known[i] ?? 0];
    for (let row = 0; row + 1 < rows; row++) {
      const [below, above] = [row * columns, (row + 1) * columns];
      indices.set([below + left, below + right, above + right, below + left, above + right, above + left], at);
      at += 6;
    }
  }
  return { positions, uvs, indices };
}
