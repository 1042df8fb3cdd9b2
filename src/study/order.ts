/**
 * All cells of a grid (C order), a coarse grid first: level s holds the cells whose every coordinate is a multiple of
 * s, for s = 2^m, …, 4, 2, 1 (2^m the first power of two that is no shorter than any side), each cell in the first level that holds it.
 */
export function coarseToFine(shape: readonly number[]): number[] {
  const count = shape.reduce((product, length) => product * length, 1);
  const stride = Array.from({ length: count }, (_, index) => coarseness(index, shape));
  return Array.from({ length: count }, (_, index) => index).sort((a, b) => stride[b] - stride[a] || a - b);
}

/** The level of a cell: the largest power of two, up to 2^m, that divides every coordinate. */
export function coarseness(index: number, shape: readonly number[]): number {
  let stride = 1;
  while (stride < Math.max(1, ...shape)) stride *= 2;
  let rest = index;
  for (const length of shape.toReversed()) {
    const coordinate = rest % length;
    rest = Math.floor(rest / length);
    while (coordinate % stride !== 0) stride /= 2;
  }
  return stride;
}
