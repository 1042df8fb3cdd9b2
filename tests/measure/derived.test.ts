import { describe, expect, test } from "vitest";
import { entropy, kaplanYorke } from "../../src/measure/derived.ts";

describe("Kaplan–Yorke dimension", () => {
  test("interpolates between the last sum that is not negative and the next", () => {
    // Lorenz 1963 at the classical parameters: 2.06.
    expect(kaplanYorke([0.906, 0, -14.572], 3)).toBeCloseTo(2 + 0.906 / 14.572, 12);
    expect(kaplanYorke([1, -1, -1], 3)).toBe(2);
    expect(kaplanYorke([1, -2], 2)).toBe(1.5);
  });

  test("ends: nothing grows, everything does, or too few exponents are known", () => {
    expect(kaplanYorke([-0.1, -1], 2)).toBe(0);
    expect(kaplanYorke([1, 0.5], 2)).toBe(2);
    expect(kaplanYorke([1, 0.5], 3)).toBeNull();
    expect(kaplanYorke([1, Number.NEGATIVE_INFINITY], 2)).toBe(1);
    expect(kaplanYorke([Number.NEGATIVE_INFINITY], 4)).toBe(0);
  });
});

test("the entropy is the sum of the positive exponents, null where there may be more", () => {
  expect(entropy([0.5, 0.25, 0, -3], 4)).toBe(0.75);
  expect(entropy([0.5, 0.25], 4)).toBeNull();
  expect(entropy([0.5, 0.25], 2)).toBe(0.75);
  expect(entropy([-1], 9)).toBe(0);
});
