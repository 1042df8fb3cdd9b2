import { describe, expect, test } from "vitest";
import { activationOf } from "../../src/network/activations.ts";
import { type Bundle, createBundle } from "../../src/network/bundle.ts";
import { STREAMS, streamKey, wordAt } from "../../src/network/generator.ts";
import { randomNetwork } from "../../src/network/network.ts";
import { fillStandardised, standardised, tableOf } from "../../src/network/quantile.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { ACTIVATIONS, WEIGHT_LAWS } from "../../src/network/spec.ts";
import { isHomogeneous } from "../../src/network/structure.ts";
import { bundleOf, columnOf, identity } from "../support/bundles.ts";
import { random } from "../support/random.ts";
import { specOf } from "../support/specs.ts";

const SEED = 42;
const INDEX = 6;

/** Column c of W, the `matrix`-th of the layer, from the generator's definition alone. */
function weight(law: (typeof WEIGHT_LAWS)[number], layer: number, matrix: number, row: number, column: number): number {
  return standardised(tableOf(law), wordAt(streamKey(SEED, INDEX, layer, STREAMS.weights + matrix), row, column));
}

function bias(layer: number, matrix: number, row: number): number {
  return standardised(tableOf("gaussian"), wordAt(streamKey(SEED, INDEX, layer, STREAMS.bias + matrix), 0, row));
}

/** The linear map of one layer without nonlinearity, its columns. */
function mapOf(input: NetworkInput, layer: number): Float64Array[] {
  const spec = specOf({ activation: "linear", ...input });
  const bundle = bundleOf(new Float64Array(spec.width), identity(spec.width));
  randomNetwork(spec, SEED, INDEX).push(bundle, layer);
  return identity(spec.width).map((_, c) => columnOf(bundle, 1 + c));
}

/** h_l as a plain program computes it: doubles, nothing carried; its largest entry is divided out where asked. */
function trajectory(input: NetworkInput, depth: number, normalise: boolean): { state: Float64Array; log2: number } {
  const { width: n, skip, scale, weights, bias: biases, activation } = specOf(input);
  const { value } = activationOf(activation);
  let state = new Float64Array(n);
  fillStandardised(state, n, tableOf("gaussian"), streamKey(SEED, INDEX, 0, STREAMS.input), 0);
  let log2 = 0;
  for (let layer = 0; layer < depth; layer++) {
    const before = state;
    state = before.map((x, row) => {
      let sum = 0;
      before.forEach((y, column) => {
        sum += weight(weights.law, layer, 0, row, column) * Math.sqrt(weights.variance / n) * y;
      });
      return skip * x + scale * value(sum + Math.sqrt(biases.variance) * bias(layer, 0, row));
    });
    const size = Math.max(...state.map(Math.abs));
    if (!normalise || size === 0) continue;
    log2 += Math.log2(size);
    state = state.map((x) => x / size);
  }
  return { state, log2 };
}

function run(input: NetworkInput, depth: number, each?: (bundle: Bundle) => void): Bundle {
  const spec = specOf(input);
  const network = randomNetwork(spec, SEED, INDEX);
  const bundle = createBundle(spec.width, 1);
  network.input(bundle);
  for (let layer = 0; layer < depth; layer++) {
    network.push(bundle, layer);
    each?.(bundle);
  }
  return bundle;
}

function largest(values: ArrayLike<number>): number {
  return Math.max(...Array.from(values, Math.abs));
}

