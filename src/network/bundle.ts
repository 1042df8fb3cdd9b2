import type { Kernels } from "./kernels/kernels.ts";

/**
 * What flows through a network: the state h and k tangents side by side, the matrix [h | T], row-major.
 * Column 0 is the state, columns 1 … k are the tangents. A batch's states stand in one column, entry (unit, sample) in row
 * unit · B + sample; the same numbers are an n × (B · columns) matrix, one row a unit.
 */
export interface Bundle {
  /** The dimension of the state, n · B. */
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
  /** Sum of the sizes of column 0 as the last layer left it; null where it was not counted. */
  size: number | null;
  /** What structure leaves of the rank of the tangents, were there as many of them as rows. */
  rank: number;
  /** Whether the state lies in the range of the tangents: a normalisation, which forgets its size, then costs them one more. */
  spans: boolean;
  /** The kernels in whose memory the numbers lie; null where operations are TypeScript alone. */
  kernels: Kernels | null;
}

/**
 * Zeros. `kernels` hold one bundle at a time, of a network with `units` units, `tied` of whose matrices are the same in every layer,
 * unless it is too large for them.
 */
export function createBundle(
  rows: number,
  columns: number,
  kernels: Kernels | null = null,
  units = rows,
  tied = 0,
): Bundle {
  const opened = kernels?.open(rows, columns, units, tied) ?? null;
  const data = opened ?? new Float64Array(rows * columns);
  const own = opened === null ? null : kernels;
  return { rows, columns, data, exponent: 0, size: null, rank: rows, spans: true, kernels: own };
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

/** The numbers of a bundle, or of cotangents, as a matrix with one row a unit: samples side by side. */
export function perUnit({ data }: Matrix, units: number): Matrix {
  return { rows: units, columns: data.length / units, data };
}

/** Cotangents, or any other rows × columns matrix, row-major. */
export interface Matrix {
  rows: number;
  columns: number;
  data: Float64Array;
}
