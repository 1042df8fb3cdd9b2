import { describe, expect, test } from "vitest";
import { growthTheory, smallScaleTheory } from "../../src/study/growth-theory.ts";
import { type Cell, resolveStudy } from "../../src/study/resolve.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { residualLinearTop } from "../../src/theory/residual-linear.ts";

function cellOf(study: StudyInput): Cell {
  const [cell] = resolveStudy(study).cells;
  if (cell === undefined) throw new Error("a study without axes has one cell");
  return cell;
}

const tanh = (scale: number, depth: number): StudyInput => ({ network: { block: "residual", scale }, depth });

describe("growth layer by layer", () => {
  test("of a linear network is σ_w a layer, of gradients and of signals alike", () => {
    const study: StudyInput = { network: { activation: "linear", weights: { variance: 4 } }, depth: 1000 };
    const { layers, log10GradientNorm, log10StateSize, gsc, squareRootLaw } = growthTheory(cellOf(study)) ?? {};
    expect(layers).toHaveLength(201);
    expect(layers?.slice(0, 3)).toEqual([0, 5, 10]);
    expect(log10GradientNorm?.[0]).toBeCloseTo(1000 * Math.log10(2), 8);
    expect(log10GradientNorm?.at(-1)).toBe(0);
    expect(log10StateSize?.at(-1)).toBeCloseTo(1000 * Math.log10(2), 8);
    gsc?.forEach((each) => {
      expect(each).toBeCloseTo(1, 9);
    });
    expect(squareRootLaw).toBeNull();
  });

  test("of a tanh residual network comes to its √L law, from far below where α is small", () => {
    const part = (scale: number, depth: number): number => {
      const { log10GradientNorm, squareRootLaw } = growthTheory(cellOf(tanh(scale, depth))) ?? {};
      return (2 * Math.LN10 * (log10GradientNorm?.[0] ?? Number.NaN)) / (squareRootLaw ?? Number.NaN);
    };
    expect(part(0.1, 256)).toBeLessThan(0.7);
    expect(Math.abs(part(1, 3000) - 1)).toBeLessThan(0.02);
    expect(Math.abs(part(1, 300_000) - 1)).toBeLessThan(0.005);
  });

  test("has no √L law where its networks have a bias, another branch or no branch", () => {
    const biased = { ...tanh(1, 9).network, bias: { variance: 0.1 } };
    const narrowed: StudyInput[] = [
      { ...tanh(1, 9), network: biased },
      tanh(0, 9),
      { network: { block: "residual", activation: "erf" }, depth: 9 },
      { network: { block: "residual", branch: ["activation", "linear"] }, depth: 9 },
      { network: { activation: "tanh" }, depth: 9 },
    ];
    for (const study of narrowed) expect(growthTheory(cellOf(study))?.squareRootLaw ?? null).toBeNull();
  });

  test("ends where nothing gets through, without a NaN", () => {
    const { log10GradientNorm, log10StateSize, gsc } =
      growthTheory(cellOf({ network: { activation: "linear", weights: { variance: 0 } }, depth: 3 })) ?? {};
    expect(log10GradientNorm).toEqual([Number.NEGATIVE_INFINITY, null, null, 0]);
    expect(log10StateSize?.at(-1)).toBe(Number.NEGATIVE_INFINITY);
    expect(gsc?.filter((each) => Number.isNaN(each))).toEqual([]);
  });

  test("is not told of narrow, tied, gated or batch-normalised networks", () => {
    const others: StudyInput["network"][] = [
      { width: 7 },
      { tied: true },
      { block: "gru" },
      { block: "batchnorm-mlp" },
    ];
    for (const network of others) expect(growthTheory(cellOf({ network, depth: 4 }))).toBeNull();
  });
});

describe("the limit of small branches", () => {
  test("has the exact λ₁ to order a², a = |α| σ_w / |skip|", () => {
    for (const [scale, skip] of [
      [0.02, 1],
      [0.06, -2],
      [0.1, 1],
    ] as const) {
      const network = {
        width: 16,
        activation: "linear",
        block: "residual",
        scale,
        skip,
        weights: { variance: 2.25 },
      } as const;
      const theory = smallScaleTheory(cellOf({ network, exponents: 16 }));
      const a = (1.5 * scale) / Math.abs(skip);
      expect(theory?.ratio).toBeCloseTo(a, 12);
      const exact = residualLinearTop(16, skip, 1.5 * scale);
      expect(Math.abs((theory?.exponents[0] ?? Number.NaN) - exact)).toBeLessThan(a ** 4);
      const sum = theory?.exponents.reduce((all, each) => all + each - Math.log(Math.abs(skip)), 0);
      expect(sum).toBeCloseTo(-(a ** 2) / 2, 12);
    }
  });

  test("is told of small branches and linear networks alone", () => {
    const others: StudyInput["network"][] = [
      { block: "residual", activation: "linear", scale: 0.3 },
      { block: "residual", activation: "tanh", scale: 0.1 },
      { activation: "linear" },
      { block: "residual", activation: "linear", scale: 0.1, weights: { law: "uniform" } },
    ];
    for (const network of others) expect(smallScaleTheory(cellOf({ network }))).toBeNull();
  });
});
