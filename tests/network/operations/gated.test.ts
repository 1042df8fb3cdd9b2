import { describe, expect, test } from "vitest";
import { createBundle } from "../../../src/network/bundle.ts";
import { borrowKernels, giveBack } from "../../../src/network/kernels/kernels.ts";
import { randomNetwork } from "../../../src/network/network.ts";
import type { NetworkInput } from "../../../src/network/schema.ts";
import { GATES, type GatedName, stateDimension } from "../../../src/network/spec.ts";
import { weightSource } from "../../../src/network/weights.ts";
import { bundleOf, columnOf, identity } from "../../support/bundles.ts";
import { expectDerivative } from "../../support/layers.ts";
import { random } from "../../support/random.ts";
import { finiteExponents, rankBySingularValues } from "../../support/ranks.ts";
import { specOf } from "../../support/specs.ts";

const LAYER = 3;
const SIGMA = (x: number): number => 1 / (1 + Math.exp(-x));
const BIASED = { bias: { variance: 0.2 }, input: { everyLayer: 0.3 } };

/** W_m x + b_m of every gate, from the definition of weights and biases. */
function gatesOf(block: GatedName, input: NetworkInput) {
  const spec = specOf({ block, ...input });
  const n = spec.width;
  const gates = GATES[block].map((name, matrix) => {
    const source = weightSource(spec, 42, 1, matrix);
    source.select(LAYER);
    const scale = Math.sqrt(spec.weights.variance / n);
    const w = Array.from({ length: n }, (_, row) => Float64Array.from(source.row(row), (x) => x * scale));
    const [beta, xi] = [Float64Array.from(source.bias()), Float64Array.from(source.drive(LAYER))];
    const mean = input.gates?.[name as keyof typeof input.gates]?.bias?.mean ?? 0;
    return (x: ArrayLike<number>): Float64Array =>
      Float64Array.from(w, (row, i) => {
        const added = mean + Math.sqrt(spec.bias.variance) * beta[i] + Math.sqrt(spec.input.everyLayer ?? 0) * xi[i];
        return row.reduce((sum, wij, j) => sum + wij * x[j], added);
      });
  });
  return { spec, gates };
}

function expectClose(found: Float64Array, expected: Float64Array): void {
  expect(found.length).toBe(expected.length);
  found.forEach((x, i) => {
    expect(Math.abs(x - expected[i])).toBeLessThan(1e-14);
  });
}

describe("a layer is its equation", () => {
  test("gru", () => {
    const input = { width: 6, tied: false, ...BIASED, gates: { update: { bias: { mean: 0.7 } } } };
    const { spec, gates } = gatesOf("gru", input);
    const h = random(3).normals(6);
    const z = gates[0](h).map(SIGMA);
    const r = gates[1](h).map(SIGMA);
    const g = gates[2](h.map((x, i) => r[i] * x)).map(Math.tanh);
    const bundle = bundleOf(h);
    randomNetwork(spec, 42, 1).push(bundle, LAYER);
    expectClose(
      bundle.data,
      h.map((x, i) => (1 - z[i]) * x + z[i] * g[i]),
    );
  });

  test("lstm", () => {
    const input = { width: 6, ...BIASED, gates: { forget: { bias: { mean: 1 } }, cell: { bias: { mean: -0.5 } } } };
    const { spec, gates } = gatesOf("lstm", input);
    const state = random(4).normals(12);
    const [h, c] = [state.subarray(0, 6), state.subarray(6)];
    const [i, f, o] = [0, 1, 3].map((gate) => gates[gate](h).map(SIGMA));
    const g = gates[2](h).map(Math.tanh);
    const cell = c.map((x, unit) => f[unit] * x + i[unit] * g[unit]);
    const bundle = bundleOf(state);
    randomNetwork(spec, 42, 1).push(bundle, LAYER);
    expectClose(bundle.data, Float64Array.from([...cell.map((x, unit) => o[unit] * Math.tanh(x)), ...cell]));
  });
});

const CASES: [string, NetworkInput][] = [
  ["gru", { block: "gru", ...BIASED }],
  ["gru with a skip path and a scale", { block: "gru", skip: 0.4, scale: -0.7 }],
  ["lstm", { block: "lstm", ...BIASED }],
  ["lstm with a skip path and a scale", { block: "lstm", skip: 0.4, scale: 1.3 }],
  [
    "lstm of gates unlike one another",
    {
      block: "lstm",
      weights: [{ law: "orthogonal" }, { sparsity: 2 }, { spectralNorm: 1.5 }, { zeroDiagonal: true, variance: 3 }],
      gates: { forget: { bias: { mean: 2 } }, output: { bias: { mean: -1 } } },
    },
  ],
  [
    "gru of gates unlike one another, untied",
    {
      block: "gru",
      tied: false,
      weights: [{ split: 2, coupling: 0 }, { law: "orthogonal" }, { law: "student-t" }],
      gates: { update: { bias: { mean: -1 } }, reset: { bias: { mean: 1 } } },
    },
  ],
];

