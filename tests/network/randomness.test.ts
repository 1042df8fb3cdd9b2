import { describe, expect, test } from "vitest";
import { type Key, pcg4d, STREAMS, streamKey, wordAt } from "../../src/network/generator.ts";
import { fillStandardised, tableOf } from "../../src/network/quantile.ts";

// Seeds are fixed, so a bound on |z| is either kept for ever or broken for ever. About 100 values of z are
// compared with 4.5, which a sound generator exceeds with probability 1e-3 in all.
const BOUND = 4.5;
const N = 64;

const GAUSSIAN = tableOf("gaussian");

/** χ² of counts that should be equal, as the z-score of its normal limit. */
function zOfCounts(counts: Float64Array): number {
  const expected = counts.reduce((a, b) => a + b) / counts.length;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const freedom = counts.length - 1;
  return (chiSquare - freedom) / Math.sqrt(2 * freedom);
}

type Word = (key: Key, row: number, column: number) => number;

/** Every byte of every lane, over 2²⁰ words of 256 matrices. */
function zOfBytes(word: Word): number[] {
  const counts = Array.from({ length: 16 }, () => new Float64Array(256));
  for (let layer = 0; layer < 256; layer++) {
    const key = streamKey(42, 0, layer, STREAMS.weights);
    for (let row = 0; row < N; row++) {
      for (let column = 0; column < N; column++) {
        const w = word(key, row, column);
        for (let byte = 0; byte < 4; byte++) {
          const count = counts[4 * (column & 3) + byte];
          const value = (w >>> (8 * byte)) & 255;
          if (count) count[value] = (count[value] ?? 0) + 1;
        }
      }
    }
  }
  return counts.map(zOfCounts);
}

/** Pairs of four-bit fields of vertical, of next and of next group's neighbours, over 2²⁰ words of 256 matrices. */
function zOfNibblePairs(word: Word): number[] {
  const counts = Array.from({ length: 24 }, () => new Float64Array(256));
  for (let network = 0; network < 256; network++) {
    const key = streamKey(42, network, 1, STREAMS.weights);
    for (let row = 0; row < N; row++) {
      for (let column = 0; column < N; column++) {
        const w = word(key, row, column);
        const neighbours = [word(key, row + 1, column), word(key, row, column + 1), word(key, row, column + 4)];
        neighbours.forEach((other, direction) => {
          for (let nibble = 0; nibble < 8; nibble++) {
            const count = counts[8 * direction + nibble];
            const value = (((w >>> (4 * nibble)) & 15) << 4) | ((other >>> (4 * nibble)) & 15);
            if (count) count[value] = (count[value] ?? 0) + 1;
          }
        });
      }
    }
  }
  return counts.map(zOfCounts);
}

describe("words are uniform", () => {
  test("in every byte of every lane", () => {
    for (const z of zOfBytes(wordAt)) expect(Math.abs(z)).toBeLessThan(BOUND);
  });

  test("in pairs of neighbours", () => {
    for (const z of zOfNibblePairs(wordAt)) expect(Math.abs(z)).toBeLessThan(BOUND);
  });

  test("which the output of pcg4d is not: its lowest bits know their neighbours'", () => {
    const plain: Word = (key, row, column) => {
      const words = pcg4d([key[0] + row, key[1] + (column >>> 2), key[2], key[3]]);
      return words[(column & 3) as 0 | 1 | 2 | 3];
    };
    expect(Math.max(...zOfNibblePairs(plain))).toBeGreaterThan(BOUND);
  });
});

/** A row of N standardised Gaussian weights. */
type Row = (out: Float64Array, index: number) => void;

/**
 * Compares COUNT pairs of rows x, y that are independent if the generator is sound. z-scores of Σ x_i y_i (correlation of
 * weights), of Σ (x_i² − 1)(y_i² − 1) (of their squares) and of Σ (x·y)² (of whole rows, however they are correlated).
 */
function zOfRowPairs(left: Row, right: Row): number[] {
  const COUNT = 8192;
  const x = new Float64Array(N);
  const y = new Float64Array(N);
  let [weights, squares, dots] = [0, 0, 0];
  for (let index = 0; index < COUNT; index++) {
    left(x, index);
    right(y, index);
    let dot = 0;
    for (let i = 0; i < N; i++) {
      const [a, b] = [x[i] ?? 0, y[i] ?? 0];
      dot += a * b;
      squares += (a * a - 1) * (b * b - 1);
    }
    weights += dot;
    dots += dot * dot - N;
  }
  // Var x y = 1, Var (x² − 1)(y² − 1) = 4, Var (x·y)² = 2N² + 6N.
  return [
    weights / Math.sqrt(COUNT * N),
    squares / Math.sqrt(4 * COUNT * N),
    dots / Math.sqrt(COUNT * (2 * N * N + 6 * N)),
  ];
}

