import type { Matrix } from "./bundle.ts";

/** Below this a sum of squares is taken again of the column scaled to size 1: digits were lost, or all of it. */
const UNDERFLOW = 2 ** -900;

/**
 * Thin QR X = U S by modified Gram–Schmidt, which leaves S right relative to the length of each column (Björck 1967):
 * U (rows × columns) replaces X in place, S is upper triangular, m × columns row-major with m = min(rows, columns).
 * Column i of U is zero where S_ii = 0: any other direction would do there.
 */
export function triangularise({ rows, columns, data }: Matrix): Float64Array {
  const m = Math.min(rows, columns);
  const s = new Float64Array(m * columns);
  const dots = new Float64Array(columns);
  for (let i = 0; i < m; i++) {
    const length = normalise(data, i, rows, columns);
    s[i * columns + i] = length;
    if (length === 0) continue;
    dots.fill(0);
    for (let row = 0; row < rows; row++) {
      const at = row * columns;
      const u = data[at + i];
      for (let c = i + 1; c < columns; c++) dots[c] += u * data[at + c];
    }
    for (let row = 0; row < rows; row++) {
      const at = row * columns;
      const u = data[at + i];
      for (let c = i + 1; c < columns; c++) data[at + c] -= u * dots[c];
    }
    for (let c = i + 1; c < columns; c++) s[i * columns + c] = dots[c];
  }
  return s;
}

/** Brings a column to length 1 and returns the length it had; leaves a zero column alone. */
function normalise(data: Float64Array, column: number, rows: number, columns: number): number {
  let square = 0;
  for (let row = 0; row < rows; row++) square += data[row * columns + column] ** 2;
  let size = 1;
  if (!(square > UNDERFLOW && square < 1 / UNDERFLOW)) {
    size = 0;
    for (let row = 0; row < rows; row++) size = Math.max(size, Math.abs(data[row * columns + column]));
    if (size === 0 || !Number.isFinite(size)) return size;
    square = 0;
    for (let row = 0; row < rows; row++) {
      data[row * columns + column] /= size;
      square += data[row * columns + column] ** 2;
    }
  }
  const length = Math.sqrt(square);
  const inverse = 1 / length;
  for (let row = 0; row < rows; row++) data[row * columns + column] *= inverse;
  return length * size;
}
