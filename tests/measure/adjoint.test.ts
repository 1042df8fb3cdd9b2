import { describe, expect, test } from "vitest";
import { initialFrame } from "../../src/measure/frame.ts";
import { type GradientSettings, networkGradient, outputGradient } from "../../src/measure/gradient.ts";
import { networkSpectrum } from "../../src/measure/spectrum.ts";
import { whyNoAdjoint } from "../../src/network/adjoint.ts";
import { randomNetwork } from "../../src/network/network.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import type { Integrator } from "../../src/network/spec.ts";
import { bundleOf, matrixOf } from "../support/bundles.ts";
import { explicitNetwork } from "../support/explicit.ts";
import { random } from "../support/random.ts";
import { specOf } from "../support/specs.ts";

const SEED = 42;
const INTEGRATORS: Integrator[] = ["euler", "rk4"];

describe.each(INTEGRATORS)("one step back by %s", (integrator) => {
  const n = 4;
  const dt = 0.3;
  const input: NetworkInput = { block: "neural-ode", width: n, integrator, dt, tied: false, bias: { variance: 0.3 } };
  const spec = specOf({ ...input, weights: { variance: 2 } });
  const { branch, weights } = explicitNetwork(spec, 3, SEED, 1);
  const slope = (x: number): number => 1 / Math.cosh(x) ** 2;

  /** d/ds of (h, a, G) with s = −t: dh/ds = −f, da/ds = (∂f/∂h)ᵀ a, dG/ds = a ⊗ (input) ahead of W. */
  function field(y: Float64Array, layer: number): Float64Array {
    const [h, a] = [y.subarray(0, n), y.subarray(n, 2 * n)];
    const f = branch(h, layer);
    const at = f.map((x, i) => a[i] * slope(Math.atanh(x)));
    const back = h.map((_, j) => at.reduce((sum, x, i) => sum + x * weights[layer][0][i][j], 0));
    return Float64Array.from([
      ...f.map((x) => -x),
      ...back,
      ...Array.from(at).flatMap((x) => Array.from(h, (y) => x * y)),
    ]);
  }

  function stepped(y: Float64Array, layer: number): Float64Array {
    const along = (by: number, k: Float64Array): Float64Array => y.map((x, i) => x + by * k[i]);
    const k1 = field(y, layer);
    if (integrator === "euler") return along(dt, k1);
    const k2 = field(along(dt / 2, k1), layer);
    const k3 = field(along(dt / 2, k2), layer);
    const k4 = field(along(dt, k3), layer);
    return y.map((x, i) => x + (dt / 6) * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]));
  }

  test("is a step of the equations of h, a and ∂L/∂W together", () => {
    const { normals } = random(6);
    const [h, a] = [normals(n), normals(n)];
    const layer = 1;
    const expected = stepped(Float64Array.from([...h, ...a, ...new Float64Array(n * n)]), layer);
    const [state, cotangents] = [bundleOf(h), matrixOf([a])];
    const sum = new Float64Array(n * n);
    randomNetwork(spec, SEED, 1).pullContinuous(state, cotangents, layer, (matrix, { data }, into, exponent) => {
      expect([matrix, exponent]).toEqual([0, 0]);
      data.forEach((x, i) => {
        into.forEach((y, j) => {
          sum[i * n + j] += x * y;
        });
      });
    });
    const found = [...state.data, ...cotangents.data, ...sum];
    found.forEach((x, i) => {
      expect(Math.abs(x - expected[i])).toBeLessThan(1e-13);
    });
  });
});

const T = 2;
const N = 6;
const NETWORKS = [0, 1, 2, 3];

/** Tied networks over the time T in so many layers: the same equation at every dt. */
function ode(integrator: Integrator, layers: number) {
  return specOf({
    block: "neural-ode",
    width: N,
    integrator,
    dt: T / layers,
    weights: { variance: 4 },
    bias: { variance: 0.2 },
  });
}

/** Finite-time exponents per unit time of every network. */
function exponents(integrator: Integrator, layers: number): number[] {
  const frame = initialFrame(SEED, N, N);
  return NETWORKS.flatMap((index) => {
    const network = randomNetwork(ode(integrator, layers), SEED, index);
    const steps = networkSpectrum(network, frame, { depth: layers, burnIn: 0, exponents: N });
    for (let step = steps.next(); ; step = steps.next())
      if (step.done) return Array.from(step.value.sums, (x) => x / T);
  });
}

