import { describe, expect, test } from "vitest";
import { randomNetwork } from "../../src/network/network.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { ACTIVATIONS, type NetworkSpec, WEIGHT_LAWS, type WeightLaw } from "../../src/network/spec.ts";
import { LayerTrace } from "../../src/network/trace.ts";
import { bundleOf, columnOf, dot, identity, matrixOf, norm } from "../support/bundles.ts";
import { random } from "../support/random.ts";
import { specOf } from "../support/specs.ts";

const N = 5;
const LAYER = 3;

/** Every shape of a layer that the spec allows, in a few samples. */
const LAYERS: Record<string, NetworkInput> = {
  plain: {},
  "plain, biased": { bias: { variance: 0.3 } },
  residual: { block: "residual", scale: 0.6, bias: { variance: 0.1 } },
  "two matrices": { skip: 0.7, scale: -1.3, branch: ["linear", "activation", "linear"], bias: { variance: 0.2 } },
  "activation first, tied": { skip: 0.9, scale: 0.1, branch: ["activation", "linear"], tied: true },
  "activation after the sum": { skip: 1, scale: 0.5, after: ["activation"], bias: { variance: 0.2 }, tied: true },
  "long lists, scale alone": {
    scale: 1.7,
    branch: ["activation", "linear", "activation", "linear", "linear"],
    after: ["linear", "activation", "linear", "activation"],
    bias: { variance: 0.1 },
  },
  "no skip, no branch to speak of": { skip: -0.4, scale: 0, after: ["linear", "activation"], bias: { variance: 0.1 } },
};

const CASES = Object.entries(LAYERS).flatMap(([name, input]) => WEIGHT_LAWS.map((law) => ({ name, input, law })));

/** A layer of every activation, what goes in and what comes out. */
function samples(input: NetworkInput, law: WeightLaw) {
  return ACTIVATIONS.map((activation) => {
    const spec = specOf({ ...input, width: N, activation, weights: { law, variance: 1.4 } });
    const { normals } = random(19);
    const state = normals(N);
    const tangents = [normals(N), normals(N), normals(N)];
    const cotangents = [normals(N), normals(N)];
    const network = randomNetwork(spec, 42, 1);
    const pushed = bundleOf(state, tangents);
    const trace = new LayerTrace(spec, new Float64Array(LayerTrace.numbersIn(spec)));
    network.push(pushed, LAYER, trace);
    const pulled = matrixOf(cotangents);
    network.pull(pulled, trace, LAYER);
    return { activation, spec, network, state, trace, tangents, cotangents, pushed, pulled };
  });
}

/** h_{l+1} of h_l. */
function forward(spec: NetworkSpec, state: ArrayLike<number>): Float64Array {
  const bundle = bundleOf(state);
  randomNetwork(spec, 42, 1).push(bundle, LAYER);
  return columnOf(bundle, 0).map((x) => x * 2 ** bundle.exponent);
}

function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return norm(Float64Array.from(a, (x, i) => x - (b[i] ?? Number.NaN)));
}

describe.each(CASES)("$name, $law", ({ input, law }) => {
  const layers = samples(input, law);

  test("⟨u, Jv⟩ = ⟨Jᵀu, v⟩", () => {
    for (const { activation, tangents, cotangents, pushed, pulled } of layers) {
      cotangents.forEach((u, p) => {
        tangents.forEach((v, c) => {
          const jv = columnOf(pushed, 1 + c);
          const jtu = columnOf(pulled, p);
          const size = Math.max(norm(u) * norm(jv), norm(jtu) * norm(v));
          expect(Math.abs(dot(u, jv) - dot(jtu, v)), activation).toBeLessThanOrEqual(1e-14 * size);
        });
      });
    }
  });

  test("both are the derivative of the layer, by finite differences", () => {
    const step = 1e-5;
    for (const { activation, spec, state, tangents, cotangents, pushed, pulled } of layers) {
      const derivative = (v: ArrayLike<number>): Float64Array => {
        const at = (by: number): Float64Array =>
          forward(
            spec,
            state.map((x, i) => x + by * (v[i] ?? 0)),
          );
        const below = at(-step);
        return at(step).map((x, i) => (x - (below[i] ?? 0)) / (2 * step));
      };
      const jacobian = identity(N).map(derivative);
      const size = Math.max(1, ...jacobian.map(norm));
      tangents.forEach((v, c) => {
        const error = difference(columnOf(pushed, 1 + c), derivative(v));
        expect(error, activation).toBeLessThanOrEqual(1e-8 * size * norm(v));
      });
      cotangents.forEach((u, p) => {
        const transposed = jacobian.map((column) => dot(column, u));
        expect(difference(columnOf(pulled, p), transposed), activation).toBeLessThanOrEqual(1e-8 * size * norm(u));
      });
    }
  });

  test("a column does not depend on how many there are, bit for bit", () => {
    for (const { activation, spec, network, state, trace, tangents, cotangents, pushed, pulled } of layers) {
      for (const k of [0, 1, 2]) {
        const bundle = bundleOf(state, tangents.slice(0, k));
        randomNetwork(spec, 42, 1).push(bundle, LAYER);
        for (let c = 0; c <= k; c++) expect(columnOf(bundle, c), activation).toEqual(columnOf(pushed, c));
      }
      const alone = matrixOf(cotangents.slice(1));
      network.pull(alone, trace, LAYER);
      expect(columnOf(alone, 0), activation).toEqual(columnOf(pulled, 1));
    }
  });
});
