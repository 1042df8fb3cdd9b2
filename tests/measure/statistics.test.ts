import { describe, expect, test } from "vitest";
import { batchCount, type SpectrumSettings } from "../../src/measure/settings.ts";
import type { NetworkSpectrum } from "../../src/measure/spectrum.ts";
import { type Spectrum, spectrumStatistics } from "../../src/measure/statistics.ts";
import { resolveNetwork } from "../../src/network/resolve.ts";
import { random } from "../support/random.ts";

const NOTHING = Number.NEGATIVE_INFINITY;

/** Ln R_ii of every layer, [layer][i], as a network's measurement would sum them. */
function networkOf(logs: readonly (readonly number[])[], settings: SpectrumSettings): NetworkSpectrum {
  const { burnIn, depth, exponents: k, checkpoints = [], ensemble = 1 } = settings;
  const counted = logs.slice(burnIn, depth);
  const count = batchCount(counted.length, ensemble);
  const sum = (rows: readonly (readonly number[])[], i: number): number =>
    rows.reduce((s, row) => s + (row[i] ?? 0), 0);
  const each = Array.from({ length: k }, (_, i) => i);
  const batches = Array.from({ length: count }, (_, batch) => {
    const rows = counted.filter((_row, layer) => Math.floor((layer * count) / counted.length) === batch);
    return each.map((i) => sum(rows, i) / rows.length);
  });
  return {
    sums: Float64Array.from(each, (i) => sum(counted, i)),
    half: sum(counted.slice(0, Math.floor(counted.length / 2)), 0),
    squares: Float64Array.from(each, (i) => counted.reduce((s, row) => s + (row[i] ?? 0) ** 2, 0)),
    partial: Float64Array.from(checkpoints.flatMap((d) => each.map((i) => sum(logs.slice(burnIn, d), i)))),
    batches: Float64Array.from(batches.flat()),
    overflow: false,
    orthogonalisations: counted.length,
    loss: 0,
  };
}

function summarise(networks: readonly NetworkSpectrum[], settings: SpectrumSettings): Spectrum {
  const statistics = spectrumStatistics({ ...settings, network: resolveNetwork({ width: 1000 }) });
  for (const network of networks) statistics.add(network);
  return statistics.result();
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

/** Unbiased variance, by the definition. */
function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, x) => sum + (x - middle) ** 2, 0) / (values.length - 1);
}

function ensemble(networks: number, settings: SpectrumSettings, seed = 1): number[][][] {
  const { normal } = random(seed);
  return Array.from({ length: networks }, () => {
    const shift = 0.1 * normal();
    return Array.from({ length: settings.depth }, () =>
      Array.from({ length: settings.exponents }, (_, i) => shift - i + (1 + i) * normal()),
    );
  });
}

