import type { Matrix } from "../network/bundle.ts";
import { logNorm } from "../network/norm.ts";
import { matrixCount, type NetworkSpec, stagesOf } from "../network/spec.ts";

/** Sizes of ∂L/∂W while cotangents are pulled through the layers, from the last to the first. */
export interface WeightGradients {
  /**
   * A matrix was met: `scale` is what the cotangents at its output have to be multiplied by, `inputScale` what
   * its input has, both as natural logarithms.
   */
  add(matrix: number, cotangents: Matrix, scale: number, input: Float64Array, inputScale: number): void;
  /** ln ‖∂L/∂W‖_F: of the layer that has been added since it was asked last, or, tied, of all that have been added. */
  size(matrix: number): number;
}

/**
 * Each layer has its own W: ‖∂L/∂W‖_F = ‖cotangent at the output‖ · ‖input‖, an outer product; of a batch Δ Hᵀ, as of a matrix that a
 * layer meets at several stages.
 */
export function untiedGradients(spec: NetworkSpec): WeightGradients {
  return stagesOf(spec) * spec.batch === 1 ? outerProducts(spec) : gatheredProducts(spec);
}

function outerProducts(spec: NetworkSpec): WeightGradients {
  const sizes = new Float64Array(matrixCount(spec)).fill(Number.NEGATIVE_INFINITY);
  return {
    add(matrix, { rows, data }, scale, input, inputScale) {
      sizes[matrix] = logNorm(data, 1, rows) + scale + logNorm(input, 1, rows) + inputScale;
    },
    size(matrix) {
      const size = sizes[matrix];
      sizes[matrix] = Number.NEGATIVE_INFINITY;
      return size;
    },
  };
}

/** Samples of all stages side by side, each stage brought to norm 1 with its own size kept. */
function gatheredProducts(spec: NetworkSpec): WeightGradients {
  const { width: n, batch } = spec;
  const met = Array.from(
    { length: matrixCount(spec) },
    (): { delta: Float64Array; state: Float64Array; size: number }[] => [],
  );
  return {
    add(matrix, { rows, data }, scale, input, inputScale) {
      const [out, into] = [logNorm(data, 1, rows), logNorm(input, 1, rows)];
      const size = out + scale + into + inputScale;
      if (size === Number.NEGATIVE_INFINITY) return;
      met[matrix].push({ delta: unit(data, out), state: unit(input, into), size });
    },
    size(matrix) {
      const stages = met[matrix].splice(0);
      const largest = stages.reduce((most, { size }) => Math.max(most, size), Number.NEGATIVE_INFINITY);
      if (stages.length === 0 || !Number.isFinite(largest)) return largest;
      const columns = stages.length * batch;
      const deltas = new Float64Array(n * columns);
      const states = new Float64Array(n * columns);
      stages.forEach(({ delta, state, size }, stage) => {
        const factor = Math.exp(size - largest);
        for (let row = 0; row < n; row++) {
          for (let sample = 0; sample < batch; sample++) {
            const [from, to] = [row * batch + sample, row * columns + stage * batch + sample];
            deltas[to] = factor * delta[from];
            states[to] = state[from];
          }
        }
      });
      return largest + logProduct(deltas, states, n, columns);
    },
  };
}

/** ln ‖Δ Hᵀ‖_F of n × B matrices of norm 1: its entries or, where there are fewer of them, those of both Gram matrices of samples. */
function logProduct(delta: Float64Array, state: Float64Array, n: number, batch: number): number {
  let square = 0;
  if (n <= batch) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        square += dot(delta, i * batch, state, j * batch, batch) ** 2;
      }
    }
  } else {
    const [outs, intos] = [gram(delta, batch), gram(state, batch)];
    for (let at = 0; at < outs.length; at++) square += outs[at] * intos[at];
  }
  return Math.log(Math.max(0, square)) / 2;
}

/** Four sums at a time, since an addition waits for the one before it. */
function dot(x: Float64Array, a: number, y: Float64Array, b: number, count: number): number {
  const whole = count - (count % 4);
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = 0; i < whole; i += 4) {
    s0 += x[a + i] * y[b + i];
    s1 += x[a + i + 1] * y[b + i + 1];
    s2 += x[a + i + 2] * y[b + i + 2];
    s3 += x[a + i + 3] * y[b + i + 3];
  }
  for (let i = whole; i < count; i++) s0 += x[a + i] * y[b + i];
  return s0 + s1 + (s2 + s3);
}

/** Xᵀ X between samples, B × B. */
function gram(x: Float64Array, batch: number): Float64Array {
  const result = new Float64Array(batch * batch);
  for (let row = 0; row < x.length; row += batch) {
    for (let s = 0; s < batch; s++) {
      const factor = x[row + s];
      for (let t = 0; t < batch; t++) result[s * batch + t] += factor * x[row + t];
    }
  }
  return result;
}

/** values / e^size. */
function unit(values: Float64Array, size: number): Float64Array {
  const half = Math.exp(-size / 2);
  return values.map((value) => value * half * half);
}

/** All layers share W: the gradient is the sum over the layers met so far, n × n a matrix, kept as e^size · sum. */
export function tiedGradients(spec: NetworkSpec): WeightGradients {
  const { width: n, batch } = spec;
  const sums = Array.from({ length: matrixCount(spec) }, () => new Float64Array(n * n));
  const sizes = sums.map(() => Number.NEGATIVE_INFINITY);
  /** ln ‖sum‖ and its scale, where nothing was added since. */
  const known = sums.map((): number | null => Number.NEGATIVE_INFINITY);
  return {
    add(matrix, { data }, scale, input, inputScale) {
      const sum = sums[matrix];
      const out = logNorm(data, 1, n * batch);
      const into = logNorm(input, 1, n * batch);
      const size = out + scale + into + inputScale;
      known[matrix] = null;
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
    },
    size(matrix) {
      const size = known[matrix] ?? logNorm(sums[matrix], 1, n * n) + sizes[matrix];
      known[matrix] = size;
      return size;
    },
  };
}