describe("weights", () => {
  test.each(["gaussian", "uniform", "rademacher"] as const)("%s: W is the generator's, scaled, bit for bit", (law) => {
    const n = 7;
    const columns = mapOf({ width: n, branch: ["linear"], weights: { law, variance: 3 } }, 11);
    columns.forEach((column, c) => {
      column.forEach((value, row) => {
        expect(value).toBe(weight(law, 11, 0, row, c) * Math.sqrt(3 / n));
      });
    });
  });

  test("matrices of a layer are numbered in order, branch before after; a skipped branch keeps its numbers", () => {
    const one = (matrix: number): number => weight("gaussian", 2, matrix, 0, 0);
    const product = (input: NetworkInput): number => mapOf({ width: 1, ...input }, 2)[0]?.[0] ?? Number.NaN;
    expect(product({ branch: ["linear", "linear"], after: ["linear"] })).toBeCloseTo(one(0) * one(1) * one(2), 14);
    expect(product({ branch: ["linear", "linear"], scale: 0, skip: 1, after: ["linear"] })).toBeCloseTo(one(2), 14);
  });

  test.each(WEIGHT_LAWS)("%s: tied layers are the same, untied ones differ, networks and seeds too", (law) => {
    const input: NetworkInput = { width: 4, branch: ["linear"], weights: { law }, bias: { variance: 1 } };
    const push = (tied: boolean, layer: number, index = 0, seed = 1): Float64Array => {
      const bundle = bundleOf([0.1, 0.2, 0.3, 0.4], identity(4));
      randomNetwork(specOf({ ...input, tied }), seed, index).push(bundle, layer);
      return bundle.data;
    };
    expect(push(true, 5)).toEqual(push(true, 0));
    expect(push(false, 0)).toEqual(push(true, 0));
    expect(push(false, 5)).not.toEqual(push(false, 0));
    expect(push(false, 0, 1)).not.toEqual(push(false, 0));
    expect(push(false, 0, 0, 2)).not.toEqual(push(false, 0));
  });

  test("the order in which layers are visited does not matter", () => {
    for (const tied of [false, true]) {
      const network = randomNetwork(specOf({ width: 3, tied, bias: { variance: 1 } }), 1, 0);
      const at = (layer: number): Float64Array => {
        const bundle = bundleOf([1, 2, 3], identity(3));
        network.push(bundle, layer);
        return bundle.data;
      };
      const first = at(4);
      at(9);
      expect(at(4)).toEqual(first);
    }
  });

  test("a tied matrix too large to keep is made again, the same", () => {
    const n = 2049; // n² is just above what is kept
    const push = (tied: boolean): Float64Array => {
      const bundle = bundleOf(Float64Array.from({ length: n }, (_, i) => Math.sin(i)));
      randomNetwork(specOf({ width: n, tied }), 1, 0).push(bundle, 0);
      return bundle.data;
    };
    expect(push(true)).toEqual(push(false));
  });
});

describe("input", () => {
  test("h₀ is drawn of the generator with the variance asked for, in column 0 only", () => {
    const bundle = bundleOf(new Float64Array(9), identity(9));
    bundle.exponent = 3;
    randomNetwork(specOf({ width: 9, input: { variance: 2.25 } }), SEED, INDEX).input(bundle);
    const key = streamKey(SEED, INDEX, 0, STREAMS.input);
    columnOf(bundle, 0).forEach((x, row) => {
      expect(x).toBe(1.5 * standardised(tableOf("gaussian"), wordAt(key, 0, row)));
    });
    expect(bundle.exponent).toBe(0);
    identity(9).forEach((unit, c) => {
      expect(columnOf(bundle, 1 + c)).toEqual(unit);
    });
  });
});