/** ln ‖∂L/∂h_0‖ and ln ‖∂L/∂W‖ of every network. */
function gradients(integrator: Integrator, layers: number, adjoint: GradientSettings["adjoint"]): number[] {
  return NETWORKS.flatMap((index) => {
    const network = randomNetwork(ode(integrator, layers), SEED, index);
    const steps = networkGradient(network, outputGradient(SEED, index, N), { depth: layers, burnIn: 0, adjoint });
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) return [step.value.gradient[0], step.value.weights[0]];
    }
  });
}

const distance = (a: readonly number[], b: readonly number[]): number => Math.hypot(...a.map((x, i) => x - b[i]));

// As fine as each method has to be for its order to show, and not so fine that rounding does.
const CASES: [Integrator, layers: number, order: number, within: number][] = [
  ["euler", 160, 1, 0.1],
  ["rk4", 32, 4, 0.3],
];

describe.each(CASES)("%s over a fixed time, from %i layers on", (integrator, layers, order, within) => {
  const expectOrder = (error: (layers: number) => number): void => {
    const [coarse, fine] = [error(layers), error(2 * layers)];
    expect(coarse).toBeGreaterThan(1e-9);
    expect(Math.abs(Math.log2(coarse / fine) - order)).toBeLessThan(within);
  };

  test(`finite-time exponents converge at order ${order}`, () => {
    const reference = exponents("rk4", 400);
    expectOrder((count) => distance(exponents(integrator, count), reference));
  });

  test(`gradients by pull and by the continuous adjoint converge at order ${order}`, () => {
    const reference = gradients("rk4", 400, "discrete");
    for (const adjoint of ["discrete", "continuous"] as const) {
      expectOrder((count) => distance(gradients(integrator, count, adjoint), reference));
    }
  });

  test(`the continuous adjoint approaches pull at order ${order}`, () => {
    expectOrder((count) =>
      distance(gradients(integrator, count, "continuous"), gradients(integrator, count, "discrete")),
    );
  });
});

describe("a linear equation", () => {
  // Its adjoint does not see the state: both ways back are the same.
  test.each(INTEGRATORS)("has the discrete gradient, thousands of decades off: %s", (integrator) => {
    const spec = specOf({
      block: "neural-ode",
      width: 4,
      integrator,
      dt: 0.5,
      activation: "linear",
      weights: { variance: 9 },
    });
    const of = (adjoint: GradientSettings["adjoint"]): Float64Array => {
      const network = randomNetwork(spec, SEED, 1);
      const steps = networkGradient(network, outputGradient(SEED, 1, 4), { depth: 4000, burnIn: 0, adjoint });
      for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value.gradient;
    };
    const [discrete, continuous] = [of("discrete"), of("continuous")];
    expect(Math.abs(discrete[0])).toBeGreaterThan(1000);
    continuous.forEach((size, layer) => {
      expect(Math.abs(size - discrete[layer])).toBeLessThan(1e-9);
    });
  });
});

test("networks that are no equation in time have none, and say so", () => {
  const spec = (input: NetworkInput) => specOf({ block: "neural-ode", ...input });
  expect(whyNoAdjoint(spec({}))).toBeNull();
  expect(whyNoAdjoint(spec({ integrator: "rk4", tied: false, branch: ["layernorm", "linear"] }))).toBeNull();
  expect(whyNoAdjoint(specOf())).toBe("discrete for the block plain: only neural-ode is an equation in time");
  for (const other of [{ skip: 0.9 }, { scale: 1 }, { after: ["layernorm" as const] }]) {
    expect(whyNoAdjoint(spec(other))).toMatch(/^discrete where a layer is not a step h \+ dt f\(h\)/);
  }
  expect(whyNoAdjoint(spec({ tied: false }), "law")).toMatch(/^discrete for sampling in law/);
  expect(() => randomNetwork(specOf(), SEED, 0).pullContinuous(bundleOf([1]), matrixOf([[1]]), 0)).toThrow(
    'adjoint is "continuous"; allowed: discrete for the block plain',
  );
});
