import { describe, expect, test } from "vitest";
import { type NetworkGradient, networkGradient, outputGradient } from "../../src/measure/gradient.ts";
import { type GradientProfile, profileStatistics, QUANTILES } from "../../src/measure/profile.ts";
import { randomNetwork } from "../../src/network/network.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { norm } from "../support/bundles.ts";
import { random } from "../support/random.ts";
import { specOf } from "../support/specs.ts";

const DEPTH = 2;

/** A network of two layers with one matrix and no skip path. */
function made(part: Partial<NetworkGradient>): NetworkGradient {
  return {
    gradient: Float64Array.of(0, 0, 0),
    unclipped: part.gradient ?? Float64Array.of(0, 0, 0),
    weights: Float64Array.of(0, 0),
    state: Float64Array.of(0, 0, 0),
    dilution: Float64Array.of(Number.NaN, Number.NaN),
    bound: new Float64Array(0),
    overflow: false,
    ...part,
  };
}

function profileOf(networks: readonly NetworkGradient[], ensemble = networks.length): GradientProfile {
  const statistics = profileStatistics({ depth: DEPTH, burnIn: 0 }, 1, ensemble);
  for (const network of networks) statistics.add(network);
  return statistics.result();
}

const DEAD = Number.NEGATIVE_INFINITY;

describe("profile of an ensemble", () => {
  test("means, errors and slope are those of the logarithms, decades for sizes and nats for the slope", () => {
    const values = Array.from(random(1).normals(9), (x) => 3 * x);
    const profile = profileOf(values.map((x) => made({ gradient: Float64Array.of(x, x / 2, 0) })));
    const mean = values.reduce((sum, x) => sum + x, 0) / 9;
    const error = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 8 / 9);
    expect(profile.log10GradientNorm[0]).toBeCloseTo(mean / Math.LN10, 12);
    expect(profile.standardErrors[0]).toBeCloseTo(error / Math.LN10, 12);
    expect(profile.slope.value).toBeCloseTo(mean / 2, 12);
    expect(profile.slope.standardError).toBeCloseTo(error / 2, 12);
    expect(profile.standardErrors[2]).toBe(0);
    expect(profile.networks).toBe(9);
  });

  test("quantiles interpolate between order statistics, −∞ among them", () => {
    const values = [3, DEAD, 1, 4, 2];
    const { quantiles } = profileOf(values.map((x) => made({ gradient: Float64Array.of(x * Math.LN10, 0, 0) })));
    expect(QUANTILES).toEqual([0.05, 0.25, 0.5, 0.75, 0.95]);
    expect(quantiles.map((row) => row[0])).toEqual([DEAD, 1, 2, 3, expect.closeTo(3.8, 12)]);
  });

  test("networks whose gradient is 0 are counted, the others make the mean", () => {
    const dead = made({ gradient: Float64Array.of(DEAD, DEAD, 0), weights: Float64Array.of(DEAD, DEAD) });
    const some = profileOf([dead, made({ gradient: Float64Array.of(1, 1, 0) }), dead]);
    expect(some.infinite).toEqual([2, 2, 0]);
    expect(some.log10GradientNorm[0]).toBeCloseTo(1 / Math.LN10, 12);
    expect(some.status).toBe("ok");
    const all = profileOf([dead, dead]);
    expect(all.status).toBe("collapsed");
    expect(all.log10GradientNorm).toEqual([DEAD, DEAD, 0]);
    expect(all.log10WeightGradientNorm).toEqual([[DEAD, DEAD]]);
    expect(all.standardErrors.slice(0, 2)).toEqual([null, null]);
    expect(all.gsc).toEqual([0, 0, 1]);
  });

  test("a gradient that is 0 where the slope is measured gives a slope of −∞, never NaN", () => {
    const statistics = (networks: readonly number[][]) => {
      const all = profileStatistics({ depth: 4, burnIn: 1 }, 0, networks.length);
      for (const gradient of networks)
        all.add({
          ...made({ gradient: Float64Array.from(gradient), state: new Float64Array(5) }),
          weights: new Float64Array(0),
          dilution: new Float64Array(4).fill(Number.NaN),
        });
      return all.result().slope;
    };
    const dead = [DEAD, DEAD, DEAD, DEAD, 0];
    expect(statistics([dead, dead])).toEqual({ value: DEAD, standardError: null });
    expect(statistics([dead, [4, 3, 2, 1, 0], [4, 4, 2, 0, 0]]).value).toBeCloseTo(1.5, 12);
  });

  test("one overflow and nothing is said", () => {
    const profile = profileOf([made({}), made({ overflow: true })]);
    expect(profile.status).toBe("overflow");
    const { log10GradientNorm, standardErrors, gsc, slope, quantiles, log10WeightGradientNorm } = profile;
    expect([...log10GradientNorm, ...standardErrors, ...gsc]).toEqual(new Array(9).fill(null));
    expect(quantiles).toEqual(QUANTILES.map(() => [null, null, null]));
    expect(log10WeightGradientNorm).toEqual([[null, null]]);
    expect(slope).toEqual({ value: null, standardError: null });
  });

  test("an unfinished ensemble has quantiles of the networks so far, and they stay those", () => {
    const statistics = profileStatistics({ depth: DEPTH, burnIn: 0 }, 1, 3);
    statistics.add(made({ gradient: Float64Array.of(Math.LN10, 0, 0) }));
    const early = statistics.result();
    statistics.add(made({ gradient: Float64Array.of(5 * Math.LN10, 0, 0) }));
    expect(early.quantiles[2][0]).toBe(1);
    expect(statistics.result().quantiles[2][0]).toBe(3);
  });

  test("GSC is the quadratic mean, beyond the range of numbers Infinity, and nothing where all are dead", () => {
    const state = Float64Array.of(Math.log(2), 0, 0);
    const networks = [1, 3].map((x) => made({ gradient: Float64Array.of(Math.log(x), 800 * x, 0), state }));
    const { gsc } = profileOf(networks);
    expect(gsc[0]).toBeCloseTo(2 * Math.sqrt(5), 12);
    expect(gsc[1]).toBe(Number.POSITIVE_INFINITY);
    expect(gsc[2]).toBe(1);
    const dead = made({ gradient: Float64Array.of(DEAD, DEAD, 0), state: Float64Array.of(0, DEAD, DEAD) });
    expect(profileOf([dead]).gsc).toEqual([null, null, null]);
  });

  test("dilution is ∞ where every branch is 0, else the mean of the others; null without a skip path", () => {
    const dilutions = [Number.POSITIVE_INFINITY, 2, 4].map((x) => made({ dilution: Float64Array.of(x, Infinity) }));
    const { log10Dilution } = profileOf(dilutions);
    expect(log10Dilution?.[0]).toBeCloseTo(3 / Math.LN10, 12);
    expect(log10Dilution?.[1]).toBe(Number.POSITIVE_INFINITY);
    expect(profileOf([made({})]).log10Dilution).toBeNull();
  });

  test("the slope leaves burn-in out at either end", () => {
    const statistics = profileStatistics({ depth: 10, burnIn: 2 }, 0, 1);
    const gradient = Float64Array.from({ length: 11 }, (_, l) => (l < 2 ? 99 : l > 8 ? -99 : 0.5 * (8 - l)));
    statistics.add({ ...made({}), gradient, weights: new Float64Array(0), state: new Float64Array(11) });
    expect(statistics.result().slope.value).toBeCloseTo(0.5, 12);
  });
});

