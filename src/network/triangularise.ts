/** Outside of these a sum of squares is taken again of the column scaled to size 1: digits were lost, or all of it. */
const SMALL = 2 ** -900;
const LARGE = 2 ** 900;

/** A rows × columns matrix whose entry (i, j) is data[i · rowStride + j · columnStride]. */
export interface Strided {
  rows: number;
  columns: number;
  data: Float64Array;
  rowStride: number;
  columnStride: number;
}

/**
 * Thin QR X = U S by modified Gram–Schmidt, which leaves S right relative to the length of each column (Björck 1967):
 * U (rows × columns) replaces X in place, S is upper triangular, m × columns row-major with m = min(rows, columns).
 * Column i of U is zero where S_ii = 0: any other direction would do there.
 */
export function triangularise({ rows, columns, data, rowStride, columnStride }: Strided): Float64Array {
  const m = Math.min(rows, columns);
  const s = new Float64Array(m * columns);
  const end = rows * rowStride;
  for (let i = 0; i < m; i++) {
    const u = i * columnStride;
    const length = normalise(data, u, rowStride, end);
    s[i * columns + i] = length;
    if (length === 0) continue;
    for (let c = i + 1; c < columns; c++) {
      const shift = (c - i) * columnStride;
      let dot = 0;
      for (let at = u; at < end; at += rowStride) dot += data[at] * data[at + shift];
      for (let at = u; at < end; at += rowStride) data[at + shift] -= data[at] * dot;
      s[i * columns + c] = dot;
    }
  }
  return s;
}

/** Brings a column to length 1 and returns the length it had; leaves a zero column alone. */
function normalise(data: Float64Array, first: number, stride: number, end: number): number {
  let square = 0;
  for (let at = first; at < end; at += stride) square += data[at] * data[at];
  let size = 1;
  if (!(square > SMALL && square < LARGE)) {
    size = 0;
    for (let at = first; at < end; at += stride) size = Math.max(size, Math.abs(data[at]));
    if (size === 0 || !Number.isFinite(size)) return size;
    square = 0;
    for (let at = first; at < end; at += stride) {
      data[at] /= size;
      square += data[at] * data[at];
    }
  }
  const length = Math.sqrt(square);
  const inverse = 1 / length;
  for (let at = first; at < end; at += stride) data[at] *= inverse;
  return length * size;
}
