/**
 * ln ‖v‖₂ of `count` numbers, every `stride`-th of `values`: −∞ for zero, never under- or overflowing in between; NaN or
 * ∞ where one of them is.
 */
export function logNorm(values: Float64Array, stride: number, count: number): number {
  let largest = 0;
  for (let i = 0; i < count; i++) {
    const size = Math.abs(values[i * stride]);
    if (!Number.isFinite(size)) return size;
    if (size > largest) largest = size;
  }
  if (largest === 0) return Number.NEGATIVE_INFINITY;
  let square = 0;
  for (let i = 0; i < count; i++) square += (values[i * stride] / largest) ** 2;
  return Math.log(largest) + Math.log(square) / 2;
}
