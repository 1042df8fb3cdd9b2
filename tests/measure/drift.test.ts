import quantile from "@stdlib/stats-base-dists-t-quantile";
import { describe, expect, test } from "vitest";
import { DRIFT_LEVEL, type Drift, DriftTest } from "../../src/measure/drift.ts";
import { batchCount } from "../../src/measure/settings.ts";
import type { NetworkSpectrum } from "../../src/measure/spectrum.ts";
import { studentQuantile } from "../../src/measure/student.ts";
import { random } from "../support/random.ts";

/** A network whose ln R_11 are these. */
function networkOf(logs: readonly number[]): NetworkSpectrum {
  const sum = (values: readonly number[]): number => values.reduce((s, each) => s + each, 0);
  const count = batchCount(logs.length);
  const batches = Array.from({ length: count }, (_, batch) => {
    const own = logs.filter((_log, layer) => Math.floor((layer * count) / logs.length) === batch);
    return sum(own) / own.length;
  });
  return {
    sums: Float64Array.of(sum(logs)),
    half: sum(logs.slice(0, Math.floor(logs.length / 2))),
    squares: new Float64Array(1),
    partial: new Float64Array(0),
    batches: Float64Array.from(batches),
    overflow: false,
    orthogonalisations: logs.length,
    loss: 0,
  };
}

function driftOf(networks: readonly (readonly number[])[]): Drift | null {
  const [first = []] = networks;
  const drift = new DriftTest(first.length);
  for (const logs of networks) drift.add(networkOf(logs));
  return drift.result();
}

test("Student's quantiles are those of a reference", () => {
  for (const level of [0.05, 1e-3, DRIFT_LEVEL]) {
    const normal = quantile(1 - level / 2, 1e12);
    for (const freedom of [1, 2, 3, 4, 7, 15, 31, 63, 100, 101, 500, 1e5]) {
      const expected = quantile(1 - level / 2, freedom);
      expect(Math.abs(studentQuantile(level, normal, freedom) / expected - 1), `${level}, ${freedom}`).toBeLessThan(
        1e-5,
      );
    }
  }
});

describe("the test for a drift", () => {
  const { normal } = random(11);
  const noise = (layers: number, at: (layer: number) => number = () => 0): number[] =>
    Array.from({ length: layers }, (_, layer) => at(layer) + normal());

  test("takes the halves of the same network together: what networks differ by is no noise", () => {
    const shifted = (drift: number): number[][] =>
      Array.from({ length: 8 }, () => {
        const own = 10 * normal();
        return noise(400, (layer) => own + (layer < 200 ? 0 : drift));
      });
    const drift = driftOf(shifted(2));
    expect(drift?.significant).toBe(true);
    expect((drift?.second ?? 0) - (drift?.first ?? 0)).toBeCloseTo(2, 0);
    // Of each network's halves: variance 2/200, over 8 networks.
    expect((drift?.standardError ?? 0) / Math.sqrt(0.01 / 8)).toBeGreaterThan(0.4);
    expect((drift?.standardError ?? 0) / Math.sqrt(0.01 / 8)).toBeLessThan(1.7);
    expect(driftOf(shifted(0))?.significant).toBe(false);
  });

  test("of a single network goes by the batches of its layers", () => {
    expect(driftOf([noise(1024, (layer) => layer / 256)])?.significant).toBe(true);
    expect(driftOf([noise(1024)])?.significant).toBe(false);
    expect(driftOf([noise(12)])).toBeNull();
  });

  test("is not fooled by rounding, says nothing of one layer, and leaves −∞ out", () => {
    const equal = Array.from({ length: 9 }, (_, network) => new Array<number>(301).fill(0.1 + 1e-17 * network));
    expect(driftOf(equal)?.significant).toBe(false);
    expect(driftOf([[1], [2]])).toBeNull();
    const dead = [...noise(39), Number.NEGATIVE_INFINITY];
    const alive = [noise(40), noise(40), noise(40)];
    expect(driftOf([dead, ...alive])).toEqual(driftOf(alive));
    expect(driftOf([dead, dead])).toBeNull();
  });

  test("false alarms come as often as the level says: one in 10,000 settled cells of 8 networks", () => {
    const alarms = Array.from({ length: 10_000 }, () => driftOf(Array.from({ length: 8 }, () => noise(2)))).filter(
      (drift) => drift?.significant,
    );
    // One is expected; eight or more have a probability of 1e-5.
    expect(alarms.length).toBeLessThan(8);
  });
});
