import { describe, expect, test } from "vitest";
import {
  type GradientSettings,
  type NetworkGradient,
  networkGradient,
  outputGradient,
} from "../../src/measure/gradient.ts";
import { profileStatistics } from "../../src/measure/profile.ts";
import { createBundle } from "../../src/network/bundle.ts";
import { randomNetwork } from "../../src/network/network.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { matrixCount, type NetworkSpec, stateDimension } from "../../src/network/spec.ts";
import { norm } from "../support/bundles.ts";
import { explicitNetwork } from "../support/explicit.ts";
import { specOf } from "../support/specs.ts";

const SEED = 42;
const INDEX = 3;
const DEPTH = 6;
const N = 3;

function gradientOf(
  spec: NetworkSpec,
  settings: Partial<GradientSettings> = {},
  output = outputGradient(SEED, INDEX, stateDimension(spec)),
): NetworkGradient {
  const steps = networkGradient(randomNetwork(spec, SEED, INDEX), output, { depth: DEPTH, burnIn: 0, ...settings });
  let done = 0;
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) {
      expect(done).toBeCloseTo(settings.depth ?? DEPTH, 6);
      return step.value;
    }
    done += step.value;
  }
}

const BIASED = { bias: { variance: 0.2 }, input: { everyLayer: 0.1 } };
const RK4 = { block: "neural-ode", integrator: "rk4", dt: 0.4 } as const;
const NETWORKS: Record<string, NetworkInput> = {
  rnn: { block: "rnn", weights: { variance: 3 }, ...BIASED },
  gru: { block: "gru", weights: { variance: 4 }, ...BIASED, gates: { reset: { bias: { mean: 1 } } } },
  "gru, untied": { block: "gru", tied: false, weights: { variance: 4 }, ...BIASED },
  "lstm with a forget bias": { block: "lstm", weights: { variance: 4 }, gates: { forget: { bias: { mean: 1 } } } },
  "lstm, untied": { block: "lstm", tied: false, weights: { variance: 4 }, ...BIASED },
  "neural-ode, Euler": { block: "neural-ode", dt: 0.3, weights: { variance: 3 } },
  "neural-ode, RK4": { ...RK4, weights: { variance: 3 }, ...BIASED },
  "neural-ode, RK4, untied": { ...RK4, tied: false, weights: { variance: 3 }, activation: "gelu", ...BIASED },
  "linear neural-ode, RK4, untied, biased": {
    ...RK4,
    tied: false,
    activation: "linear",
    bias: { variance: 1 },
  },
};

/** Gradients by finite differences of a loss that is linear in h_L. */
function differences(spec: NetworkSpec, output: Float64Array) {
  const network = explicitNetwork(spec, DEPTH, SEED, INDEX);
  const start = createBundle(stateDimension(spec), 1);
  randomNetwork(spec, SEED, INDEX).input(start);
  const step = 1e-5;
  const loss = (h: Float64Array, first = 0): number =>
    network.forward(h, first).reduce((sum, x, i) => sum + x * output[i], 0);
  const states = [start.data.slice()];
  for (let layer = 0; layer < DEPTH; layer++) {
    randomNetwork(spec, SEED, INDEX).push(start, layer);
    states.push(start.data.map((x) => x * 2 ** start.exponent));
  }
  const [first] = states;
  /** ‖∂L/∂h_l‖. */
  const ofState = (layer: number): number =>
    norm(
      states[layer].map((_, i) => {
        const at = (by: number): number =>
          loss(
            states[layer].map((x, j) => (i === j ? x + by : x)),
            layer,
          );
        return (at(step) - at(-step)) / (2 * step);
      }),
    );
  /** ‖∂L/∂W‖_F. */
  const ofWeights = (layer: number, matrix: number): number =>
    norm(
      network.weights[layer][matrix].flatMap((row) =>
        Array.from(row, (weight, j) => {
          const at = (by: number): number => {
            row[j] = weight + by;
            return loss(first);
          };
          const slope = (at(step) - at(-step)) / (2 * step);
          row[j] = weight;
          return slope;
        }),
      ),
    );
  return { ofState, ofWeights };
}

describe.each(Object.entries(NETWORKS))("%s: backpropagation is the derivative", (_, input) => {
  const spec = specOf({ width: N, ...input });
  const output = outputGradient(SEED, INDEX, stateDimension(spec));
  const { ofState, ofWeights } = differences(spec, output);
  const found = gradientOf(spec);

  test("at every state", () => {
    for (let layer = 0; layer <= DEPTH; layer++) {
      expect(Math.abs(found.gradient[layer] - Math.log(ofState(layer)))).toBeLessThan(1e-6);
    }
  });

  test("for every matrix", () => {
    for (let matrix = 0; matrix < matrixCount(spec); matrix++) {
      for (let layer = 0; layer < (spec.tied ? 1 : DEPTH); layer++) {
        const size = found.weights[matrix * DEPTH + layer];
        expect(Math.abs(size - Math.log(ofWeights(layer, matrix)))).toBeLessThan(1e-6);
      }
    }
  });
});

