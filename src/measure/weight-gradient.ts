import type { Matrix } from "../network/bundle.ts";
import { logNorm } from "../network/norm.ts";
import type { NetworkSpec } from "../network/spec.ts";

/** Sizes of ∂L/∂W while cotangents are pulled through the layers, from the last to the first. */
export interface WeightGradients {
  /**
   * A linear operation was met: `scale` is what the cotangents at its output have to be multiplied by, `inputScale` what
   * its input has, both as natural logarithms. Returns ln ‖∂L/∂W‖_F.
   */
  add(matrix: number, cotangents: Matrix, scale: number, input: Float64Array, inputScale: number): number;
}

/** Matrices of a layer: its linear operations. */
export function matrixCount({ branch, after }: Pick<NetworkSpec, "branch" | "after">): number {
  return [...branch, ...after].filter((name) => name === "linear").length;
}

/** Each layer has its own W: ‖∂L/∂W‖_F = ‖cotangent at the output‖ · ‖input‖, an outer product. */
export function untiedGradients(): WeightGradients {
  return {
    add: (_, cotangents, scale, input, inputScale) =>
      logNorm(cotangents.data, 1, cotangents.rows) + scale + logNorm(input, 1, input.length) + inputScale,
  };
}

/** All layers share W: the gradient is the sum over the layers met so far, n × n a matrix, kept as e^size · sum. */
export function tiedGradients(spec: NetworkSpec): WeightGradients {
  const n = spec.width;
  const sums = Array.from({ length: matrixCount(spec) }, () => new Float64Array(n * n));
  const sizes = sums.map(() => Number.NEGATIVE_INFINITY);
  return {
    add(matrix, { data }, scale, input, inputScale) {
      const sum = sums[matrix];
      const out = logNorm(data, 1, n);
      const into = logNorm(input, 1, n);
      const size = out + scale + into + inputScale;
      // A sum never stored larger than its largest term: nothing overflows, and what underflows is not seen anyway.
      const common = Math.max(sizes[matrix], size);
      if (common > Number.NEGATIVE_INFINITY) {
        const keep = Math.exp(sizes[matrix] - common);
        const take = Math.exp(size - common);
        const outUnit = Math.exp(out);
        const intoUnit = Math.exp(into);
        for (let row = 0; row < n; row++) {
          const factor = take === 0 ? 0 : (take * (data[row] / outUnit)) / intoUnit;
          for (let column = 0; column < n; column++) {
            const at = row * n + column;
            sum[at] = keep * sum[at] + factor * input[column];
          }
        }
        sizes[matrix] = common;
      }
      return logNorm(sum, 1, n * n) + sizes[matrix];
    },
  };
}
