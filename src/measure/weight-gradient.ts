import type { Matrix } from "../network/bundle.ts";
import { logNorm } from "../network/norm.ts";
import { matrixCount, type NetworkSpec } from "../network/spec.ts";

/** Sizes of ∂L/∂W while cotangents are pulled through the layers, from the last to the first. */
export interface WeightGradients {
  /**
   * A linear operation was met: `scale` is what the cotangents at its output have to be multiplied by, `inputScale` what
   * its input has, both as natural logarithms. Returns ln ‖∂L/∂W‖_F.
   */
  add(matrix: number, cotangents: Matrix, scale: number, input: Float64Array, inputScale: number): number;
}

/**
 * Each layer has its own W: ‖∂L/∂W‖_F = ‖cotangent at the output‖ · ‖input‖, an outer product; of a batch Δ Hᵀ, whose
 * square is the sum of the products of both Gram matrices between samples.
 */
export function untiedGradients({ batch }: NetworkSpec): WeightGradients {
  return {
    add(_, { rows, data }, scale, input, inputScale) {
      const [out, into] = [logNorm(data, 1, rows), logNorm(input, 1, rows)];
      const sizes = out + scale + into + inputScale;
      if (batch === 1 || sizes === Number.NEGATIVE_INFINITY) return sizes;
      const [outUnit, intoUnit] = [Math.exp(-out), Math.exp(-into)];
      let square = 0;
      for (let s = 0; s < batch; s++) {
        for (let t = 0; t < batch; t++) {
          let outs = 0;
          let intos = 0;
          for (let row = 0; row < rows; row += batch) {
            outs += data[row + s] * outUnit * (data[row + t] * outUnit);
            intos += input[row + s] * intoUnit * (input[row + t] * intoUnit);
          }
          square += outs * intos;
        }
      }
      return sizes + Math.log(Math.max(0, square)) / 2;
    },
  };
}

/** All layers share W: the gradient is the sum over the layers met so far, n × n a matrix, kept as e^size · sum. */
export function tiedGradients(spec: NetworkSpec): WeightGradients {
  const { width: n, batch } = spec;
  const sums = Array.from({ length: matrixCount(spec) }, () => new Float64Array(n * n));
  const sizes = sums.map(() => Number.NEGATIVE_INFINITY);
  return {
    add(matrix, { data }, scale, input, inputScale) {
      const sum = sums[matrix];
      const out = logNorm(data, 1, n * batch);
      const into = logNorm(input, 1, n * batch);
      const size = out + scale + into + inputScale;
      // A sum never stored larger than its largest term: nothing overflows, and what underflows is not seen anyway.
      const common = Math.max(sizes[matrix], size);
      if (common > Number.NEGATIVE_INFINITY) {
        const keep = Math.exp(sizes[matrix] - common);
        const take = Math.exp(size - common);
        const outUnit = Math.exp(out);
        const intoUnit = Math.exp(into);
        for (let row = 0; row < n; row++) {
          for (let at = row * n; at < (row + 1) * n; at++) sum[at] *= keep;
          for (let sample = 0; sample < batch; sample++) {
            const factor = take === 0 ? 0 : (take * (data[row * batch + sample] / outUnit)) / intoUnit;
            for (let column = 0; column < n; column++) sum[row * n + column] += factor * input[column * batch + sample];
          }
        }
        sizes[matrix] = common;
      }
      return logNorm(sum, 1, n * n) + sizes[matrix];
    },
  };
}