test("samples of all stages are summed before a norm is taken", () => {
  // Where W is 0 the four stages have one input each and the same cotangents up to the weights of the stages: dt · δ in all.
  const spec = specOf({ ...RK4, width: 5, batch: 3, tied: false, activation: "linear", weights: { variance: 0 } });
  const output = outputGradient(SEED, INDEX, 15);
  const { weights } = gradientOf(spec, { depth: 2 }, output);
  const start = createBundle(15, 1);
  randomNetwork(spec, SEED, INDEX).input(start);
  const product = Array.from({ length: 25 }, (_, at) => {
    const [row, column] = [Math.floor(at / 5), at % 5];
    return [0, 1, 2].reduce((sum, s) => sum + output[3 * row + s] * start.data[3 * column + s], 0);
  });
  expect(weights[0]).toBeCloseTo(Math.log(RK4.dt * norm(product)), 12);
});

describe("a window", () => {
  const minus = Number.NEGATIVE_INFINITY;

  test.each<[string, NetworkInput]>([
    ["untied", { width: 4, weights: { variance: 2 } }],
    ["a residual gru, untied", { width: 4, block: "gru", skip: 0.5, tied: false }],
    ["batch normalisation", { width: 4, block: "batchnorm-mlp", batch: 4 }],
    ["rk4, untied", { width: 4, ...RK4, tied: false }],
  ])("cuts gradients off, and changes nothing before: %s", (_, input) => {
    const spec = specOf(input);
    const [all, some] = [gradientOf(spec, { depth: 10 }), gradientOf(spec, { depth: 10, window: 4 })];
    for (const field of ["gradient", "unclipped"] as const) {
      expect(some[field]).toEqual(all[field].map((size, layer) => (layer < 6 ? minus : size)));
    }
    expect(some.weights).toEqual(all.weights.map((size, at) => (at % 10 < 6 ? minus : size)));
    expect([some.state, some.dilution]).toEqual([all.state, all.dilution]);
  });

  test.each<[string, NetworkInput]>([
    ["rnn", { block: "rnn" }],
    ["gru", { block: "gru" }],
    ["lstm", { block: "lstm" }],
  ])("sums ∂L/∂W of tied weights over its layers: %s", (_, input) => {
    const spec = specOf({ width: 4, ...input });
    const [all, some] = [gradientOf(spec, { depth: 10 }), gradientOf(spec, { depth: 10, window: 4 })];
    expect(some.gradient).toEqual(all.gradient.map((size, layer) => (layer < 6 ? minus : size)));
    some.weights.forEach((size, at) => {
      expect(size).toBe(all.weights[at % 10 < 6 ? at - (at % 10) + 6 : at]);
    });
    // And the rest of the sum is not nothing.
    expect(all.weights[0]).not.toBe(some.weights[0]);
  });

  test("as long as the network, or longer, is none", () => {
    const spec = specOf({ width: 4, block: "gru" });
    for (const window of [10, 11, 1e6]) {
      expect(gradientOf(spec, { depth: 10, window })).toEqual(gradientOf(spec, { depth: 10 }));
    }
  });

  test("leaves the slope to the layers that gradients reach, and does not call them dead", () => {
    const spec = specOf({ width: 4, weights: { variance: 4 } });
    const settings = { depth: 40, burnIn: 5, window: 12 };
    const one = gradientOf(spec, settings);
    const statistics = profileStatistics(settings, 1, 1);
    statistics.add(one);
    const { slope, status, window, infinite } = statistics.result();
    expect(slope.value).toBeCloseTo((one.gradient[28] - one.gradient[35]) / 7, 12);
    expect({ status, window }).toEqual({ status: "ok", window: 12 });
    expect([infinite[27], infinite[28]]).toEqual([1, 0]);
  });

  test("of a deep network, whose states are kept at some layers only", () => {
    const spec = specOf({ width: 2, block: "residual", scale: 0.1 });
    const depth = 10_050;
    const [all, some] = [gradientOf(spec, { depth }), gradientOf(spec, { depth, window: 250 })];
    // Reported layers are spaced.
    const cut = some.gradient.findIndex(Number.isFinite);
    expect(some.gradient.subarray(cut)).toEqual(all.gradient.subarray(cut));
    expect(some.gradient.subarray(0, cut).every((size) => size === minus)).toBe(true);
    const spacing = depth / (some.gradient.length - 1);
    expect((some.gradient.length - cut) * spacing).toBeGreaterThan(250 - 2 * spacing);
    expect((some.gradient.length - cut) * spacing).toBeLessThan(250 + 2 * spacing);
  });
});

describe("clipping of everything together", () => {
  test("counts a tied matrix once, and a stage with its layer", () => {
    for (const input of [{ block: "lstm" } as const, { ...RK4, tied: false }]) {
      const spec = specOf({ width: 4, ...input });
      const free = gradientOf(spec);
      const clipped = gradientOf(spec, { clip: { norm: 1e-3, per: "global" } });
      const sizes = spec.tied ? free.weights.filter((_, at) => at % DEPTH === 0) : free.weights;
      const total = Math.log(norm(sizes.map(Math.exp)));
      expect(clipped.gradient[DEPTH]).toBeCloseTo(Math.log(1e-3) - total, 10);
    }
  });
});
