import { type Bundle, createBundle, type Matrix } from "../../src/network/bundle.ts";

/** A bundle of a state and its tangents, each an array of n numbers. */
export function bundleOf(state: ArrayLike<number>, tangents: readonly ArrayLike<number>[] = []): Bundle {
  const bundle = createBundle(state.length, 1 + tangents.length);
  [state, ...tangents].forEach((column, c) => {
    for (let row = 0; row < state.length; row++) bundle.data[row * bundle.columns + c] = column[row] ?? Number.NaN;
  });
  return bundle;
}

/** A matrix of columns. */
export function matrixOf(columns: readonly ArrayLike<number>[]): Matrix {
  const [first = [], ...rest] = columns;
  const { rows, columns: count, data } = bundleOf(first, rest);
  return { rows, columns: count, data };
}

export function columnOf({ rows, columns, data }: Matrix, column: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => data[row * columns + column] ?? Number.NaN);
}

/** The n unit vectors. */
export function identity(n: number): Float64Array[] {
  return Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? Number.NaN) * (b[i] ?? Number.NaN);
  return sum;
}

export function norm(a: ArrayLike<number>): number {
  return Math.sqrt(dot(a, a));
}
