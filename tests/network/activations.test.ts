import { describe, expect, test } from "vitest";
import { activationOf } from "../../src/network/activations.ts";
import { ACTIVATIONS } from "../../src/network/spec.ts";
import reference from "./activation-values.json" with { type: "json" };

const SMALLEST_NORMAL = 2 ** -1022;

/** Relative error where the true value is a normal f64; in units of the smallest normal elsewhere. */
function error(actual: number, exact: number): number {
  return Math.abs(actual - exact) / Math.max(Math.abs(exact), SMALLEST_NORMAL);
}

const INFINITY = Number.POSITIVE_INFINITY;
const LIMITS: Record<(typeof ACTIVATIONS)[number], readonly [number, number]> = {
  linear: [-INFINITY, INFINITY],
  tanh: [-1, 1],
  sigmoid: [0, 1],
  erf: [-1, 1],
  relu: [0, INFINITY],
  "leaky-relu": [-INFINITY, INFINITY],
  elu: [-1, INFINITY],
  selu: [-1.7580993408473766, INFINITY],
  gelu: [0, INFINITY],
  silu: [0, INFINITY],
  softplus: [0, INFINITY],
  sine: [Number.NaN, Number.NaN],
};

describe.each(ACTIVATIONS)("%s", (name) => {
  const { value, slope, homogeneous } = activationOf(name);
  const rows = reference[name].map(([x, phi, derivative]) => [Number(x), Number(phi), Number(derivative)] as const);

  test("has the values of 80-digit arithmetic", () => {
    for (const [x, phi] of rows) {
      expect(error(value(x), phi), `φ(${x}) = ${value(x)}, not ${phi}`).toBeLessThan(2e-13);
    }
  });

  test("has the derivatives of 80-digit arithmetic, and 0 where they are no normal numbers", () => {
    expect(rows.length).toBeGreaterThan(60);
    for (const [x, , derivative] of rows) {
      const actual = slope(x);
      if (derivative === 0) expect(Math.abs(actual), `φ′(${x})`).toBe(0);
      else expect(error(actual, derivative), `φ′(${x}) = ${actual}, not ${derivative}`).toBeLessThan(5e-13);
    }
  });

  test("never has a derivative that is NaN or subnormal", () => {
    const xs = [INFINITY, Number.MAX_VALUE, 1e155, 1e154];
    for (let x = 0; x < 800; x += 0.37) xs.push(x);
    for (const x of xs.flatMap((x) => [x, -x])) {
      const size = Math.abs(slope(x));
      expect(size === 0 || (size >= SMALLEST_NORMAL && size < 1.8), `φ′(${x}) = ${size}`).toBe(true);
    }
  });

  test("has limits at ±∞ and passes NaN on", () => {
    const [left, right] = LIMITS[name];
    expect(value(-INFINITY)).toEqual(Number.isFinite(left) ? expect.closeTo(left, 12) : left);
    expect(value(INFINITY)).toEqual(Number.isFinite(right) ? expect.closeTo(right, 12) : right);
    expect(value(Number.NaN)).toBeNaN();
  });

  test("is positively homogeneous where it says so, and only there", () => {
    const scaled = [-3, -0.7, 0.4, 5].every((x) => error(value(2 * x), 2 * value(x)) < 1e-15);
    expect(scaled).toBe(homogeneous);
  });
});

describe("tanh applied to a column", () => {
  test("is value and slope to a few units in the last place, everywhere", () => {
    const tanh = activationOf("tanh");
    const points = [
      0, 5e-324, 1e-300, 1e-9, 0.1, 0.29999, 0.3, 0.5, 1, 5, 20, 349.9, 350, 350.1, 354, 354.88, 354.9, 400, 1e308,
    ];
    const xs = [...points, ...points.map((x) => -x), Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
    const data = Float64Array.from(xs.flatMap((x) => [x, 7]));
    const slopes = new Float64Array(xs.length);
    tanh.apply?.(data, 2, slopes);
    xs.forEach((x, row) => {
      const [value, slope] = [tanh.value(x), tanh.slope(x)];
      if (Number.isNaN(x)) expect([data[2 * row], slopes[row]]).toEqual([Number.NaN, Number.NaN]);
      else {
        expect(Math.abs(data[2 * row] - value)).toBeLessThanOrEqual(1.2e-15 * Math.abs(value));
        expect(Math.abs(slopes[row] - slope)).toBeLessThanOrEqual(1.2e-15 * slope);
      }
      expect(data[2 * row + 1]).toBe(7);
    });
  });
});
