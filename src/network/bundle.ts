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

/** Cotangents, or any other rows × columns matrix, row-major. */
export interface Matrix {
  rows: number;
  columns: number;
  data: Float64Array;
}
