import { describe, expect, test } from "vitest";
import type { NetworkInput } from "../../src/network/schema.ts";
import { ACTIVATIONS, NORMALISATIONS, type OperationName, operationsOf } from "../../src/network/spec.ts";
import { mayBeSingular } from "../../src/network/structure.ts";
import { random } from "../support/random.ts";
import { finiteExponents, rankBySingularValues } from "../support/ranks.ts";
import { LISTED, specOf } from "../support/specs.ts";

/** Ranks of `count` networks, measured and by singular values; all must have a clear one. */
function ranks(input: NetworkInput, depth: number, count: number): { measured: number[]; exact: number[] } {
  const spec = specOf(input);
  const each = Array.from({ length: count }, (_, index) => index);
  return {
    measured: each.map((index) => finiteExponents(spec, depth, index)),
    exact: each.map((index) => rankBySingularValues(spec, depth, index)),
  };
}

function expectRanks(input: NetworkInput, depth: number, count: number): number[] {
  const { measured, exact } = ranks(input, depth, count);
  expect(measured, JSON.stringify({ ...input, depth })).toEqual(exact);
  return exact;
}

/** What affects where states lie among the tangents. */
const EXTRAS: Record<string, NetworkInput> = {
  bare: {},
  biased: { bias: { variance: 0.3 } },
  "with gains and biases of the normalisation": { norm: { gain: { variance: 0.3 }, bias: { variance: 0.3 } } },
};

describe.each(Object.entries(EXTRAS))("−∞ of normalised networks is where singular values say so, %s", (_, extra) => {
  test.each(["layernorm", "rmsnorm"] as const)("%s: linear, normalisation, activation", (normalisation) => {
    const seen = new Set<number>();
    for (const activation of ["relu", "tanh", "linear", "leaky-relu"] as const) {
      const input: NetworkInput = { ...extra, branch: ["linear", normalisation, "activation"], activation };
      expect(mayBeSingular(specOf(input))).toBe(false);
      for (const width of [1, 2, 3, 4, 7]) {
        for (const depth of [1, 2, 4]) {
          for (const rank of expectRanks({ ...input, width }, depth, 6)) if (width === 7) seen.add(rank);
        }
      }
    }
    expect(seen.size).toBeGreaterThan(3);
  });

  test("normalisation of the sum: postln, and batchnorm there", () => {
    for (const activation of ["relu", "tanh", "linear"] as const) {
      for (const width of [1, 2, 3, 6]) {
        const exact = expectRanks({ ...extra, width, block: "postln", activation }, 3, 4);
        expect(exact).toEqual(exact.map(() => Math.max(0, width - 2)));
      }
      const exact = expectRanks(
        { ...extra, width: 3, batch: 4, block: "residual", after: ["batchnorm"], activation },
        3,
        4,
      );
      expect(exact).toEqual(exact.map(() => 3 * 2));
    }
  });

  test("batchnorm-mlp: more units than samples, as many, fewer", () => {
    for (const activation of ["relu", "tanh", "linear"] as const) {
      for (const [width, batch] of [
        [1, 3],
        [1, 7],
        [3, 3],
        [2, 7],
        [4, 3],
        [4, 4],
      ]) {
        for (const depth of [1, 2, 3]) {
          const exact = expectRanks({ ...extra, width, batch, block: "batchnorm-mlp", activation }, depth, 4);
          if (activation !== "relu") expect(exact).toEqual(exact.map(() => width * (batch - 2)));
        }
      }
    }
  });

  test("several inputs that do not meet: each has its own rank", () => {
    for (const block of ["plain", "layernorm-mlp"] as const) {
      for (const batch of [2, 3]) expectRanks({ ...extra, width: 4, batch, block, activation: "relu" }, 3, 8);
    }
  });
});

describe("the rules", () => {
  test("layernorm-mlp, ReLU without bias: a layer whose input spans loses one more", () => {
    // Active units a_1 of the first layer: W h is one of a_1 directions, and what layernorm does not see.
    const { exact } = ranks({ width: 7, block: "layernorm-mlp", activation: "relu" }, 2, 12);
    const { exact: first } = ranks({ width: 7, block: "layernorm-mlp", activation: "relu" }, 1, 12);
    exact.forEach((rank, i) => {
      expect(rank).toBeLessThan(first[i]);
    });
  });

  test("batchnorm-mlp, ReLU, B = 12, n = 2: a product of layers falls below the smallest rank of one", () => {
    const input: NetworkInput = { width: 2, batch: 12, block: "batchnorm-mlp", activation: "relu" };
    const [{ exact: one }, { exact: three }] = [ranks(input, 1, 8), ranks(input, 3, 8)];
    // One direction is the state's; the others are lost because samples hardly meet.
    expect(three.filter((rank, i) => rank < one[i] - 3).length).toBeGreaterThan(2);
    expect(mayBeSingular(specOf(input))).toBe(true);
    expect(expectRanks(input, 3, 8)).toEqual(three);
  });
});

describe("lists made up at random, with a normalisation and without a skip path", () => {
  test.each(Array.from({ length: 6 }, (_, i) => 10 * i))("seeds from %i on", (first) => {
    for (let seed = first; seed < first + 10; seed++) {
      const { uniform } = random(500 + seed);
      const pick = <T>(values: readonly T[]): T => values[Math.floor(uniform() * values.length)];
      const list = (most: number): OperationName[] =>
        Array.from({ length: 1 + Math.floor(uniform() * most) }, () => pick(LISTED));
      const branch = [...list(3), "linear" as const, pick(NORMALISATIONS), ...list(2)].slice(0, 5);
      const activation = pick(ACTIVATIONS.filter((name) => name !== "sine"));
      const batch = operationsOf({ branch, after: [] }).includes("batchnorm") ? 3 : 1;
      expectRanks({ width: 5, batch, branch, activation, weights: { variance: 1.5 } }, 2, 2);
    }
  });
});
