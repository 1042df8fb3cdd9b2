import { describe, expect, test } from "vitest";
import type { NetworkInput } from "../../src/network/schema.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { widthCoefficient } from "../../src/theory/finite-width.ts";
import { meanField } from "../../src/theory/mean-field.ts";
import { newmanExponents, newmanVariance } from "../../src/theory/newman.ts";
import { reluExponents } from "../../src/theory/relu-finite.ts";
import { residualLinearTop } from "../../src/theory/residual-linear.ts";
import { expectLaw, measure } from "./measured.ts";

const inLaw = (network: NetworkInput, study: StudyInput = {}) =>
  measure({ sampling: "law", depth: 12, burnIn: 2, ensemble: 64, exponents: 8, ...study, network });

describe.each([1024, 4096])("the exact laws hold in law, n = %i", (width) => {
  test("Gaussian products: Newman's exponents", async () => {
    expectLaw(await inLaw({ width, activation: "linear", weights: { variance: 1.5 } }), newmanExponents(width, 8, 1.5));
  });

  test("orthogonal products: every exponent is ln σ_w, to rounding", async () => {
    const network: NetworkInput = { width, activation: "linear", weights: { law: "orthogonal", variance: 2 } };
    const { exponents } = await inLaw(network, { ensemble: 2 });
    for (const exponent of exponents) expect(Math.abs((exponent ?? Number.NaN) - Math.log(2) / 2)).toBeLessThan(1e-13);
  });

  test("He-ReLU at finite width", async () => {
    expectLaw(
      await inLaw({ width, activation: "relu", weights: { variance: 2 } }, { exponents: 4 }),
      reluExponents(width, 4, 2),
    );
  });

  test("residual linear networks: λ₁ of I + αW", async () => {
    const network: NetworkInput = { width, block: "residual", scale: 0.5, activation: "linear" };
    // All tangents start alike: λ₁ alone has no burn-in, since the law of I + αW is invariant under rotations.
    expectLaw(await inLaw(network, { exponents: 1, burnIn: 0 }), [residualLinearTop(width, 1, 0.5)]);
  });
});

test("width 16,384 with 64 exponents: Newman's, within the fluctuations of two layers", async () => {
  const width = 16_384;
  const { exponents, status } = await inLaw(
    { width, activation: "linear" },
    { depth: 2, burnIn: 0, ensemble: 1, exponents: 64 },
  );
  expect(status).toBe("ok");
  const law = newmanExponents(width, 64, 1);
  exponents.forEach((exponent, i) => {
    const error = Math.sqrt(newmanVariance(width, i + 1) / 2);
    expect(Math.abs((exponent ?? Number.NaN) - law[i]) / error).toBeLessThan(4.5);
  });
});

test.each([
  [2.5, 0.3, -1.191],
  [1.760955, 0.05, -0.839],
  [9, 0.09, -2.389],
])("tanh, σ_w² = %f, σ_b² = %f: n (λ₁ − ½ ln χ₁) is the exact coefficient, %f", async (variance, bias, coefficient) => {
  expect(widthCoefficient("tanh", variance, bias)).toBeCloseTo(coefficient, 3);
  const limit = 0.5 * Math.log(meanField("tanh", variance, bias, variance + bias).chi);
  const network: NetworkInput = { weights: { variance }, bias: { variance: bias } };
  for (const [width, ensemble] of [
    [128, 500],
    [512, 100],
  ]) {
    // Columns of different widths begin with the same numbers: other seeds make them independent.
    const study = { depth: 120, burnIn: 40, ensemble, exponents: 1, seed: width };
    const { exponents, standardErrors } = await inLaw({ ...network, width }, study);
    const measured = width * ((exponents[0] ?? Number.NaN) - limit);
    const error = width * (standardErrors[0] ?? Number.NaN);
    expect(Math.abs(measured - coefficient)).toBeLessThan(4 * error);
    // The limit alone, without the coefficient, is far off.
    expect(Math.abs(measured) / error).toBeGreaterThan(4);
  }
});
