import { expect, test } from "vitest";
import { measure } from "./measured.ts";

const tower = { depth: 300, ensemble: 64, exponents: 1 };

test("rademacher weights of variance 2.25, linear: ln 1.5 exactly", async () => {
  const { exponents } = await measure({
    ...tower,
    network: { width: 1, activation: "linear", weights: { law: "rademacher", variance: 2.25 } },
  });
  expect(Math.abs((exponents[0] ?? Number.NaN) - Math.log(1.5))).toBeLessThan(1e-13);
});

test("a linear 1.5 grows 57× in 10 layers", async () => {
  const { exponents } = await measure({
    ensemble: 64,
    depth: 10,
    burnIn: 0,
    exponents: 1,
    network: { width: 1, activation: "linear", weights: { law: "rademacher", variance: 2.25 } },
  });
  expect(Math.exp(10 * (exponents[0] ?? Number.NaN))).toBeCloseTo(57.665, 3);
});

// |σ′| ≤ ¼, so each factor is at most σ_w / 4, whatever the state.
test.each([0.25, 1, 4, 16, 64])("sigmoid, σ_w² = %f: λ ≤ ln(σ_w / 4)", async (variance) => {
  const { exponents } = await measure({
    ...tower,
    network: { width: 1, activation: "sigmoid", weights: { law: "rademacher", variance }, bias: { variance: 0.5 } },
  });
  const exponent = exponents[0] ?? Number.NaN;
  expect(exponent).toBeLessThan(Math.log(Math.sqrt(variance) / 4));
  expect(Number.isFinite(exponent)).toBe(true);
});
