import { describe, expect, test } from "vitest";
import { checkMemory, gradientBytes, MemoryError, spectrumBytes } from "../../src/engine/cpu/memory.ts";
import type { GradientCell, SpectrumCell } from "../../src/engine/engine.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { gradientCellOf } from "../support/gradients.ts";
import { cellOf } from "../support/jobs.ts";

function bytesOf(cells: readonly SpectrumCell[], workers: number): number {
  const { work, results } = spectrumBytes(cells, workers);
  return work + results;
}

describe("memory of a job", () => {
  const small = cellOf({ width: 16 }, { exponents: 4 });
  const large = cellOf({ width: 1024 }, { exponents: 1024 });

  test("counts the matrices of every worker: the largest cell's", () => {
    const bundle = 8 * 1024 * 1025;
    expect(bytesOf([small, large], 1)).toBeGreaterThanOrEqual(3 * bundle);
    expect(bytesOf([small, large], 1)).toBeLessThan(9 * bundle);
    const perWorker = bytesOf([large], 3) - bytesOf([large], 2);
    expect(bytesOf([small, large, large], 3) - bytesOf([small, large, large], 2)).toBe(perWorker);
  });

  test("counts the weights that a tied network keeps, and the results of every cell", () => {
    const tied = { ...large, network: { ...large.network, tied: true } };
    expect(bytesOf([tied], 2) - bytesOf([large], 2)).toBe(2 * 8 * 1024 * 1024);
    const deep = { ...tied, network: { ...tied.network, branch: ["linear" as const, "linear" as const] } };
    expect(bytesOf([deep], 1) - bytesOf([tied], 1)).toBeGreaterThanOrEqual(2 * 8 * 1024 * 1024);
    const many = new Array(100_000).fill(small);
    expect(bytesOf(many, 1)).toBeGreaterThan(1e5 * 4 * 5 * 8);
  });

  test("counts the matrices that are held for their norm, and the vectors of one search", () => {
    const withNorm = (law: "gaussian" | "orthogonal") => ({
      ...large,
      network: { ...large.network, weights: { law, variance: 1, spectralNorm: 2 } },
    });
    const matrix = 8 * 1024 * 1024;
    expect(bytesOf([withNorm("gaussian")], 3) - bytesOf([large], 3)).toBe(3 * 2 * matrix);
    // Orthogonal weights have the norm that they are given.
    expect(bytesOf([withNorm("orthogonal")], 3)).toBe(bytesOf([large], 3));
  });

  test("counts the sums of an integrator's stages, and both halves of an lstm's state", () => {
    const of = (network: NetworkInput) => bytesOf([cellOf({ width: 512, ...network }, { exponents: 256 })], 1);
    const bundle = 8 * 512 * 257;
    expect(of({ block: "neural-ode", integrator: "rk4" }) - of({ block: "neural-ode" })).toBe(2 * bundle);
    expect(of({ block: "lstm" })).toBeGreaterThan(11 * 2 * bundle);
  });

  test("of gradients: the states of all stages of all layers, and none of the continuous adjoint", () => {
    const of = (network: NetworkInput, more: Partial<GradientCell> = {}) =>
      gradientBytes([gradientCellOf({ width: 256, block: "neural-ode", ...network }, { depth: 4000, ...more })], 1)
        .work;
    const states = 8 * 256 * 4000;
    expect(of({})).toBeGreaterThan(2 * states);
    expect(of({ integrator: "rk4" }) - of({})).toBeGreaterThan(6 * states);
    expect(of({}, { adjoint: "continuous" })).toBeLessThan(states);
  });

  test("results that the heap cannot hold are refused, however much memory there is", () => {
    const many = new Array(1_000_000).fill({ ...small, exponents: 100 });
    expect(() => checkMemory(spectrumBytes(many, 1), Number.POSITIVE_INFINITY)).toThrow(MemoryError);
  });

  test("what fits passes; what does not is refused with the bytes and the limit", () => {
    const bytes = bytesOf([large], 4);
    expect(() => checkMemory(spectrumBytes([large], 4), bytes)).not.toThrow();
    expect(() => checkMemory(spectrumBytes([large], 4), bytes - 1)).toThrow(MemoryError);
    const limit = 3 * 2 ** 20;
    try {
      checkMemory(spectrumBytes([large], 4), limit);
    } catch (error) {
      expect(error).toMatchObject({ name: "MemoryError", bytes });
      expect(String(error)).toContain(`(${bytes} bytes) of memory; allowed here: 3.00 MiB`);
    }
    expect.assertions(4);
  });
});
