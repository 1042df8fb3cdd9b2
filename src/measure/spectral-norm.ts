import { spectralNorm } from "../network/spectral-norm.ts";

/** ln ‖A‖₂ of an n × n matrix (row-major) to 1e-6, −∞ for zero, in range whatever its size; it is scaled by its largest entry. */
export function logSpectralNorm(matrix: Float64Array, n: number): number {
  const size = matrix.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
  if (size === 0 || !Number.isFinite(size)) return Math.log(size);
  // A start without symmetries, so that no singular vector is orthogonal to it by construction.
  const start = Float64Array.from({ length: n }, (_, i) => 1 + Math.sin(1 + i * i));
  return (
    Math.log(
      spectralNorm(
        matrix.map((x) => x / size),
        n,
        start,
      ),
    ) + Math.log(size)
  );
}
