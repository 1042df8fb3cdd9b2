import { describe, expect, test } from "vitest";
import { type NetworkGradient, networkGradient, outputGradient, reportedLayers } from "../../src/measure/gradient.ts";
import { segmentLength, Tape } from "../../src/measure/tape.ts";
import { activationOf } from "../../src/network/activations.ts";
import { createBundle } from "../../src/network/bundle.ts";
import { randomNetwork } from "../../src/network/network.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import type { NetworkSpec } from "../../src/network/spec.ts";
import { weightSource } from "../../src/network/weights.ts";
import { norm } from "../support/bundles.ts";
import { random } from "../support/random.ts";
import { specOf } from "../support/specs.ts";

const SEED = 42;
const INDEX = 3;

function gradientOf(
  spec: NetworkSpec,
  depth: number,
  output = outputGradient(SEED, INDEX, spec.width),
): NetworkGradient {
  const steps = networkGradient(randomNetwork(spec, SEED, INDEX), output, { depth, burnIn: 0 });
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** A network written out: explicit W and b of every layer and matrix, changed as one likes. */
function explicit(spec: NetworkSpec, depth: number) {
  const n = spec.width;
  const linears = [...spec.branch, ...spec.after].filter((name) => name === "linear").length;
  const sources = Array.from({ length: linears }, (_, matrix) => weightSource(spec, SEED, INDEX, matrix));
  const layers = spec.tied ? 1 : depth;
  const weights = Array.from({ length: layers }, (_, layer) =>
    sources.map((source) => {
      source.select(layer);
      const scale = Math.sqrt(spec.weights.variance / n);
      return Array.from({ length: n }, (_, row) => Float64Array.from(source.row(row), (w) => w * scale));
    }),
  );
  const biases = Array.from({ length: layers }, (_, layer) =>
    sources.map((source) => {
      source.select(layer);
      return Float64Array.from(source.bias(), (b) => b * Math.sqrt(spec.bias.variance));
    }),
  );
  const { value } = activationOf(spec.activation);
  /** h_L from h_l. */
  function forward(from: Float64Array, first: number): Float64Array {
    let h = from;
    for (let layer = first; layer < depth; layer++) {
      const at = spec.tied ? 0 : layer;
      let matrix = 0;
      const run = (names: readonly string[], start: Float64Array): Float64Array =>
        names.reduce((x, name) => {
          if (name === "activation") return x.map(value);
          const [w, b] = [weights[at][matrix], biases[at][matrix]];
          matrix++;
          return Float64Array.from(w, (row, i) => row.reduce((sum, wij, j) => sum + wij * x[j], b[i] ?? 0));
        }, start);
      const branch = run(spec.branch, h);
      h = run(
        spec.after,
        h.map((x, i) => spec.skip * x + spec.scale * branch[i]),
      );
    }
    return h;
  }
  return { weights, forward };
}

const DEPTH = 20;
const N = 5;
const NETWORKS: Record<string, NetworkInput> = {
  "plain tanh": { weights: { variance: 2 }, bias: { variance: 0.1 } },
  "residual gelu": { block: "residual", scale: 0.4, activation: "gelu", bias: { variance: 0.1 } },
  "two matrices, and one after": {
    skip: 0.8,
    scale: 0.7,
    branch: ["linear", "activation", "linear"],
    after: ["linear", "activation"],
    activation: "softplus",
    weights: { variance: 6 },
    bias: { variance: 0.2 },
  },
  "leaky ReLU, homogeneous": { activation: "leaky-relu", weights: { variance: 3 }, bias: { variance: 0.1 } },
  "tied tanh": { tied: true, weights: { variance: 1.5 }, bias: { variance: 0.05 } },
};

describe.each(Object.entries(NETWORKS))("%s: backpropagation is the derivative of the loss ½‖h_L − y‖²", (_, input) => {
  const spec = specOf({ width: N, ...input });
  const { weights, forward } = explicit(spec, DEPTH);
  const start = createBundle(N, 1);
  randomNetwork(spec, SEED, INDEX).input(start);
  const target = random(5).normals(N);
  const loss = (h: Float64Array): number => h.reduce((sum, x, i) => sum + (x - target[i]) ** 2, 0) / 2;
  const output = forward(start.data, 0).map((x, i) => x - target[i]);
  const size = norm(output);
  const found = gradientOf(
    spec,
    DEPTH,
    output.map((x) => x / size),
  );
  const step = 1e-5;

  test("at every layer", () => {
    const network = randomNetwork(spec, SEED, INDEX);
    const state = createBundle(N, 1);
    network.input(state);
    for (let layer = 0; layer <= DEPTH; layer++) {
      const h = state.data.map((x) => x * 2 ** state.exponent);
      const at = (i: number, by: number): number =>
        loss(
          forward(
            h.map((x, j) => (j === i ? x + by : x)),
            layer,
          ),
        );
      const gradient = Float64Array.from({ length: N }, (_, i) => (at(i, step) - at(i, -step)) / (2 * step));
      expect(found.gradient[layer]).toBeCloseTo(Math.log(norm(gradient) / size), 6);
      expect(found.state[layer]).toBeCloseTo(Math.log(norm(h)), 12);
      if (layer < DEPTH) network.push(state, layer);
    }
  });

  test("for the weights of every layer", () => {
    weights.forEach((matrices, layer) => {
      matrices.forEach((w, matrix) => {
        const gradient = w.flatMap((row) =>
          Array.from(row, (wij, j) => {
            row[j] = wij + step;
            const above = loss(forward(start.data, 0));
            row[j] = wij - step;
            const below = loss(forward(start.data, 0));
            row[j] = wij;
            return (above - below) / (2 * step);
          }),
        );
        expect(found.weights[matrix * DEPTH + layer]).toBeCloseTo(Math.log(norm(gradient) / size), 5);
      });
    });
  });
});

describe("dilution", () => {
  test("is ‖skip · h‖ / ‖scale · f(h)‖, and nothing without a skip path", () => {
    const spec = specOf({ width: 6, skip: 0.7, scale: -0.3, activation: "tanh", weights: { variance: 2 } });
    const { forward } = explicit({ ...spec, skip: 0, scale: 1 }, 1);
    const start = createBundle(6, 1);
    randomNetwork(spec, SEED, INDEX).input(start);
    const expected = Math.log((0.7 * norm(start.data)) / (0.3 * norm(forward(start.data, 0))));
    expect(gradientOf(spec, 4).dilution[0]).toBeCloseTo(expected, 12);
    expect(gradientOf({ ...spec, skip: 0 }, 4).dilution[0]).toBeNaN();
    expect(gradientOf({ ...spec, scale: 0 }, 4).dilution[0]).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("deep networks", () => {
  test("beyond 10,000 layers states are kept at every √L-th layer only, and the numbers are the same", () => {
    const spec = specOf({ width: 4, block: "residual", scale: 0.1, bias: { variance: 0.1 } });
    const depth = 10_001;
    expect(segmentLength(10_000, 8)).toBe(10_000);
    expect(segmentLength(depth, 8)).toBe(101);
    expect(segmentLength(100, 2 ** 20)).toBe(10);
    const network = randomNetwork(spec, SEED, INDEX);
    const tape = new Tape(network, depth);
    const finish = <T>(steps: Generator<number, T>): T => {
      for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
    };
    const states: number[] = [];
    expect(finish(tape.forward((layer, size) => (states[layer] = size)))).toBe(true);
    const other = randomNetwork(spec, SEED, INDEX);
    const bundle = createBundle(4, 1);
    other.input(bundle);
    const inputs: Float64Array[] = [];
    expect(Math.exp(states[0])).toBeCloseTo(norm(bundle.data), 12);
    for (let layer = 0; layer < depth; layer++) {
      inputs.push(Float64Array.from(bundle.data));
      other.push(bundle, layer);
    }
    for (let layer = depth - 1; layer >= 0; layer--) {
      const trace = finish(tape.at(layer));
      expect(trace.input(0)).toEqual(inputs[layer]);
    }
  });

  test("are reported at all layers, or at 4,097 evenly spaced ones", () => {
    expect(reportedLayers(3)).toEqual([0, 1, 2, 3]);
    expect(reportedLayers(4096).length).toBe(4097);
    const layers = reportedLayers(1_000_000);
    expect(layers.length).toBe(4097);
    expect([layers[0], layers.at(-1)]).toEqual([0, 1_000_000]);
    expect(new Set(layers.slice(1).map((layer, i) => layer - layers[i]))).toEqual(new Set([244, 245]));
  });

  test.each(["tanh", "silu", "elu", "sine"] as const)(
    "a shrinking %s network is linear, thousands of decades down",
    (activation) => {
      const slope = activation === "silu" ? 0.5 : 1;
      const small = gradientOf(specOf({ width: 8, activation, weights: { variance: 0.04 / slope ** 2 } }), 2500);
      const linear = gradientOf(specOf({ width: 8, activation: "linear", weights: { variance: 0.04 } }), 2500);
      expect(linear.state[2500]).toBeLessThan(-2000 * Math.LN10 * 0.7);
      // After a few hundred layers nothing of the nonlinearity is left: growth from there on is that of the linear network.
      const growth = ({ gradient, state }: NetworkGradient): number[] => [
        state[2500] - state[400],
        gradient[400] - gradient[2500],
      ];
      growth(small).forEach((value, i) => {
        expect(Math.abs(value - growth(linear)[i])).toBeLessThan(5);
      });
      expect(small.weights.every(Number.isFinite)).toBe(true);
    },
  );
});

describe("exact zeros and the end of the numbers", () => {
  test("a dead network has gradient −∞, and gradients of weights too", () => {
    const { gradient, weights, overflow } = gradientOf(specOf({ width: 2, activation: "relu" }), 60);
    expect(overflow).toBe(false);
    expect(gradient[60]).toBe(0);
    expect(gradient[0]).toBe(Number.NEGATIVE_INFINITY);
    expect(weights[0]).toBe(Number.NEGATIVE_INFINITY);
  });

  test("overflow is said", () => {
    const spec = specOf({ width: 4, skip: 1000, activation: "tanh" });
    expect(gradientOf(spec, 90).overflow).toBe(false);
    expect(gradientOf(spec, 110).overflow).toBe(true);
  });
});
