import { describe, expect, test } from "vitest";
import { initialFrame } from "../../src/measure/frame.ts";
import { F32, Interval, LONGEST } from "../../src/measure/interval.ts";
import { type SpectrumSettings, stopsOf } from "../../src/measure/settings.ts";
import { type NetworkSpectrum, networkSpectrum } from "../../src/measure/spectrum.ts";
import { spectrumStatistics } from "../../src/measure/statistics.ts";
import { randomNetwork } from "../../src/network/network.ts";
import { resolveNetwork } from "../../src/network/resolve.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { specOf } from "../support/specs.ts";

function measure(input: NetworkInput, settings: SpectrumSettings): NetworkSpectrum {
  const spec = specOf(input);
  const frame = initialFrame(42, spec.width, settings.exponents);
  const steps = networkSpectrum(randomNetwork(spec, 42, 0), frame, settings);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** Lengths of successive intervals where every layer has these ln R_ii. */
function lengths(logs: readonly number[], count: number, fixed?: number): number[] {
  const interval = new Interval(fixed, F32);
  return Array.from({ length: count }, () => {
    const { length } = interval;
    interval.note(
      logs.map((log) => log * length),
      length,
      true,
    );
    return length;
  });
}

describe("the interval between orthogonalisations", () => {
  test("doubles up to what the spread of the exponents allows", () => {
    expect(lengths([0.1, 0, -0.1], 7)).toEqual([1, 2, 4, 8, 16, 20, 20]);
    expect(lengths([2, -2.5], 3)).toEqual([1, 1, 1]);
    expect(lengths([1e-4, -1e-4], 8).at(-1)).toBe(LONGEST);
    expect(lengths([0.3], 8).at(-1)).toBe(LONGEST);
  });

  test("one calm layer among others is no reason to go further", () => {
    const interval = new Interval(undefined, F32);
    for (const spread of [9, 8, 1, 9, 0.5]) {
      interval.note([spread, 0], 1, true);
      expect(interval.length).toBe(1);
    }
  });

  test("keeps tangents in the range of the numbers, also where it is fixed", () => {
    expect(lengths([5, 5], 4)).toEqual([1, 2, 4, 8]);
    expect(lengths([5, 5], 4, 100).at(-1)).toBe(8);
    expect(lengths([-50], 2, 100)).toEqual([1, 1]);
    expect(lengths([0.1, -0.1], 6, 10)).toEqual([1, 2, 4, 8, 10, 10]);
    expect(lengths([3, -3], 3, 1)).toEqual([1, 1, 1]);
  });

  test("stays what it is where nothing is left", () => {
    expect(lengths([-Infinity, -Infinity], 3)).toEqual([1, 1, 1]);
    expect(lengths([0.1, -0.1, -Infinity], 4)).toEqual([1, 2, 4, 8]);
  });

  test("ends where sums are read", () => {
    expect(stopsOf({ depth: 40, burnIn: 5, exponents: 1, ensemble: 2, checkpoints: [7, 40] })).toEqual([
      5, 7, 10, 14, 19, 22, 23, 27, 32, 36, 40,
    ]);
    expect(stopsOf({ depth: 20, burnIn: 0, exponents: 1 })).toEqual([5, 10, 15, 20]);
    expect(stopsOf({ depth: 1, burnIn: 0, exponents: 1, ensemble: 4 })).toEqual([1]);
  });
});

describe("R gathered over several layers gives the same spectrum", () => {
  const cases: [string, NetworkInput, number][] = [
    ["residual, α = 0.05", { block: "residual", scale: 0.05, width: 12 }, 12],
    ["critical tanh, the leading ones", { width: 24, bias: { variance: 0.05 }, weights: { variance: 1.76 } }, 4],
    ["ReLU, some of them −∞", { width: 10, activation: "relu", weights: { variance: 2 } }, 10],
    ["Gaussian product that explodes by 7 a layer", { width: 8, activation: "linear", weights: { variance: 1e6 } }, 2],
    ["batchnorm", { block: "batchnorm-residual", width: 4, batch: 4 }, 8],
    ["tied, orthogonal", { width: 9, tied: true, weights: { law: "orthogonal", variance: 1.4 } }, 9],
  ];
  const settings = { depth: 300, burnIn: 20, ensemble: 2 };

  test.each(cases)("%s", (_, input, exponents) => {
    const often = measure(input, { ...settings, exponents, orthogonalizeEvery: 1 });
    const seldom = measure(input, { ...settings, exponents });
    expect(seldom.orthogonalisations).toBeLessThan(often.orthogonalisations / 1.5);
    expect(often.orthogonalisations).toBe(280);
    for (let i = 0; i < exponents; i++) {
      if (often.sums[i] === -Infinity) expect(seldom.sums[i]).toBe(-Infinity);
      else expect(Math.abs((seldom.sums[i] ?? 0) - (often.sums[i] ?? 0)) / 280).toBeLessThan(1e-11);
    }
  });

  test("residual networks with a small α go tens of layers, saturated tanh orthogonalises every one", () => {
    const residual = measure({ block: "residual", scale: 0.05, width: 12 }, { ...settings, exponents: 12 });
    expect(residual.orthogonalisations).toBeLessThan(280 / 10);
    const saturated = measure({ width: 16, weights: { variance: 9 } }, { ...settings, exponents: 16 });
    expect(saturated.orthogonalisations).toBeGreaterThan(270);
  });

  test("where W may be singular every layer is looked at by itself", () => {
    const singular: NetworkInput = { width: 4, activation: "linear", weights: { law: "rademacher" } };
    expect(measure(singular, { ...settings, exponents: 1, orthogonalizeEvery: 50 }).orthogonalisations).toBe(280);
  });
});

test("tangents that went too far between fixed orthogonalisations are called ill-conditioned", () => {
  const input: NetworkInput = { width: 16, weights: { variance: 9 } };
  const status = (orthogonalizeEvery?: number) => {
    const settings = {
      depth: 200,
      burnIn: 20,
      exponents: 16,
      ...(orthogonalizeEvery === undefined ? {} : { orthogonalizeEvery }),
    };
    const statistics = spectrumStatistics({ ...settings, network: resolveNetwork(input) });
    statistics.add(measure(input, settings));
    return statistics.result();
  };
  const chosen = status();
  expect(chosen.status).toBe("ok");
  const seldom = status(25);
  expect(seldom.status).toBe("ill-conditioned");
  // The last exponents are indeed nothing but rounding.
  const last = (spectrum: typeof chosen) => spectrum.exponents[15] ?? Number.NaN;
  expect(Math.abs(last(seldom) - last(chosen))).toBeGreaterThan(1e-3);
});
