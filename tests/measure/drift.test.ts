import quantile from "@stdlib/stats-base-dists-t-quantile";
import { describe, expect, test } from "vitest";
import { DRIFT_LEVEL, type Drift, DriftTest } from "../../src/measure/drift.ts";
import { batchCount } from "../../src/measure/settings.ts";
import type { NetworkSpectrum } from "../../src/measure/spectrum.ts";
import { studentQuantile } from "../../src/measure/student.ts";
import { random } from "../support/random.ts";

/** A network whose ln R_11 are these. */
function networkOf(logs: readonly number[], ensemble = 1): NetworkSpectrum {
  const sum = (values: readonly number[]): number => values.reduce((s, each) => s + each, 0);
  const count = batchCount(logs.length, ensemble);
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

function driftOf(networks: readonly (readonly number[])[], burnIn = 0): Drift | null {
  const [first = []] = networks;
  const drift = new DriftTest({ depth: first.length + burnIn, burnIn });
  for (const logs of networks) drift.add(networkOf(logs, networks.length));
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
    const alarms = Array.from({ length: 10_000 }, () => driftOf(Array.from({ length: 8 }, () => noise(16)))).filter(
      (drift) => drift?.significant,
    );
    // One is expected; eight or more have a probability of 1e-5.
    expect(alarms.length).toBeLessThan(8);
  });

  test("a norm that grows like √L, or like ln L, is fitted: limit, coefficient and their errors", () => {
    const grown = (f: (depth: number) => number, burnIn: number): number[][] =>
      Array.from({ length: 64 }, () =>
        noise(512, (layer) => 20 * (f(layer + 1 + burnIn) - f(layer + burnIn))).map((each) => 0.1 * each),
      );
    const ln = (depth: number): number => Math.log(Math.max(1, depth));
    for (const [form, f] of [
      ["sqrt", Math.sqrt],
      ["log", ln],
    ] as const) {
      for (const burnIn of [0, 64]) {
        const drift = driftOf(grown(f, burnIn), burnIn);
        expect(drift?.significant).toBe(true);
        expect(drift?.fit?.form).toBe(form);
        const { limit = 0, limitError = 0, coefficient = 0, coefficientError = 0 } = drift?.fit ?? {};
        expect(Math.abs(limit) / limitError).toBeLessThan(4);
        expect(Math.abs(coefficient - 2) / coefficientError).toBeLessThan(4);
        expect(coefficientError).toBeLessThan(0.3);
      }
    }
    const alone = driftOf([noise(4096, (layer) => 20 * (Math.sqrt(layer + 1) - Math.sqrt(layer)))]);
    expect(alone?.fit?.form).toBe("sqrt");
    expect(Math.abs((alone?.fit?.coefficient ?? 0) - 20) / (alone?.fit?.coefficientError ?? 0)).toBeLessThan(4);
  });

  test("no law is fitted to what has settled", () => {
    expect(driftOf(Array.from({ length: 8 }, () => noise(256)))).toMatchObject({ significant: false, fit: null });
  });
});