describe("the state", () => {
  test.each(ACTIVATIONS)("%s: ten layers equal a plain program's", (activation) => {
    const input: NetworkInput = {
      width: 6,
      activation,
      skip: 0.3,
      scale: 0.8,
      weights: { variance: 1.2 },
      bias: { variance: 0.3 },
    };
    const bundle = run(input, 10);
    const { state } = trajectory(input, 10, false);
    columnOf(bundle, 0).forEach((x, row) => {
      expect(Math.abs(x * 2 ** bundle.exponent - (state[row] ?? 0))).toBeLessThan(1e-12 * largest(state));
    });
  });

  test("it is carried with its exponent where the layer is positively homogeneous up to its bias", () => {
    const homogeneous = ACTIVATIONS.filter((activation) => isHomogeneous(specOf({ activation })));
    expect(homogeneous).toEqual(["linear", "relu", "leaky-relu"]);
    expect(isHomogeneous(specOf({ activation: "tanh", branch: ["linear"] }))).toBe(true);
    expect(isHomogeneous(specOf({ activation: "tanh", branch: ["linear"], after: ["activation"] }))).toBe(false);
  });

  test.each([
    ["linear", 0.25],
    ["linear", 4],
    ["relu", 0.25],
    ["relu", 4],
    ["leaky-relu", 0.25],
    ["leaky-relu", 40],
  ] as const)("%s, σ_w² = %d: 3,000 layers, never 0 or ∞, the size of a plain program's", (activation, variance) => {
    const input: NetworkInput = { width: 12, activation, weights: { variance } };
    const bundle = run(input, 3000, ({ data }) => {
      expect(largest(data)).toBeGreaterThan(2 ** -80);
      expect(largest(data)).toBeLessThan(2 ** 80);
    });
    const { state, log2 } = trajectory(input, 3000, true);
    const size = largest(bundle.data);
    expect(Math.abs(bundle.exponent)).toBeGreaterThan(200);
    expect(Math.abs(Math.log2(size) + bundle.exponent - log2)).toBeLessThan(1e-8);
    columnOf(bundle, 0).forEach((x, row) => {
      expect(Math.abs(x / size - (state[row] ?? 0))).toBeLessThan(1e-9);
    });
  });

  test.each([-90, -50, 50, 90, 400, 1100])(
    "the bias is the true one of a state carried with exponent %i",
    (exponent) => {
      const { normals } = random(31);
      for (const activation of ["relu", "leaky-relu"] as const) {
        const spec = specOf({ width: 8, activation, skip: 0.5, bias: { variance: 2 } });
        const truth = normals(8).map((x) => x * 2 ** Math.min(exponent, 900));
        const carried: Bundle = {
          ...bundleOf(truth.map((x) => x * 2 ** -Math.min(exponent, 900))),
          exponent: Math.min(exponent, 900),
        };
        const plain = bundleOf(truth);
        randomNetwork(spec, SEED, INDEX).push(carried, 3);
        randomNetwork(spec, SEED, INDEX).push(plain, 3);
        const expected = plain.data.map((x) => x * 2 ** plain.exponent);
        carried.data.forEach((x, row) => {
          expect(Math.abs(x * 2 ** carried.exponent - (expected[row] ?? 0))).toBeLessThanOrEqual(
            1e-14 * largest(expected),
          );
        });
      }
    },
  );

  test("a bias on a state far below the range of the numbers is the bias alone", () => {
    for (const skip of [0, 0.5]) {
      const spec = specOf({ width: 8, activation: "leaky-relu", skip, bias: { variance: 2 } });
      const carried: Bundle = { ...bundleOf(random(32).normals(8)), exponent: -1200 };
      const zero = bundleOf(new Float64Array(8));
      randomNetwork(spec, SEED, INDEX).push(carried, 3);
      randomNetwork(spec, SEED, INDEX).push(zero, 3);
      expect(largest(zero.data)).toBeGreaterThan(0.1);
      expect(carried).toEqual(zero);
    }
  });

  test("each matrix of a layer has its own bias", () => {
    const bundle = bundleOf([0]);
    const input: NetworkInput = { width: 1, branch: ["linear", "linear"], after: ["linear"], bias: { variance: 4 } };
    randomNetwork(specOf(input), SEED, INDEX).push(bundle, 3);
    const [w1, w2] = [1, 2].map((matrix) => weight("gaussian", 3, matrix, 0, 0));
    const [b0, b1, b2] = [0, 1, 2].map((matrix) => 2 * bias(3, matrix, 0));
    const expected = (w2 ?? 0) * ((w1 ?? 0) * (b0 ?? 0) + (b1 ?? 0)) + (b2 ?? 0);
    expect((bundle.data[0] ?? 0) * 2 ** bundle.exponent).toBeCloseTo(expected, 13);
  });

  test.each([
    ["relu", 0.25],
    ["relu", 6],
    ["leaky-relu", 0.25],
    ["linear", 3],
  ] as const)("%s, σ_w² = %d, biased: 300 layers equal a plain program's", (activation, variance) => {
    const input: NetworkInput = { width: 10, activation, weights: { variance }, bias: { variance: 0.5 } };
    const bundle = run(input, 300);
    const { state } = trajectory(input, 300, false);
    columnOf(bundle, 0).forEach((x, row) => {
      expect(Math.abs(x * 2 ** bundle.exponent - (state[row] ?? 0))).toBeLessThan(1e-9 * largest(state));
    });
  });

  test("a bias that nothing adds does not bring a shrunken state back into the range where it is lost", () => {
    const shrink: NetworkInput = {
      width: 4,
      activation: "relu",
      skip: 0.5,
      scale: 0,
      after: ["activation"],
      bias: { variance: 1 },
    };
    const bundle = run(shrink, 3000);
    expect(Math.log2(largest(bundle.data)) + bundle.exponent).toBeLessThan(-2990);
    expect(largest(bundle.data)).toBeGreaterThan(0);
  });

  test("a state that falls by hundreds of decades in one layer", () => {
    const bundle = run({ width: 4, activation: "linear", scale: 1e-160 }, 3);
    expect(Math.log10(2) * (Math.log2(largest(bundle.data)) + bundle.exponent)).toBeCloseTo(-480, -1);
    const subnormal: Bundle = { ...bundleOf([2 ** -1070, -(2 ** -1074)]), exponent: 0 };
    randomNetwork(specOf({ width: 2, activation: "linear", skip: 1, scale: 0 }), 1, 0).push(subnormal, 0);
    expect(Array.from(subnormal.data, (x) => x * 2 ** (subnormal.exponent + 1070))).toEqual([1, -(2 ** -4)]);
  });

  test("the zero state stays zero, exponent 0", () => {
    const bundle: Bundle = { ...bundleOf([0, 0]), exponent: 500 };
    randomNetwork(specOf({ width: 2, activation: "relu" }), 1, 0).push(bundle, 0);
    expect(Array.from(bundle.data, Math.abs)).toEqual([0, 0]);
    expect(bundle.exponent).toBe(0);
  });
});

