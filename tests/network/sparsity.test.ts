import { describe, expect, test } from "vitest";
import { initialFrame } from "../../src/measure/frame.ts";
import { networkSpectrum } from "../../src/measure/spectrum.ts";
import { fillWords, STREAMS, streamKey, wordAt } from "../../src/network/generator.ts";
import { randomNetwork } from "../../src/network/network.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { rowMask } from "../../src/network/sparsity.ts";
import { WEIGHT_LAWS } from "../../src/network/spec.ts";
import { exactRank } from "../support/exact.ts";
import { layerMatrix } from "../support/matrices.ts";
import { specOf } from "../support/specs.ts";

const DENSE = WEIGHT_LAWS.filter((law) => law !== "orthogonal");

test("rows of words are the words of their columns, wherever the row starts", () => {
  const key = streamKey(42, 7, 3, STREAMS.mask);
  for (const first of [0, 1, 2, 3, 4, 6]) {
    for (const count of [0, 1, 2, 3, 5, 8]) {
      const out = new Uint32Array(10).fill(77);
      fillWords(out, count, key, 5, first);
      expect([...out]).toEqual(Array.from({ length: 10 }, (_, i) => (i < count ? wordAt(key, 5, first + i) : 77)));
    }
  }
});

describe.each(DENSE)("sparse rows, %s", (law) => {
  const n = 11;

  test.each([false, true])("are the dense ones where the smallest c words are, tied %s", (tied) => {
    for (const c of [1, 2, 5, 10]) {
      const [sparse, dense] = [
        { law, sparsity: c, variance: 3 },
        { law, variance: (3 * n) / c },
      ].map((weights) => layerMatrix({ width: n, tied, weights }, 4, 6));
      const key = streamKey(42, 6, tied ? 0 : 4, STREAMS.mask);
      for (let row = 0; row < n; row++) {
        const words = Array.from({ length: n }, (_, column) => wordAt(key, row, column));
        const last = words.toSorted((a, b) => a - b)[c - 1];
        words.forEach((word, column) => {
          const expected = word <= last ? dense.get(row, column) : 0;
          expect(Math.abs(sparse.get(row, column) - expected)).toBeLessThanOrEqual(1e-15 * Math.abs(expected));
        });
        expect(sparse.getRow(row).filter((x) => x !== 0).length).toBe(c);
      }
    }
  });

  test("all inputs kept is no mask, bit for bit", () => {
    expect(layerMatrix({ width: n, weights: { law, sparsity: n } })).toEqual(
      layerMatrix({ width: n, weights: { law } }),
    );
  });
});

test("equal words go to the first columns", () => {
  // Among 16,384 words two are equal in one row of 32.
  const n = 16384;
  const words = new Uint32Array(n);
  const line = new Float64Array(n);
  const key = streamKey(1, 2, 3, STREAMS.mask);
  let ties = 0;
  for (let row = 0; row < 100; row++) {
    fillWords(words, n, key, row);
    const sorted = words.slice().sort();
    const at = sorted.findIndex((word, i) => word === sorted[i + 1]);
    if (at < 0) continue;
    ties++;
    const first = words.indexOf(sorted[at]);
    const second = words.indexOf(sorted[at], first + 1);
    for (const [count, kept] of [
      [at + 1, 0],
      [at + 2, 1],
    ]) {
      rowMask(n, count).apply(line.fill(1), key, row);
      expect([line[first], line[second], line.reduce((sum, x) => sum + x)]).toEqual([1, kept, count]);
    }
  }
  expect(ties).toBeGreaterThan(0);
});

test("every subset is equally likely, rows are independent: χ² at the .1 % level", () => {
  // Subsets of 2 of 4, of two neighbouring rows: 36 pairs, alike. The 99.9 % point of χ² with 35 degrees of freedom is 66.6.
  const counts = new Map<string, number>();
  let total = 0;
  const mask = rowMask(4, 2);
  const line = new Float64Array(4);
  for (let network = 0; network < 600; network++) {
    const key = streamKey(42, network, 0, STREAMS.mask);
    for (let row = 0; row < 24; row += 2) {
      const pair = [row, row + 1].map((each) => {
        mask.apply(line.fill(1), key, each);
        return line.join("");
      });
      counts.set(pair.join(" "), (counts.get(pair.join(" ")) ?? 0) + 1);
      total++;
    }
  }
  expect(counts.size).toBe(36);
  const expected = total / 36;
  const chi = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(chi).toBeLessThan(66.6);
});

test("the mask does not depend on the weights: rows keep variance σ_w²", () => {
  // Rademacher weights show it exactly; of Gaussian ones a row's Σ w² has mean σ_w² and variance 2σ_w⁴/c.
  const [n, c] = [16, 3];
  for (const row of layerMatrix({ width: n, weights: { law: "rademacher", sparsity: c, variance: 2 } }).to2DArray()) {
    expect(row.reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(2, 13);
  }
  let [sum, rows] = [0, 0];
  for (let index = 0; index < 200; index++) {
    for (const row of layerMatrix({ width: n, weights: { sparsity: c, variance: 2 } }, 0, index).to2DArray()) {
      sum += row.reduce((square, x) => square + x * x, 0);
      rows++;
    }
  }
  expect(Math.abs(sum / rows - 2)).toBeLessThan(3.3 * Math.sqrt((2 * 2 * 2) / c / rows));
});

describe("singular sparse matrices: −∞ where the exact rank says so", () => {
  function measuredRank(input: NetworkInput, depth: number, index: number): number {
    const spec = specOf(input);
    const frame = initialFrame(42, spec.width, spec.width);
    const steps = networkSpectrum(randomNetwork(spec, 42, index), frame, { depth, burnIn: 0, exponents: spec.width });
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) return step.value.sums.filter(Number.isFinite).length;
    }
  }

  /** Where each row of W takes its input from. */
  function sources(input: NetworkInput, layer: number, index: number): number[] {
    return layerMatrix(input, layer, index)
      .to2DArray()
      .map((row) => row.findIndex((x) => x !== 0));
  }

  test.each(DENSE)("one input a unit, %s: the rank is the number of inputs that a path leads from", (law) => {
    for (const [width, depth] of [
      [2, 1],
      [5, 1],
      [8, 3],
      [20, 2],
    ]) {
      for (const tied of [false, true]) {
        const input: NetworkInput = { width, branch: ["linear"], tied, weights: { law, sparsity: 1 } };
        for (let index = 0; index < 12; index++) {
          let reached = Array.from({ length: width }, (_, i) => i);
          for (let layer = 0; layer < depth; layer++) {
            const from = sources(input, layer, index);
            reached = from.map((source) => reached[source]);
          }
          expect(measuredRank(input, depth, index)).toBe(new Set(reached).size);
        }
      }
    }
  });

  test("two inputs a unit, ±1: the rank of a matrix of whole numbers", () => {
    for (const width of [4, 9]) {
      const input: NetworkInput = {
        width,
        branch: ["linear"],
        weights: { law: "rademacher", sparsity: 2, variance: 2 },
      };
      const ranks = new Set<number>();
      for (let index = 0; index < 40; index++) {
        const rank = exactRank(
          layerMatrix(input, 0, index)
            .to2DArray()
            .map((row) => row.map(Math.round)),
        );
        expect(measuredRank(input, 1, index)).toBe(rank);
        ranks.add(rank);
      }
      expect(ranks.size).toBeGreaterThan(2);
    }
  });
});
