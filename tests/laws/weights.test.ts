import digamma from "@stdlib/math-base-special-digamma";
import { describe, expect, test } from "vitest";
import { resolveNetwork } from "../../src/network/resolve.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { lawsFor } from "../../src/theory/laws.ts";
import { newmanExponents } from "../../src/theory/newman.ts";
import { expectLaw, measure } from "./measured.ts";

describe("student-t weights", () => {
  test.each([2.3, 3, 6])("width 1, ν = %f: λ = E ln|w|", async (nu) => {
    const network: NetworkInput = { width: 1, activation: "linear", weights: { law: "student-t", nu, variance: 2 } };
    const [law] = lawsFor(resolveNetwork(network), 1, 2000);
    expect(law).toMatchObject({ name: "scalar tower", kind: "exact" });
    expectLaw(await measure({ network, depth: 2000, burnIn: 0, ensemble: 128 }), law.exponents);
    // Where the tails hold little of the variance, that is the formula of the law without a cut.
    const exact = 0.5 * (Math.log(2 * (nu - 2)) + digamma(0.5) - digamma(nu / 2));
    if (nu >= 6) expect(Math.abs((law.exponents[0] ?? Number.NaN) - exact)).toBeLessThan(1e-6);
  });

  test("no law is claimed where none is known: width 1 with a skip path", () => {
    const spec = resolveNetwork({ width: 1, activation: "linear", skip: 1, weights: { law: "student-t" } });
    expect(lawsFor(spec, 1, 100)).toEqual([]);
  });

  test("ν = 3, linear: Newman's exponents are the limit as the width grows", async () => {
    const distances: number[] = [];
    for (const [width, depth] of [
      [4, 2000],
      [16, 800],
      [64, 200],
    ]) {
      const network: NetworkInput = { width, activation: "linear", weights: { law: "student-t" } };
      expect(lawsFor(resolveNetwork(network), 4, depth)[0]).toMatchObject({ name: "Newman", kind: "limit" });
      const { exponents } = await measure({ network, depth, ensemble: 16, exponents: 4 });
      const newman = newmanExponents(width, 4, 1);
      distances.push(Math.max(...newman.map((exact, i) => Math.abs((exponents[i] ?? Number.NaN) - exact))));
    }
    const [narrow, , wide] = distances;
    expect(narrow).toBeGreaterThan(0.1);
    expect(wide).toBeLessThan(0.06);
    expect(wide).toBeLessThan(0.4 * narrow);
  });
});

test.each([
  [16, 4],
  [32, 16],
])("sparse rows, linear, width %i with %i inputs each: ‖W h‖² keeps σ_w² ‖h‖²", async (width, sparsity) => {
  // Rows of c independent entries of variance σ_w²/c: E ‖W h‖² = σ_w² ‖h‖² for every h, and λ₁ lies below ½ ln σ_w².
  const weights = { sparsity, variance: 4 };
  const { exponents } = await measure({
    network: { width, activation: "linear", weights },
    depth: 300,
    ensemble: 32,
    exponents: 1,
  });
  const [newman] = newmanExponents(width, 1, 4);
  expect(exponents[0] ?? Number.NaN).toBeLessThan(Math.log(2));
  expect(Math.abs((exponents[0] ?? Number.NaN) - newman)).toBeLessThan(2.5 / width);
});

describe("‖W‖₂ = 1, a 1-Lipschitz φ and no skip path: no exponent is above 0", () => {
  test.each<[string, NetworkInput]>([
    ["linear", { activation: "linear" }],
    ["tanh", { activation: "tanh", bias: { variance: 0.1 } }],
    ["relu, uniform", { activation: "relu", weights: { law: "uniform" } }],
    ["leaky-relu, student-t", { activation: "leaky-relu", weights: { law: "student-t" } }],
    ["sine, sparse", { activation: "sine", weights: { sparsity: 3 } }],
    ["two matrices", { activation: "tanh", branch: ["linear", "activation", "linear"] }],
    ["tied", { activation: "linear", tied: true }],
    [
      "a leading direction that stays: tied, rademacher",
      { activation: "linear", tied: true, weights: { law: "rademacher" } },
    ],
  ])("%s", async (_name, input) => {
    const weights = { ...input.weights, spectralNorm: 1 };
    const network: NetworkInput = { width: 12, ...input, weights };
    const { exponents } = await measure({ network, depth: 120, ensemble: 8, exponents: 12 });
    expect(exponents.length).toBe(12);
    for (const exponent of exponents) expect(exponent ?? Number.NaN).toBeLessThanOrEqual(1e-6);
    // The same network at its usual scale does explode where it is linear: the bound is the norm's doing.
    if (input.activation !== "linear") return;
    const usual = await measure({
      network: { ...network, weights: { ...input.weights, variance: 4 } },
      depth: 120,
      ensemble: 8,
    });
    expect(usual.exponents[0] ?? Number.NaN).toBeGreaterThan(0.1);
  });

  test.each(["network", "law"] as const)(
    "orthogonal weights: every exponent is ln s, sampling %s",
    async (sampling) => {
      const weights = { law: "orthogonal", spectralNorm: 1.3 } as const;
      const network: NetworkInput = { width: 9, activation: "linear", weights };
      const { exponents } = await measure({ network, sampling, depth: 60, ensemble: 4, exponents: 9 });
      for (const exponent of exponents) expect(Math.abs((exponent ?? Number.NaN) - Math.log(1.3))).toBeLessThan(1e-12);
    },
  );
});