/** Row `index` of a family of matrices: 32 rows from each, every second one, so that no row is used twice. */
function rows(keyOf: (matrix: number) => Key, shift = 0, first = 0): Row {
  let [current, key] = [-1, keyOf(0)];
  return (out, index) => {
    const matrix = index >>> 5;
    if (matrix !== current) [current, key] = [matrix, keyOf(matrix)];
    fillStandardised(out, N, GAUSSIAN, key, 2 * (index & 31) + shift, first);
  };
}

describe("rows are independent of", () => {
  const base = (matrix: number) => streamKey(42, 2 * matrix, 7, STREAMS.weights);
  test.each<[string, Row]>([
    ["the next row", rows(base, 1)],
    ["the next column", rows(base, 0, 1)],
    ["the next group of columns", rows(base, 0, 4)],
    ["the row and column after", rows(base, 1, 4)],
    ["a far column", rows(base, 0, 1 << 14)],
    ["a far row", rows(base, 1 << 14)],
    ["the next network", rows((matrix) => streamKey(42, 2 * matrix + 1, 7, STREAMS.weights))],
    ["a network that differs in the highest bit", rows((matrix) => streamKey(42, 2 * matrix + 2 ** 31, 7, 0x10000))],
    ["the next layer", rows((matrix) => streamKey(42, 2 * matrix, 8, STREAMS.weights))],
    ["the next seed", rows((matrix) => streamKey(43, 2 * matrix, 7, STREAMS.weights))],
    ["the next matrix", rows((matrix) => streamKey(42, 2 * matrix, 7, STREAMS.weights + 1))],
    ["the bias", rows((matrix) => streamKey(42, 2 * matrix, 7, STREAMS.bias))],
    ["the network and layer exchanged", rows((matrix) => streamKey(42, 7, 2 * matrix, STREAMS.weights))],
  ])("%s", (_, other) => {
    // Rows shifted by a few columns share weights, but products of different ones stay uncorrelated.
    for (const z of zOfRowPairs(rows(base), other)) expect(Math.abs(z)).toBeLessThan(BOUND);
  });

  test("each other under keys with the weakest multipliers", () => {
    // The third and fourth input are 1 after pcg4d's first step, the second starts at 0.
    const inverse = 4276115653;
    const at = (value: number) => Math.imul(value - 1013904223, inverse) >>> 0;
    const weak = (matrix: number): Key => [Math.imul(matrix, 0x9e3779b1) >>> 0, at(0), at(1), at(1)];
    for (const z of zOfRowPairs(rows(weak), rows(weak, 1))) expect(Math.abs(z)).toBeLessThan(BOUND);
  });
});

describe("weights have the moments of their law", () => {
  test.each([
    // E x^k for k = 1 … 12
    ["gaussian", [0, 1, 0, 3, 0, 15, 0, 105, 0, 945, 0, 10395]],
    ["uniform", [0, 1, 0, 9 / 5, 0, 27 / 7, 0, 9, 0, 243 / 11, 0, 729 / 13]],
    ["rademacher", [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]],
  ] as const)("%s, to the sixth", (law, moments) => {
    const matrices = 256;
    const row = new Float64Array(N);
    const sums = new Float64Array(6);
    for (let network = 0; network < matrices; network++) {
      const key = streamKey(7, network, 0, STREAMS.weights);
      for (let r = 0; r < N; r++) {
        fillStandardised(row, N, tableOf(law), key, r);
        for (const x of row) for (let k = 0, power = x; k < 6; k++, power *= x) sums[k] = (sums[k] ?? 0) + power;
      }
    }
    const count = matrices * N * N;
    for (let k = 1; k <= 6; k++) {
      const [mean, square] = [moments[k - 1] ?? 0, moments[2 * k - 1] ?? 0];
      const deviation = (sums[k - 1] ?? 0) / count - mean;
      const error = Math.sqrt((square - mean * mean) / count);
      if (error > 0) expect(Math.abs(deviation / error), `moment ${k}`).toBeLessThan(BOUND);
      else expect(deviation, `moment ${k}`).toBe(0);
    }
  });
});
