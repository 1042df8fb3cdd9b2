import { expect, test } from "vitest";
import { measure } from "./measured.ts";

test.each([
  [1, 1, false],
  [2, 2.5, false],
  [16, 1, false],
  [16, 2.5, false],
  [33, 0.01, false],
  [16, 2.5, true],
])("orthogonal weights, width %i, σ_w² = %f, tied %s: every exponent is ln σ_w", async (width, variance, tied) => {
  const spectrum = await measure({
    network: { width, activation: "linear", tied, weights: { law: "orthogonal", variance } },
    depth: 200,
    ensemble: 64,
    exponents: width,
  });
  const exact = Math.log(variance) / 2;
  for (const exponent of spectrum.exponents) expect(Math.abs((exponent ?? Number.NaN) - exact)).toBeLessThan(1e-12);
  expect(spectrum.infinite.every((count) => count === 0)).toBe(true);
});
