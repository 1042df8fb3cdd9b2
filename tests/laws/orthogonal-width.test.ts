import { expect, test } from "vitest";
import { resolveNetwork } from "../../src/network/resolve.ts";
import { lawsFor } from "../../src/theory/laws.ts";
import { measure } from "./measured.ts";

test.each([
  ["tanh", 6, 0.1],
  ["relu", 2, 0],
] as const)(
  "λ₁ of orthogonal %s layers, σ_w² = %f: nearer to the 1/n law than to its limit",
  async (activation, variance, bias) => {
    const network = {
      width: 32,
      activation,
      weights: { law: "orthogonal", variance },
      bias: { variance: bias },
    } as const;
    const study = { network, sampling: "law", exponents: 1, depth: 300, burnIn: 40, ensemble: 64 } as const;
    const { exponents, standardErrors } = await measure(study);
    const [measured, error] = [exponents[0] ?? Number.NaN, standardErrors[0] ?? Number.NaN];
    const laws = lawsFor(resolveNetwork(network), 1, 300);
    const lawOf = (name: string): number => laws.find((law) => law.name === name)?.exponents[0] ?? Number.NaN;
    const [limit, corrected] = [lawOf("mean field"), lawOf("mean field + 1/n, approximate")];
    // What is said of it: right to a fifth of the correction.
    expect(Math.abs(measured - corrected)).toBeLessThan(Math.abs(limit - corrected) / 5 + 3 * error);
    expect(Math.abs(measured - limit)).toBeGreaterThan(Math.abs(limit - corrected) / 2 + 3 * error);
  },
);
