import { expect, it } from "vitest";
import { chiSquareAbove, edgeworth } from "../../src/theory/edgeworth.ts";

it("Edgeworth's expansion is the normal law, and close to χ² of many degrees of freedom", () => {
  expect(edgeworth(1.959963984540054, 0, 1, 0, 0)).toBeCloseTo(0.975, 14);
  expect(edgeworth(-3, 1, 4, 0, 0)).toBeCloseTo(0.022750131948179, 14);
  const freedom = 400;
  for (const z of [-2, -1, 0, 0.5, 2]) {
    const x = freedom + z * Math.sqrt(2 * freedom);
    const found = edgeworth(x, freedom, 2 * freedom, Math.sqrt(8 / freedom), 12 / freedom);
    expect(Math.abs(found - (1 - chiSquareAbove(x, freedom)))).toBeLessThan(3e-5);
  }
});

it("the tail of χ² has its tabulated quantiles", () => {
  for (const [x, freedom, p] of [
    [3.841459, 1, 0.05],
    [5.991465, 2, 0.05],
    [7.814728, 3, 0.05],
    [18.307038, 10, 0.05],
    [30.577914, 15, 0.01],
    [0.554298, 5, 0.99],
  ]) {
    expect(chiSquareAbove(x ?? 0, freedom ?? 0)).toBeCloseTo(p ?? 0, 6);
  }
  expect(chiSquareAbove(0, 3)).toBe(1);
});
