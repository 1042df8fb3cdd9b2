import { describe, expect, test } from "vitest";
import { reluExponents } from "../../src/theory/relu-finite.ts";
import { expectLaw, measure } from "./measured.ts";

describe("He-ReLU networks of finite width", () => {
  test("n = 32: the first exponents, given that no layer has fewer active units", async () => {
    const spectrum = await measure({
      network: { width: 32, activation: "relu", weights: { variance: 2 } },
      depth: 400,
      ensemble: 64,
      exponents: 6,
    });
    expect(spectrum.infinite[3]).toBe(0);
    expectLaw(spectrum, reluExponents(32, 4, 2));
  });

  test("−∞ is counted as often as layers with too few active units come", async () => {
    // An exponent is lost in the first of L layers with fewer than i of n units active: masks are fair coins.
    const n = 10;
    const depth = 60;
    const ensemble = 2000;
    const { infinite, exponents, standardErrors } = await measure({
      network: { width: n, activation: "relu", weights: { variance: 2 } },
      depth,
      burnIn: 0,
      ensemble,
      exponents: n,
    });
    let tail = 0;
    let choose = 1;
    for (let i = 1; i <= n; i++) {
      tail += choose / 2 ** n; // P(Binomial(n, ½) < i)
      choose = (choose * (n - i + 1)) / i;
      const lost = 1 - (1 - tail) ** depth;
      const error = Math.sqrt((lost * (1 - lost)) / ensemble);
      expect(Math.abs(infinite[i - 1] / ensemble - lost)).toBeLessThanOrEqual(4 * error + 1e-12);
      if (infinite[i - 1] === ensemble) {
        expect(exponents[i - 1]).toBe(Number.NEGATIVE_INFINITY);
        expect(standardErrors[i - 1]).toBeNull();
      } else {
        expect(exponents[i - 1]).toBeGreaterThan(-5);
      }
    }
    expect(infinite[n - 1]).toBe(ensemble);
    expect(infinite[0]).toBeGreaterThan(0);
    expect(infinite[0]).toBeLessThan(ensemble);
  });

  test("n = 32, depth 2,000: σ_w² = 0.5 gives the exponents of σ_w² = 2 minus ln 2", async () => {
    const run = (variance: number) =>
      measure({
        network: { width: 32, activation: "relu", weights: { variance } },
        depth: 2000,
        ensemble: 64,
        exponents: 8,
      });
    const [he, small] = [await run(2), await run(0.5)];
    expect(small.infinite).toEqual(he.infinite);
    expect(small.exponents.some((exponent) => Number.isFinite(exponent))).toBe(true);
    he.exponents.forEach((exponent, i) => {
      const other = small.exponents[i] ?? Number.NaN;
      if (exponent === Number.NEGATIVE_INFINITY) expect(other).toBe(Number.NEGATIVE_INFINITY);
      else expect(Math.abs(other + Math.LN2 - (exponent ?? Number.NaN))).toBeLessThan(1e-10);
    });
  });

  test("shallow, wide and narrow: a network whose units all died has no finite exponent", async () => {
    const { status, exponents, infinite } = await measure({
      network: { width: 2, activation: "relu", weights: { variance: 2 } },
      depth: 400,
      ensemble: 64,
      exponents: 2,
    });
    expect(status).toBe("collapsed");
    expect(exponents).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    expect(infinite).toEqual([64, 64]);
  });
});
