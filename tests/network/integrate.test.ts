import { describe, expect, test } from "vitest";
import { createBundle } from "../../src/network/bundle.ts";
import { borrowKernels, giveBack } from "../../src/network/kernels/kernels.ts";
import { randomNetwork } from "../../src/network/network.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { stateDimension } from "../../src/network/spec.ts";
import { LayerTrace } from "../../src/network/trace.ts";
import { bundleOf, columnOf, norm } from "../support/bundles.ts";
import { expectDerivative } from "../support/layers.ts";
import { random } from "../support/random.ts";
import { finiteExponents, rankBySingularValues } from "../support/ranks.ts";
import { specOf } from "../support/specs.ts";

const RK4 = { block: "neural-ode", integrator: "rk4", dt: 0.6, width: 4 } as const;
const CASES: [string, NetworkInput][] = [
  ["tanh", { bias: { variance: 0.3 }, input: { everyLayer: 0.2 } }],
  [
    "two matrices, orthogonal, untied",
    {
      branch: ["linear", "activation", "linear"],
      weights: [{ variance: 2 }, { law: "orthogonal" }],
      tied: false,
    },
  ],
  ["layernorm", { branch: ["layernorm", "linear", "activation"], activation: "gelu", weights: { variance: 2 } }],
  ["batchnorm", { branch: ["linear", "batchnorm", "activation"], batch: 3 }],
  ["a gru as dh/dt", { branch: ["gru"], weights: { variance: 3 } }],
];

describe.each(CASES)("a step of Runge and Kutta: %s", (name, input) => {
  const spec = specOf({ ...RK4, ...input });
  const n = stateDimension(spec);

  test("push and pull are its derivative, by finite differences", () => {
    for (const seed of [1, 2]) expectDerivative(spec, 2, seed, name);
  });

  test("a column does not depend on how many there are, and kernels do the same", () => {
    const { normals } = random(5);
    const [state, ...tangents] = Array.from({ length: 5 }, () => normals(n));
    const own = bundleOf(state, tangents);
    const kernels = borrowKernels();
    const theirs = createBundle(n, 5, kernels, spec.width);
    expect(theirs.kernels).not.toBeNull();
    theirs.data.set(own.data);
    for (const bundle of [own, theirs]) randomNetwork(spec, 42, 1).push(bundle, 0);
    theirs.data.forEach((x, at) => {
      expect(Math.abs(x - own.data[at])).toBeLessThan(1e-13 * (1 + Math.abs(x)));
    });
    giveBack(kernels);
    for (const k of [0, 2]) {
      const some = bundleOf(state, tangents.slice(0, k));
      randomNetwork(spec, 42, 1).push(some, 0);
      for (let c = 0; c <= k; c++) expect(columnOf(some, c)).toEqual(columnOf(own, c));
    }
  });

  test("dilution is ‖h‖ against that of the whole step", () => {
    const state = random(6).normals(n);
    const trace = new LayerTrace(spec, new Float64Array(LayerTrace.numbersIn(spec)));
    const bundle = bundleOf(state);
    randomNetwork(spec, 42, 1).push(bundle, 0, trace);
    const step = bundle.data.map((x, i) => x - state[i]);
    expect(trace.dilution).toBeCloseTo(Math.log(norm(state) / norm(step)), 12);
  });
});

test("W that may be singular loses nothing in a step", () => {
  for (const weights of [{ law: "rademacher" as const }, { sparsity: 1 }, { law: "orthogonal" as const }]) {
    const spec = specOf({ ...RK4, width: 5, activation: "relu", weights });
    const network = randomNetwork(spec, 42, 0);
    expect(network.mayBeSingular).toBe(true);
    expect(rankBySingularValues(spec, 4, 0)).toBe(5);
    expect(finiteExponents(spec, 4, 0)).toBe(5);
    // Of identity plus dt times rows of W, more or less.
    network.push(bundleOf(random(3).normals(5)), 0);
    for (const size of network.rowSizes()) expect(size).toBeGreaterThanOrEqual(1);
  }
});

test("a linear equation is carried as 2^exponent times a state of ordinary size, biases beside it", () => {
  const of = (exponent: number, size: number) => {
    const spec = specOf({ ...RK4, activation: "linear", bias: { variance: 1 } });
    const bundle = bundleOf(
      random(7)
        .normals(4)
        .map((x) => x * size),
    );
    bundle.exponent = exponent;
    randomNetwork(spec, 42, 1).push(bundle, 0);
    return bundle.data.map((x) => x * 2 ** bundle.exponent);
  };
  of(20, 1).forEach((x, i) => {
    expect(Math.abs(x / of(0, 2 ** 20)[i] - 1)).toBeLessThan(1e-14);
  });
});
