/** Mean-field λ₁ on a lattice of places that includes the borders, row by row upwards. */
export interface Lattice {
  columns: number;
  rows: number;
  values: Float64Array;
}

/** Bilinear value at x, y in [0, 1]; from the nearest corners that are finite, NaN where none is. */
export function interpolate(lattice: Lattice, x: number, y: number): number {
  const { columns, rows, values } = lattice;
  const column = Math.min(columns - 2, Math.floor(x * (columns - 1)));
  const row = Math.min(rows - 2, Math.floor(y * (rows - 1)));
  const dx = x * (columns - 1) - column;
  const dy = y * (rows - 1) - row;
  const at = row * columns + column;
  const a = values[at] ?? Number.NaN;
  const b = values[at + 1] ?? Number.NaN;
  const c = values[at + columns] ?? Number.NaN;
  const d = values[at + columns + 1] ?? Number.NaN;
  const value = (1 - dy) * ((1 - dx) * a + dx * b) + dy * ((1 - dx) * c + dx * d);
  // This is called for every pixel: corners that are no numbers are the exception.
  return value - value === 0 ? value : meanOfFinite([a, b, c, d], dx, dy);
}

function meanOfFinite(corners: readonly number[], dx: number, dy: number): number {
  let sum = 0;
  let weights = 0;
  corners.forEach((value, corner) => {
    const weight = (corner % 2 === 0 ? 1 - dx : dx) * (corner < 2 ? 1 - dy : dy);
    if (!(weight > 0) || !Number.isFinite(value)) return;
    sum += weight * value;
    weights += weight;
  });
  return sum / weights;
}
