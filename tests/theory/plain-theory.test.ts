import { describe, expect, it } from "vitest";
import { resolveNetwork } from "../../src/network/resolve.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { depthScales } from "../../src/theory/depth-scales.ts";
import { type PlainTheory, plainTheory, whyNoPlainTheory } from "../../src/theory/plain-theory.ts";

function theoryOf(network: NetworkInput): PlainTheory {
  const theory = plainTheory(resolveNetwork(network, 100));
  if (theory === null) throw new Error("no mean field");
  return theory;
}

describe("the mean field of a plain network", () => {
  it("on the edge of tanh has the reference values and infinite depths", () => {
    const found = theoryOf({ weights: { variance: 1.760955 }, bias: { variance: 0.05 } });
    expect(found.q).toBeCloseTo(0.570048, 5);
    expect(found.chi).toBeCloseTo(1, 5);
    expect(found.criticalVariance).toBeCloseTo(1.760955, 5);
    expect(Math.abs(found.distance ?? 1)).toBeLessThan(1e-5);
    expect(found.gradientDepth).toBeGreaterThan(1e5);
    expect(found.widthCoefficient?.value).toBeCloseTo(-0.839, 2);
    const relu = theoryOf({ activation: "relu", weights: { variance: 2 } });
    expect(relu).toMatchObject({ q: 2, chi: 1, correlation: 1, correlationDepth: Number.POSITIVE_INFINITY });
    expect(relu).toMatchObject({ gradientDepth: Number.POSITIVE_INFINITY, criticalVariance: 2, distance: 0 });
  });

  it("is the same in both orders of a branch, and takes a scale into σ_w", () => {
    const chaotic = { weights: { variance: 4 }, bias: { variance: 0.1 } };
    const [first, second] = [chaotic, { ...chaotic, branch: ["activation", "linear"] as const }].map((network) =>
      theoryOf({
        ...network,
        branch: [...("branch" in network ? network.branch : (["linear", "activation"] as const))],
      }),
    );
    expect(second?.correlation).toBeCloseTo(first?.correlation ?? 9, 12);
    expect(first?.correlation).toBeLessThan(1);
    const scaled = theoryOf({ ...chaotic, scale: 0.5 });
    expect(scaled.chi).toBeCloseTo(theoryOf({ weights: { variance: 1 }, bias: { variance: 0.1 } }).chi, 12);
    expect(scaled.criticalVariance).toBeCloseTo(4 * (theoryOf({ bias: { variance: 0.1 } }).criticalVariance ?? 0), 9);
  });

  it("is that which the input leads to, the depth scales too", () => {
    // GELU at σ_w² = 4 without bias: small inputs die out, large ones grow.
    const [small, large] = [1e-3, 100].map((variance) =>
      theoryOf({ activation: "gelu", weights: { variance: 3 }, input: { variance } }),
    );
    expect(small?.q).toBe(0);
    expect(small?.whyNoCorrelation).toContain("shrinks to 0");
    expect(small?.gradientDepth).toBeCloseTo(1 / Math.abs(Math.log(3 / 4)), 9);
    expect(large?.q).toBe(Number.POSITIVE_INFINITY);
    expect(large?.correlation).toBeNull();
    expect(large?.whyNoCorrelation).toContain("without bound");
    expect(depthScales("gelu", 3, 0, 1e-3)).toBeNull();
  });

  it("adds an input of every layer to the bias", () => {
    const driven = theoryOf({ input: { variance: 1, everyLayer: 0.2 }, weights: { variance: 2 } });
    expect(driven.q).toBeCloseTo(theoryOf({ bias: { variance: 0.2 }, weights: { variance: 2 } }).q, 13);
    expect(driven.chi).toBeLessThan(theoryOf({ weights: { variance: 2 } }).chi);
  });

  it("knows 1/n for Gaussian weights, about for orthogonal ones, not for others", () => {
    const coefficient = (law: "gaussian" | "orthogonal" | "uniform") =>
      theoryOf({ weights: { law, variance: 2 }, bias: { variance: 0.05 } }).widthCoefficient;
    expect(coefficient("gaussian")).toMatchObject({ approximate: false });
    expect(coefficient("orthogonal")).toMatchObject({ approximate: true });
    expect(coefficient("uniform")).toBeNull();
  });

  it.each<[NetworkInput, RegExp]>([
    [{ block: "residual" }, /skip path/],
    [{ block: "lstm" }, /gated/],
    [{ block: "layernorm-mlp" }, /normalisation/],
    [{ activation: "relu", tied: true }, /recurrent/],
    [{ after: ["activation"] }, /one matrix and one activation/],
    [{ weights: { variance: 0 } }, /without weights/],
    [{ weights: { sparsity: 4 } }, /zeros in given places/],
    [{ weights: { variance: { depth: { from: 1, to: 2 } } } }, /differ/],
    [{ branch: ["activation", "linear"], input: { variance: 0 } }, /all at 0/],
  ])("is not that of %j, and the reason is told", (network, reason) => {
    const spec = resolveNetwork(network, 100);
    expect(plainTheory(spec)).toBeNull();
    expect(whyNoPlainTheory(spec)).toMatch(reason);
  });
});