describe.each(CASES)("%s", (name, input) => {
  const spec = specOf({ width: 5, ...input });
  const n = stateDimension(spec);

  test("push and pull are its derivative, by finite differences, and one another's transposed", () => {
    for (const seed of [1, 2, 3]) expectDerivative(spec, LAYER, seed, name);
  });

  test("a column does not depend on how many there are, bit for bit", () => {
    const { normals } = random(8);
    const [state, ...tangents] = Array.from({ length: 5 }, () => normals(n));
    const all = bundleOf(state, tangents);
    randomNetwork(spec, 42, 1).push(all, LAYER);
    for (const k of [0, 1, 2, 3]) {
      const some = bundleOf(state, tangents.slice(0, k));
      randomNetwork(spec, 42, 1).push(some, LAYER);
      for (let c = 0; c <= k; c++) expect(columnOf(some, c)).toEqual(columnOf(all, c));
    }
  });

  test("kernels do the same", () => {
    const kernels = borrowKernels();
    expect(kernels).not.toBeNull();
    for (const k of [0, 1, 4, n]) {
      const { normals } = random(9);
      const own = bundleOf(
        normals(n),
        Array.from({ length: k }, () => normals(n)),
      );
      const theirs = createBundle(n, 1 + k, kernels, spec.width);
      expect(theirs.kernels).not.toBeNull();
      theirs.data.set(own.data);
      for (const layer of [0, 1, 2]) {
        randomNetwork(spec, 42, 1).push(own, layer);
        randomNetwork(spec, 42, 1).push(theirs, layer);
      }
      theirs.data.forEach((x, at) => {
        expect(Math.abs(x - own.data[at])).toBeLessThan(1e-12 * (1 + Math.abs(x)));
      });
      expect([theirs.rank, theirs.spans]).toEqual([own.rank, own.spans]);
    }
    giveBack(kernels);
  });
});

describe("rank, from exact zeros alone", () => {
  /** What a layer leaves of the rank. */
  function rankOf(input: NetworkInput): number {
    const spec = specOf({ width: 6, ...input });
    const n = stateDimension(spec);
    const bundle = bundleOf(random(12).normals(n), identity(n));
    randomNetwork(spec, 42, 1).push(bundle, 0);
    return bundle.rank;
  }
  const shut = { bias: { mean: -1000 } };
  const open = { bias: { mean: 1000 } };
  const zero = { variance: 0 };
  const one = { variance: 1 };

  test.each<[string, NetworkInput, number]>([
    ["gru", { block: "gru" }, 6],
    ["gru that forgets everything is an rnn", { block: "gru", gates: { update: open } }, 6],
    ["and with its reset gate shut no more than a bias", { block: "gru", gates: { update: open, reset: shut } }, 0],
    ["gru that forgets everything, of W₃ = 0", { block: "gru", gates: { update: open }, weights: [one, one, zero] }, 0],
    ["lstm", { block: "lstm" }, 12],
    ["lstm that forgets everything hears h alone", { block: "lstm", gates: { forget: shut } }, 6],
    ["lstm that shows nothing", { block: "lstm", gates: { output: shut } }, 6],
    ["lstm of W = 0 keeps c", { block: "lstm", weights: zero, gates: { forget: open } }, 6],
    ["lstm of W₄ = 0", { block: "lstm", weights: [one, one, one, zero] }, 6],
    ["lstm that takes in nothing and forgets everything", { block: "lstm", gates: { forget: shut, input: shut } }, 0],
  ])("%s", (_, input, expected) => {
    expect(rankOf(input)).toBe(expected);
    expect(rankBySingularValues(specOf({ width: 6, ...input }), 1, 1)).toBe(expected);
  });

  test.each<[string, NetworkInput]>([
    ["gru", {}],
    ["gru that forgets everything", { gates: { update: open } }],
    ["lstm", { block: "lstm" }],
    ["lstm that forgets everything", { block: "lstm", gates: { forget: shut } }],
    ["lstm of sparse weights", { block: "lstm", weights: { sparsity: 1 } }],
  ])("finite exponents of %s, φ = ReLU, are those that singular values leave", (_, input) => {
    const spec = specOf({ block: "gru", width: 6, activation: "relu", ...input });
    const ranks = [0, 1, 2, 3].map((index) => rankBySingularValues(spec, 3, index));
    expect([0, 1, 2, 3].map((index) => finiteExponents(spec, 3, index))).toEqual(ranks);
  });
});
