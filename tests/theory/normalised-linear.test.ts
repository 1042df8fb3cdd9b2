import { expect, it } from "vitest";
import { resolveNetwork } from "../../src/network/resolve.ts";
import { normalisedTop } from "../../src/theory/layernorm.ts";
import { normalisedLinear, normalisedLinearExponents } from "../../src/theory/normalised-linear.ts";

const freedoms = (width: number, name: "layernorm" | "rmsnorm") => {
  const found = normalisedLinear(
    resolveNetwork({ width, activation: "linear", branch: ["linear", name, "activation"] }),
  );
  if (found === null) throw new Error("no law");
  return found;
};

it("exponents of a normalised linear network have −∞ where directions are lost, and the limit's 1/n", () => {
  expect(freedoms(9, "layernorm")).toEqual({ tangent: 7, length: 8 });
  expect(freedoms(9, "rmsnorm")).toEqual({ tangent: 8, length: 9 });
  const exponents = normalisedLinearExponents(freedoms(9, "layernorm"), 9);
  expect(exponents.map(Number.isFinite)).toEqual([...new Array(7).fill(true), false, false]);
  for (const name of ["layernorm", "rmsnorm"] as const) {
    const { limit, coefficient } = normalisedTop("linear", name === "layernorm");
    const width = 4000;
    const [top = 0] = normalisedLinearExponents(freedoms(width, name), 1);
    expect(width * (top - limit)).toBeCloseTo(coefficient, 2);
  }
});
