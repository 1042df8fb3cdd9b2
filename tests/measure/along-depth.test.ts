import { describe, expect, test } from "vitest";
import { AlongDepth, type DepthError } from "../../src/measure/along-depth.ts";
import { random } from "../support/random.ts";

const { normal } = random(17);

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The error of networks with these values a layer, each cut into `count` batches. */
function errorOf(networks: readonly (readonly number[])[], count: number): DepthError | null {
  const [first = []] = networks;
  const size = first.length / count;
  const error = new AlongDepth(first.length);
  for (const values of networks) {
    error.add(Array.from({ length: count }, (_, j) => mean(values.slice(j * size, (j + 1) * size))));
  }
  return error.result();
}

/** x ← memory · x + noise, of variance 1. */
function series(length: number, memory: number, shift = 0): number[] {
  let x = normal();
  return Array.from({ length }, () => {
    x = memory * x + Math.sqrt(1 - memory ** 2) * normal();
    return shift + x;
  });
}

describe("the error along depth", () => {
  test("of batches that alternate is the textbook one of the finest", () => {
    const values = [1, 2, 1, 2, 1, 2, 1, 2];
    expect(errorOf([values], 8)).toEqual({ standardError: Math.sqrt(2 / 7 / 8), freedom: 7, batchLayers: 1 });
  });

  test("takes what networks differ by for no noise, and pools them", () => {
    const count = 400;
    const networks = Array.from({ length: count }, (_, w) => series(64, 0, 5 * Math.sin(w)));
    const { standardError = 0, freedom = 0 } = errorOf(networks, 8) ?? {};
    expect(standardError * Math.sqrt(64 * count)).toBeGreaterThan(0.93);
    expect(standardError * Math.sqrt(64 * count)).toBeLessThan(1.07);
    expect(freedom).toBe(7 * count);
  });

  test("batches grow with the length over which layers depend on each other", () => {
    const chosen = [0, 0.8, 0.95, 0.99].map((memory) => {
      const found = Array.from({ length: 30 }, () => errorOf([series(4096, memory)], 32)?.batchLayers ?? 0);
      return mean(found);
    });
    expect(chosen[0]).toBeLessThan(200); // now and then independent batches look alike
    expect(chosen.slice(1).every((length, i) => length >= (chosen[i] ?? 0) * 0.9)).toBe(true);
    expect(chosen[3]).toBeGreaterThan(2 * (chosen[0] ?? 0));
  });

  test.each([0.9, 0.97])(
    "many short networks of memory %f: the right error, where fine batches are far too sure",
    (memory) => {
      const count = 200;
      const networks = Array.from({ length: count }, () => series(1024, memory));
      const { standardError = 0, batchLayers = 0 } = errorOf(networks, 8) ?? {};
      const truth = Math.sqrt((1 + memory) / (1 - memory) / (1024 * count));
      expect(standardError / truth).toBeGreaterThan(0.85);
      expect(standardError / truth).toBeLessThan(1.1);
      expect(batchLayers).toBeGreaterThanOrEqual(128);
    },
  );

  test("has nothing to say of too few batches, of −∞, or of no network", () => {
    expect(new AlongDepth(10).result()).toBeNull();
    expect(errorOf([[1, Number.NEGATIVE_INFINITY, 2, 3]], 4)).toBeNull();
    expect(errorOf([[3, 3, 3, 3]], 4)).toEqual({ standardError: 0, freedom: 3, batchLayers: 1 });
  });
});