describe("statistics of an ensemble", () => {
  const settings = { depth: 30, burnIn: 6, exponents: 3, checkpoints: [10, 20, 30] };

  test("mean, error between networks and variance per layer are those of the definitions", () => {
    const logs = ensemble(9, settings);
    const spectrum = summarise(
      logs.map((each) => networkOf(each, settings)),
      settings,
    );
    expect(spectrum).toMatchObject({ status: "ok", networks: 9, layers: 24, infinite: [0, 0, 0] });
    for (let i = 0; i < 3; i++) {
      const perNetwork = logs.map((each) => mean(each.slice(6).map((row) => row[i] ?? 0)));
      expect(spectrum.exponents[i]).toBeCloseTo(mean(perNetwork), 12);
      expect(spectrum.standardErrors[i]).toBeCloseTo(Math.sqrt(variance(perNetwork) / 9), 12);
      const layers = logs.flatMap((each) => each.slice(6).map((row) => row[i] ?? 0));
      expect(spectrum.layerVariances[i]).toBeCloseTo(variance(layers), 11);
    }
    settings.checkpoints.forEach((depth, c) => {
      const perNetwork = logs.map((each) => mean(each.slice(6, depth).map((row) => row[1] ?? 0)));
      const at = spectrum.checkpoints?.[c];
      expect(at?.depth).toBe(depth);
      expect(at?.exponents[1]).toBeCloseTo(mean(perNetwork), 12);
      expect(at?.standardErrors[1]).toBeCloseTo(Math.sqrt(variance(perNetwork) / 9), 12);
    });
    expect(spectrum.checkpoints?.[2]?.exponents).toEqual(spectrum.exponents);
  });

  test("a large common exponent does not drown a small spread", () => {
    const { normals } = random(2);
    const values = Array.from(normals(50), (x) => 1e6 + 1e-4 * x);
    const one = { depth: 1, burnIn: 0, exponents: 1 };
    const spectrum = summarise(
      values.map((x) => networkOf([[x]], one)),
      one,
    );
    const spread = variance(values.map((x) => x - 1e6));
    expect((spectrum.standardErrors[0] ?? 0) / Math.sqrt(spread / 50)).toBeCloseTo(1, 4);
  });

  test("networks at −∞ are counted, the others make mean, error and variance", () => {
    const logs = ensemble(7, settings, 3);
    const finite = logs.map((each) => networkOf(each, settings));
    const dying = networkOf(
      ensemble(1, settings, 4)[0]?.map((row, layer) => row.map((x, i) => (i === 2 && layer > 15 ? NOTHING : x))) ?? [],
      settings,
    );
    const all = summarise([...finite.slice(0, 3), dying, ...finite.slice(3)], settings);
    const without = summarise(finite, settings);
    expect(all).toMatchObject({ status: "ok", networks: 8, infinite: [0, 0, 1] });
    expect(all.exponents[2]).toBe(without.exponents[2]);
    expect(all.standardErrors[2]).toBe(without.standardErrors[2]);
    expect(all.layerVariances[2]).toBe(without.layerVariances[2]);
    expect(all.exponents[0]).not.toBe(without.exponents[0]);
    // At the first checkpoint the network still lived.
    expect(all.checkpoints?.[0]?.exponents[2]).not.toBe(without.checkpoints?.[0]?.exponents[2]);
    expect(all.checkpoints?.[1]?.exponents[2]).toBe(without.checkpoints?.[1]?.exponents[2]);
  });

  test("one finite network among others has no error; none at all is −∞", () => {
    const alive = networkOf(ensemble(1, settings, 5)[0] ?? [], settings);
    const gone = { ...alive, sums: new Float64Array(3).fill(NOTHING), partial: new Float64Array(9).fill(NOTHING) };
    const spectrum = summarise([gone, alive, gone], settings);
    expect(spectrum).toMatchObject({ status: "ok", infinite: [2, 2, 2], standardErrors: [null, null, null] });
    expect(spectrum.exponents).toEqual(summarise([alive], settings).exponents);
    expect(summarise([gone, gone], settings)).toMatchObject({
      status: "collapsed",
      exponents: [NOTHING, NOTHING, NOTHING],
      standardErrors: [null, null, null],
      layerVariances: [null, null, null],
      infinite: [2, 2, 2],
    });
  });

  test("one overflow and nothing is reported", () => {
    const fine = networkOf(ensemble(1, settings, 6)[0] ?? [], settings);
    const spectrum = summarise([fine, { ...fine, overflow: true }, fine], settings);
    const nothing = [null, null, null];
    expect(spectrum).toMatchObject({ status: "overflow", networks: 3, infinite: [0, 0, 0] });
    expect(spectrum.exponents).toEqual(nothing);
    expect(spectrum.standardErrors).toEqual(nothing);
    expect(spectrum.layerVariances).toEqual(nothing);
    for (const at of spectrum.checkpoints ?? []) {
      expect(at.exponents).toEqual(nothing);
      expect(at.standardErrors).toEqual(nothing);
    }
  });

  test("no network yet: nothing is claimed", () => {
    expect(summarise([], settings)).toMatchObject({
      status: "ok",
      exponents: [null, null, null],
      networks: 0,
      infinite: [0, 0, 0],
      standardErrors: [null, null, null],
    });
  });
});

describe("the error of a single network", () => {
  test("is that of the means of its batches", () => {
    const settings = { depth: 400, burnIn: 0, exponents: 1 };
    const logs = ensemble(1, settings, 7)[0] ?? [];
    const count = batchCount(400, 1);
    const means = Array.from({ length: count }, (_, b) =>
      mean(logs.filter((_row, layer) => Math.floor((layer * count) / 400) === b).map(([x = 0]) => x)),
    );
    const spectrum = summarise([networkOf(logs, settings)], settings);
    expect(spectrum.standardErrors[0]).toBeCloseTo(Math.sqrt(variance(means) / count), 12);
  });

  test("tells the noise of a correlated series, where an i.i.d. error would be four times too small", () => {
    const settings = { depth: 1024, burnIn: 0, exponents: 1 };
    const { normal } = random(8);
    const memory = 0.9; // of x ← memory · x + noise: the variance of the mean is (1 + m)/(1 − m) = 19 times the i.i.d. one
    let covered = 0;
    const runs = 400;
    for (let run = 0; run < runs; run++) {
      let x = normal() / Math.sqrt(1 - memory ** 2);
      const logs = Array.from({ length: 1024 }, () => {
        x = memory * x + normal();
        return [x];
      });
      const { exponents, standardErrors } = summarise([networkOf(logs, settings)], settings);
      if (Math.abs(exponents[0] ?? 0) < 2 * (standardErrors[0] ?? 0)) covered++;
    }
    expect(covered / runs).toBeGreaterThan(0.86);
    expect(covered / runs).toBeLessThan(0.98);
  });

  test("is null for too few layers, and gives way to the one between networks", () => {
    const short = { depth: 15, burnIn: 0, exponents: 1 };
    const network = networkOf(ensemble(1, short, 9)[0] ?? [], short);
    expect(summarise([network], short).standardErrors).toEqual([null]);
    const long = { depth: 64, burnIn: 0, exponents: 1 };
    const same = networkOf(ensemble(1, long, 10)[0] ?? [], long);
    expect(summarise([same], long).standardErrors[0]).toBeGreaterThan(0);
    expect(summarise([same, same], long).standardErrors).toEqual([0]);
  });
});
