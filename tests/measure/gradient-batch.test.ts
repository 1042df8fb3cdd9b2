import { describe, expect, test } from "vitest";
import { type NetworkGradient, networkGradient, outputGradient } from "../../src/measure/gradient.ts";
import { Tape } from "../../src/measure/tape.ts";
import { activationOf } from "../../src/network/activations.ts";
import { createBundle } from "../../src/network/bundle.ts";
import { randomNetwork } from "../../src/network/network.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import {
  matrixCount,
  type NetworkSpec,
  type OperationName,
  stateDimension,
  weightsOf,
} from "../../src/network/spec.ts";
import { weightSource } from "../../src/network/weights.ts";
import { norm } from "../support/bundles.ts";
import { random } from "../support/random.ts";
import { specOf } from "../support/specs.ts";

const SEED = 42;
const INDEX = 3;
const DEPTH = 8;

function finish<T>(steps: Generator<number, T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

function gradientOf(spec: NetworkSpec, output: Float64Array): NetworkGradient {
  return finish(networkGradient(randomNetwork(spec, SEED, INDEX), output, { depth: DEPTH, burnIn: 0 }));
}

/** (x − mean)/σ of some numbers. */
function standardised(x: readonly number[]): number[] {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const sigma = Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length);
  return x.map((value) => (value - mean) / sigma);
}

/** A network written out for a batch: explicit W of every layer and matrix, changed as one likes. States are [unit][sample]. */
function explicit(spec: NetworkSpec) {
  const { width: n, batch, skip, scale } = spec;
  const { value } = activationOf(spec.activation);
  const weights = Array.from({ length: spec.tied ? 1 : DEPTH }, (_, layer) =>
    Array.from({ length: matrixCount(spec) }, (_, matrix) => {
      const source = weightSource(spec, SEED, INDEX, matrix);
      source.select(layer);
      const factor = Math.sqrt(weightsOf(spec, matrix).variance / n);
      return Array.from({ length: n }, (_, row) => Float64Array.from(source.row(row), (w) => w * factor));
    }),
  );
  const transposed = (h: number[][]): number[][] => (h[0] ?? []).map((_, s) => h.map((row) => row[s]));
  function forward(from: Float64Array, first: number): Float64Array {
    let h = Array.from({ length: n }, (_, unit) => Array.from(from.subarray(unit * batch, (unit + 1) * batch)));
    for (let layer = first; layer < DEPTH; layer++) {
      let matrix = 0;
      const run = (names: readonly OperationName[], start: number[][]): number[][] =>
        names.reduce((x, name) => {
          if (name === "activation") return x.map((row) => row.map(value));
          if (name === "batchnorm") return x.map(standardised);
          if (name === "layernorm") return transposed(transposed(x).map(standardised));
          const w = weights[spec.tied ? 0 : layer][matrix++];
          return w.map((line) =>
            Array.from({ length: batch }, (_, s) => line.reduce((sum, a, j) => sum + a * x[j][s], 0)),
          );
        }, start);
      const branch = run(spec.branch, h);
      h = run(
        spec.after,
        h.map((row, unit) => row.map((x, s) => skip * x + scale * branch[unit][s])),
      );
    }
    return Float64Array.from(h.flat());
  }
  return { weights, forward };
}

const NETWORKS: Record<string, NetworkInput> = {
  "batchnorm-mlp, more samples than units": { block: "batchnorm-mlp", width: 3, batch: 5 },
  "batchnorm-mlp, more units than samples": { block: "batchnorm-mlp", width: 5, batch: 3, activation: "softplus" },
  "batchnorm-residual": { block: "batchnorm-residual", width: 4, batch: 4, scale: 0.6, activation: "gelu" },
  "matrices one by one, batchnorm after the sum": {
    width: 4,
    batch: 3,
    skip: 0.7,
    branch: ["linear", "layernorm", "activation", "linear"],
    after: ["batchnorm"],
    weights: [{ variance: 2 }, { variance: 0.5, law: "uniform" }],
  },
  "several inputs that do not meet": { width: 4, batch: 3, block: "residual", scale: 0.5 },
  "tied batchnorm-mlp": { block: "batchnorm-mlp", width: 3, batch: 4, tied: true, activation: "erf" },
};

