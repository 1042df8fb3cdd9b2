import { describe, expect, test } from "vitest";
import { measure } from "./measured.ts";

/** λ₁ with its error, in nats per `unit` layers. */
async function leading(study: Parameters<typeof measure>[0], unit = 1): Promise<[number, number]> {
  const { exponents, standardErrors } = await measure({ ...study, exponents: 1 });
  return [(exponents[0] ?? Number.NaN) * unit, (standardErrors[0] ?? Number.NaN) * unit];
}

/** Within three of the errors of both. */
function expectSame([value, error]: readonly [number, number], [known, spread]: readonly [number, number]): void {
  expect(Math.abs(value - known)).toBeLessThan(3 * Math.hypot(error, spread));
}

// Engelken, Wolf & Abbott 2023, and simulations by other code; bench/recurrent.mjs has the same with more networks.

describe("discrete tanh networks of 200 units, J_ij of variance g²/n", () => {
  test.each([
    [2, 0.14, 0.009],
    [3, 0.292, 0.005],
    [5, 0.515, 0.003],
  ])("g = %i: λ₁ per step is %f ± %f", async (g, known, spread) => {
    const network = { block: "rnn", width: 200, weights: { variance: g * g } } as const;
    const found = await leading({ network, depth: 400, burnIn: 100, ensemble: 16, seed: 1 });
    expectSame(found, [known, spread]);
    expect(found[1]).toBeLessThan(0.02);
  });

  test("g = 3: dimension and entropy per unit are those of the theory within a tenth", async () => {
    const network = { block: "rnn", width: 200, weights: { variance: 9 } } as const;
    const spectrum = await measure({ network, depth: 160, burnIn: 60, ensemble: 4, exponents: 68, seed: 1 });
    const { kaplanYorkeDimension, entropy } = spectrum;
    expect((kaplanYorkeDimension?.value ?? Number.NaN) / 200 / 0.288).toBeCloseTo(1, 1);
    expect(Math.abs((entropy?.value ?? Number.NaN) / 200 / 0.0252 - 1)).toBeLessThan(0.1);
  });
});

describe("rate networks, dt = .1", () => {
  test.each([
    [4, 0.253, 0.015],
    [10, 0.572, 0.01],
  ])("g = %i: λ₁ per unit time is %f ± %f", async (g, known, spread) => {
    const network = { block: "rate", width: 200, weights: { variance: g * g } } as const;
    const found = await leading({ network, horizon: 80, burnIn: 200, ensemble: 6, seed: 1 }, 10);
    expectSame(found, [known, spread]);
    expect(found[1]).toBeLessThan(0.06);
  });

  test("the mean exponent with zero diagonal is ln(1 − dt)/dt to first order", async () => {
    const network = { block: "rate", width: 60, weights: { variance: 16, zeroDiagonal: true } } as const;
    const { exponents } = await measure({ network, depth: 500, burnIn: 100, ensemble: 6, exponents: 60, seed: 1 });
    const mean = exponents.reduce<number>((sum, each) => sum + (each ?? Number.NaN), 0) / 60;
    expect(Math.abs(10 * mean + 1.0525)).toBeLessThan(0.003);
  });
});
