/**
 * What flows through a network: the state h and k tangents side by side, the matrix [h | T], row-major.
 * Column 0 is the state, columns 1 … k are the tangents.
 */
export interface Bundle {
  /** n, the dimension of the state. */
  rows: number;
  /** 1 + k. */
  columns: number;
  /** rows × columns, row-major. */
  data: Float64Array;
  /**
   * The state is 2^exponent times column 0. Only positively homogeneous networks use it: their states may grow
   * or shrink by thousands of decades while column 0 stays in range. Tangents carry no such factor.
   */
  exponent: number;
}

export function createBundle(rows: number, columns: number): Bundle {
  return { rows, columns, data: new Float64Array(rows * columns), exponent: 0 };
}

/**
 * Brings the largest entry of a column near 1 by a power of two, which loses no bit; returns the exponent taken out,
 * 0 where the column is zero or not finite.
 */
export function normaliseColumn({ rows, columns, data }: Bundle, column: number): number {
  let size = 0;
  for (let row = 0; row < rows; row++) size = Math.max(size, Math.abs(data[row * columns + column]));
  if (size === 0 || !Number.isFinite(size)) return 0;
  const exponent = Math.floor(Math.log2(size));
  // In two steps: 2^−exponent alone overflows for a subnormal size.
  const first = 2 ** -Math.trunc(exponent / 2);
  const second = 2 ** (Math.trunc(exponent / 2) - exponent);
  for (let row = 0; row < rows; row++) {
    const at = row * columns + column;
    data[at] = data[at] * first * second;
  }
  return exponent;
}

/** Cotangents, or any other rows × columns matrix, row-major. */
export interface Matrix {
  rows: number;
  columns: number;
  data: Float64Array;
}