describe.each(Object.entries(NETWORKS))("%s: backpropagation is the derivative of ½‖h_L − y‖²", (_, input) => {
  const spec = specOf(input);
  const { weights, forward } = explicit(spec);
  const m = stateDimension(spec);
  const start = createBundle(m, 1);
  randomNetwork(spec, SEED, INDEX).input(start);
  const target = random(5).normals(m);
  const loss = (h: Float64Array): number => h.reduce((sum, x, i) => sum + (x - target[i]) ** 2, 0) / 2;
  const output = forward(start.data, 0).map((x, i) => x - target[i]);
  const size = norm(output);
  const found = gradientOf(
    spec,
    output.map((x) => x / size),
  );
  const step = 1e-5;

  test("at every layer", () => {
    const network = randomNetwork(spec, SEED, INDEX);
    const state = createBundle(m, 1);
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
      const gradient = Float64Array.from({ length: m }, (_, i) => (at(i, step) - at(i, -step)) / (2 * step));
      expect(Math.abs(found.gradient[layer] - Math.log(norm(gradient) / size))).toBeLessThan(1e-5);
      expect(found.state[layer]).toBeCloseTo(Math.log(norm(h)), 11);
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
        expect(Math.abs(found.weights[matrix * DEPTH + layer] - Math.log(norm(gradient) / size))).toBeLessThan(1e-5);
      });
    });
  });
});

describe("a batch's gradient", () => {
  test("starts uniform on the unit sphere of all units and samples", () => {
    const spec = specOf({ block: "batchnorm-mlp", width: 6, batch: 4 });
    const output = outputGradient(SEED, INDEX, stateDimension(spec));
    expect(output.length).toBe(24);
    expect(norm(output)).toBeCloseTo(1, 14);
    expect(gradientOf(spec, output).gradient[DEPTH]).toBe(0);
  });

  test("is the same where states are kept at some layers only", () => {
    const spec = specOf({ block: "batchnorm-residual", width: 2, batch: 3, scale: 0.1 });
    const depth = 10_001;
    const network = randomNetwork(spec, SEED, INDEX);
    const tape = new Tape(network, depth);
    expect(finish(tape.forward(() => undefined))).toBe(true);
    const other = randomNetwork(spec, SEED, INDEX);
    const bundle = createBundle(6, 1);
    other.input(bundle);
    const inputs: Float64Array[] = [];
    for (let layer = 0; layer < depth; layer++) {
      inputs.push(Float64Array.from(bundle.data));
      other.push(bundle, layer);
    }
    for (let layer = depth - 1; layer >= 0; layer -= 1) {
      const trace = finish(tape.at(layer));
      if (layer % 97 === 0) expect(trace.input(0)).toEqual(inputs[layer]);
    }
  });

  test("of equal inputs through one unit: ‖∂L/∂W‖ is the sum's, not the square root of the squares'", () => {
    // W is 1 × 1 and the network linear: ∂L/∂W = Σ_s δ_s h_s, which the sizes of δ and h alone do not tell.
    const spec = specOf({ width: 1, batch: 3, activation: "linear" });
    const network = randomNetwork(spec, SEED, INDEX);
    const bundle = createBundle(3, 1);
    network.input(bundle);
    const [h0, h1, h2] = bundle.data;
    const output = Float64Array.of(h1 - h2, h2 - h0, h0 - h1);
    const { weights } = finish(
      networkGradient(
        network,
        output.map((x) => x / norm(output)),
        { depth: 1, burnIn: 0 },
      ),
    );
    // Orthogonal to the input: nothing but rounding.
    expect(weights[0]).toBeLessThan(Math.log(1e-14));
  });
});
