import { describe, expect, test } from "vitest";
import { reducibleExponents } from "../../src/theory/reducible.ts";
import { expectLaw, measure } from "./measured.ts";

/** Blocks of 5 and 7 units; the first is weaker than its size alone would make it, so that no two exponents are equal. */
const WEIGHTS = { variance: 2, split: 5, contrast: 0.3 };
const STUDY = { depth: 900, burnIn: 100, ensemble: 64, exponents: 12, seed: 5 };

describe.each([0, 1])("block-triangular Gaussian weights, coupling %d", (coupling) => {
  const network = { width: 12, activation: "linear", weights: { ...WEIGHTS, coupling } } as const;
  const [first, second] = reducibleExponents(12, 2, WEIGHTS);

  test("the spectrum is that of both blocks; fixed vectors tell them apart", async () => {
    const fixedVectors = [{ units: 5 }, { from: 5 }, {}, { values: [1, ...new Array<number>(11).fill(0)] }];
    const spectrum = await measure({ network, ...STUDY, fixedVectors });
    expectLaw(
      spectrum,
      [...first, ...second].sort((a, b) => b - a),
    );
    // What starts in the invariant subspace stays there; all else sees the larger rate.
    const expected = [first[0], second[0], second[0], first[0]];
    spectrum.fixedVectors?.forEach(({ growth, standardError, infinite }, i) => {
      expect(infinite).toBe(0);
      expect(Math.abs((growth ?? Number.NaN) - expected[i]) / (standardError ?? 0)).toBeLessThan(4.5);
    });
    expect(spectrum.fixedVectors?.length).toBe(4);
    // The rates differ by far more than any error.
    expect(second[0] - first[0]).toBeGreaterThan(0.5);
  });
});

test("a coupling carries what starts in a weaker second block over to a stronger first one", async () => {
  const weights = { variance: 1, split: 7, contrast: 2 };
  const [first, second] = reducibleExponents(12, 1, weights);
  const growthOf = async (coupling: number) => {
    const network = { width: 12, activation: "linear", weights: { ...weights, coupling } } as const;
    const { fixedVectors } = await measure({ network, ...STUDY, exponents: 1, fixedVectors: [{ from: 7 }] });
    return fixedVectors?.[0] ?? { growth: null, standardError: null };
  };
  const alone = await growthOf(0);
  const coupled = await growthOf(0.01);
  expect(Math.abs((alone.growth ?? Number.NaN) - second[0]) / (alone.standardError ?? 0)).toBeLessThan(4.5);
  expect(Math.abs((coupled.growth ?? Number.NaN) - first[0]) / (coupled.standardError ?? 0)).toBeLessThan(4.5);
});

test("an irreducible ensemble shows every fixed vector λ₁ alone", async () => {
  const network = { width: 6, activation: "linear" } as const;
  const fixedVectors = [{ units: 1 }, { values: [1, -1, 0, 0, 0, 0] }, {}];
  const spectrum = await measure({ network, ...STUDY, exponents: 1, fixedVectors });
  const [leading] = reducibleExponents(6, 1, {})[1];
  for (const { growth, standardError } of spectrum.fixedVectors ?? []) {
    expect(Math.abs((growth ?? Number.NaN) - leading) / (standardError ?? 0)).toBeLessThan(4.5);
  }
  expect(spectrum.fixedVectors?.length).toBe(3);
});