/** ‖Jᵀδ‖² over random δ of one network has mean ‖J‖_F²/n: GSC needs no more than gradients. */
test("GSC of many gradients of one network is ‖J‖_F/√n · ‖h_0‖/‖h_L‖", () => {
  const spec = specOf({ width: 6, block: "residual", scale: 0.8, weights: { variance: 1.5 } });
  const depth = 5;
  const statistics = profileStatistics({ depth, burnIn: 0 }, 1, 4000);
  const finish = (output: Float64Array): NetworkGradient => {
    const steps = networkGradient(randomNetwork(spec, 42, 0), output, { depth, burnIn: 0 });
    for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
  };
  for (let i = 0; i < 4000; i++) statistics.add(finish(outputGradient(1, i, 6)));
  let square = 0;
  let state = Number.NaN;
  for (let i = 0; i < 6; i++) {
    const found = finish(Float64Array.from({ length: 6 }, (_, j) => (i === j ? 1 : 0)));
    square += Math.exp(2 * found.gradient[0]);
    state = found.state[0] - found.state[depth];
  }
  const expected = Math.sqrt(square / 6) * Math.exp(state);
  expect(Math.abs((statistics.result().gsc[0] ?? Number.NaN) / expected - 1)).toBeLessThan(0.03);
});

test("the norm bound lies above every gradient, and near ln 2 a layer for wide Gaussian ones", () => {
  const measure = (input: NetworkInput, index: number, depth: number): NetworkGradient => {
    const spec = specOf(input);
    const steps = networkGradient(randomNetwork(spec, 42, index), outputGradient(42, index, spec.width), {
      depth,
      burnIn: 0,
      normBound: true,
    });
    for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
  };
  for (let index = 0; index < 3; index++) {
    const { gradient, bound } = measure({ width: 12, block: "residual", activation: "relu" }, index, 30);
    bound.forEach((value, layer) => {
      expect(value).toBeGreaterThanOrEqual(gradient[layer] - 1e-12);
    });
    expect(bound[30]).toBe(0);
  }
  // The largest singular value of a Ginibre matrix is 2 for n → ∞ (Geman 1980), a little less at n = 128.
  const { bound } = measure({ width: 128, activation: "linear" }, 0, 6);
  expect(bound[0] / 6).toBeGreaterThan(0.6);
  expect(bound[0] / 6).toBeLessThan(Math.log(2) + 0.02);
  expect(norm(outputGradient(42, 0, 128))).toBeCloseTo(1, 14);
});