describe("rank from structure", () => {
  const rank = (input: NetworkInput, state: readonly number[]): number => {
    const bundle = bundleOf(state, identity(state.length));
    randomNetwork(specOf({ width: state.length, ...input }), 1, 0).push(bundle, 0);
    return bundle.rank;
  };
  const state = [1, -1, 2, -2, 3];

  test("an activation counts the units with φ′ ≠ 0, a linear operation has full rank, a product the minimum", () => {
    expect(rank({ branch: ["activation"], activation: "relu" }, state)).toBe(3);
    expect(rank({ branch: ["activation", "linear"], activation: "relu" }, state)).toBe(3);
    expect(rank({ branch: ["activation"], activation: "tanh" }, [1, 400, -500, 2, 0])).toBe(3);
    expect(rank({ branch: ["activation"], activation: "leaky-relu" }, state)).toBe(5);
    expect(rank({ branch: ["linear"], weights: { variance: 0 } }, state)).toBe(0);
    expect(rank({ branch: ["linear"], weights: { law: "orthogonal", variance: 0 } }, state)).toBe(0);
  });

  test("a branch of scale 0 has rank 0, a skip restores n, `after` counts by itself", () => {
    expect(rank({ scale: 0 }, state)).toBe(0);
    expect(rank({ scale: 0, skip: 1 }, state)).toBe(5);
    expect(rank({ branch: ["activation"], activation: "relu", skip: 1 }, state)).toBe(5);
    expect(rank({ scale: 0, skip: 1, after: ["activation"], activation: "relu" }, state)).toBe(3);
  });
});
