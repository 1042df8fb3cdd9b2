import { expect, test } from "vitest";
import { measure } from "./measured.ts";

test.each(["gaussian", "orthogonal", "rademacher"] as const)("σ_w² = 0, %s: every exponent is −∞", async (law) => {
  const spectrum = await measure({
    network: { width: 8, activation: "tanh", weights: { law, variance: 0 }, bias: { variance: 1 } },
    depth: 20,
    ensemble: 64,
  });
  expect(spectrum.status).toBe("collapsed");
  expect(spectrum.exponents).toEqual(new Array(8).fill(Number.NEGATIVE_INFINITY));
  expect(spectrum.standardErrors).toEqual(new Array(8).fill(null));
  expect(spectrum.infinite).toEqual(new Array(8).fill(64));
});

test("a skip path keeps a vanished branch alive: every exponent is ln |skip|", async () => {
  const { exponents } = await measure({
    network: { width: 8, block: "residual", skip: 0.5, weights: { variance: 0 } },
    depth: 20,
    ensemble: 64,
  });
  for (const exponent of exponents) expect(exponent).toBeCloseTo(Math.log(0.5), 13);
});
