import { describe, expect, it } from "vitest";
import { type LogNorm, LogNormSample } from "../../src/measure/distribution.ts";
import type { NetworkSpectrum } from "../../src/measure/spectrum.ts";
import { spectrumStatistics } from "../../src/measure/statistics.ts";
import { resolveNetwork } from "../../src/network/resolve.ts";
import { random } from "../support/random.ts";

const NONE = Number.NEGATIVE_INFINITY;

function summarise(values: readonly number[], layers = 10): LogNorm {
  const sample = new LogNormSample(values.length, layers);
  for (const value of values) sample.add(value);
  return sample.result();
}

describe("the distribution of ln‖Ju‖", () => {
  it("has the moments and quantiles of the definitions", () => {
    const found = summarise([4, 1, 2, NONE, 3, 10]);
    expect(found).toMatchObject({ layers: 10, count: 5, infinite: 1, mean: 4 });
    // Deviations −3 … 6: squares 50, cubes 180, fourth powers 1394.
    expect(found.variance).toBeCloseTo(50 / 4, 13);
    expect(found.standardErrors.mean).toBeCloseTo(Math.sqrt(12.5 / 5), 13);
    expect(found.skewness).toBeCloseTo(180 / 5 / 10 ** 1.5, 13);
    expect(found.excessKurtosis).toBeCloseTo(1394 / 5 / 100 - 3, 13);
    expect(found.standardErrors.variance).toBeCloseTo(Math.sqrt((1394 / 5 - (100 * 2) / 4) / 5), 12);
    expect(found.quantiles.values[3]).toBe(3);
    expect(found.quantiles.values[4]).toBe(4);
    expect(found.quantiles.values[0]).toBeCloseTo(1.04, 13);
  });

  it("counts every network once, between the smallest and the largest", () => {
    const { normals } = random(5);
    const values = Array.from(normals(500), (z) => 1e5 + z);
    const { histogram, mean, variance } = summarise(values);
    const { edges, counts } = histogram;
    expect(edges).toHaveLength(counts.length + 1);
    expect(counts.length).toBeGreaterThan(8);
    expect(edges[0]).toBe(Math.min(...values));
    expect(edges.at(-1)).toBeCloseTo(Math.max(...values), 9);
    counts.forEach((count, i) => {
      const inside = values.filter((x) => x >= (edges[i] ?? 0) && (x < (edges[i + 1] ?? 0) || i + 1 === counts.length));
      expect(Math.abs(inside.length - count)).toBeLessThanOrEqual(1);
    });
    expect(counts.reduce((sum, each) => sum + each)).toBe(500);
    const spread = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 499;
    expect(variance).toBeCloseTo(spread, 9);
  });

  it("says what little there is of no, one or equal networks", () => {
    expect(summarise([NONE, NONE])).toMatchObject({ count: 0, infinite: 2, mean: NONE, variance: null });
    expect(summarise([NONE]).quantiles.values[3]).toBeNull();
    expect(summarise([2])).toMatchObject({ mean: 2, variance: null, histogram: { counts: [1] } });
    const equal = summarise([7, 7, 7]);
    expect(equal).toMatchObject({ variance: 0, skewness: null, histogram: { counts: [3] } });
  });

  it("has errors of the size of its own spread", () => {
    // 1600 samples of 60: the estimates' spread against the mean error told, for a skewed law.
    const { normal } = random(9);
    const found = Array.from({ length: 1600 }, () =>
      summarise(Array.from({ length: 60 }, () => Math.exp(0.3 * normal()))),
    );
    const ratio = (value: (each: LogNorm) => number, error: (each: LogNorm) => number): number => {
      const mean = found.reduce((sum, each) => sum + value(each), 0) / 1600;
      const spread = found.reduce((sum, each) => sum + (value(each) - mean) ** 2, 0) / 1599;
      const told = found.reduce((sum, each) => sum + error(each) ** 2, 0) / 1600;
      return Math.sqrt(told / spread);
    };
    const mean = ratio(
      (each) => each.mean,
      (each) => each.standardErrors.mean ?? 0,
    );
    const variance = ratio(
      (each) => each.variance ?? 0,
      (each) => each.standardErrors.variance ?? 0,
    );
    expect(Math.abs(mean - 1)).toBeLessThan(0.05);
    expect(Math.abs(variance - 1)).toBeLessThan(0.2);
  });
});

describe("statistics of a cell", () => {
  const network = (sum: number): NetworkSpectrum => ({
    sums: Float64Array.of(sum),
    half: sum / 2,
    squares: Float64Array.of(sum * sum),
    partial: new Float64Array(0),
    batches: new Float64Array(0),
    overflow: false,
    orthogonalisations: 4,
    loss: 0,
  });
  const statistics = (distribution: boolean) =>
    spectrumStatistics({
      network: resolveNetwork({ width: 4 }),
      depth: 5,
      burnIn: 1,
      exponents: 1,
      ensemble: 3,
      ...(distribution ? { distribution } : {}),
    });

  it("have it when all networks are in, where it was asked for", () => {
    const asked = statistics(true);
    asked.add(network(1));
    asked.add(network(NONE));
    expect(asked.result().logNorm).toBeUndefined();
    asked.add(network(3));
    expect(asked.result().logNorm).toMatchObject({ layers: 4, count: 2, infinite: 1, mean: 2, variance: 2 });
    const silent = statistics(false);
    for (const sum of [1, 2, 3]) silent.add(network(sum));
    expect(silent.result().logNorm).toBeUndefined();
  });

  it("say nothing of states that overflow", () => {
    const asked = statistics(true);
    asked.add(network(1));
    asked.add({ ...network(2), overflow: true });
    asked.add(network(3));
    expect(asked.result()).toMatchObject({ status: "overflow" });
    expect(asked.result().logNorm).toBeUndefined();
  });
});
