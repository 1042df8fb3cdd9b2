import { describe, expect, test } from "vitest";
import type { Spectrum } from "../../src/engine/engine.ts";
import { caption } from "../../src/lab/caption.ts";
import { derivedLine } from "../../src/lab/derived-line.ts";
import { inUnitsOf, lawInUnitsOf } from "../../src/lab/in-units.ts";
import { LAYERS, momentOf, spanOf, ticksOf, timeAxis, timeOf } from "../../src/lab/time-axis.ts";
import { resolveNetwork } from "../../src/network/resolve.ts";
import { BLOCKS } from "../../src/network/spec.ts";
import type { Law } from "../../src/theory/law.ts";

const RATE = timeAxis(resolveNetwork({ block: "rate" }));
const HALVES = timeAxis({ dt: 0.5, tied: true });
const RNN = timeAxis(resolveNetwork({ block: "rnn" }));

function measured(fields: Partial<Spectrum>): Spectrum {
  return {
    exponents: [0.2, -0.1],
    standardErrors: [0.01, 0.01],
    withinErrors: [0.005, null],
    batchLayers: [10, null],
    intervals: [[0.17, 0.23], null],
    infinite: [0, 0],
    layerVariances: [null, null],
    status: "ok",
    drift: null,
    networks: 4,
    layers: 70,
    orthogonalizedEvery: 2,
    spectralGap: { value: 0.3, standardError: 0.02 },
    kaplanYorkeDimension: { value: 1.5, standardError: 0.1 },
    entropy: { value: 0.2, standardError: 0.01 },
    log10ConditionNumber: { value: 9.12, standardError: 0.2 },
    ...fields,
  };
}

describe("the axis of depth", () => {
  test("is time where layers take some, steps where weights are tied, and layers elsewhere", () => {
    const kinds = Object.fromEntries(BLOCKS.map((block) => [block, timeAxis(resolveNetwork({ block })).kind]));
    expect(kinds).toEqual({
      ...Object.fromEntries(BLOCKS.map((block) => [block, "layer"])),
      ...{ rnn: "step", gru: "step", lstm: "step", rate: "time", "neural-ode": "time" },
    });
    expect(timeAxis(resolveNetwork({ block: "rnn", tied: false })).kind).toBe("layer");
    expect(timeAxis(resolveNetwork({ block: "neural-ode", tied: false })).kind).toBe("time");
  });

  test("names moments, spans and units", () => {
    expect([LAYERS, RNN, RATE].map((axis) => momentOf(axis, 12))).toEqual(["layer 12", "step 12", "time 1.2"]);
    expect([LAYERS, RNN, RATE].map((axis) => spanOf(axis, 1))).toEqual(["1 layer", "1 step", "time 0.1 (1 step)"]);
    expect(spanOf(RATE, 128)).toBe("time 12.8 (128 steps)");
    expect([LAYERS, RNN, RATE].map(({ rate }) => rate)).toEqual([
      "nats per layer",
      "nats per step",
      "nats per unit time",
    ]);
    // 3 · 0.1 is 0.30000000000000004.
    expect(timeOf(RATE, 3)).toBe(0.3);
  });

  test("has ticks at round times, given in layers", () => {
    expect(ticksOf(LAYERS, 64)).toEqual([0, 16, 32, 48, 64].map((layer) => ({ layer, text: String(layer) })));
    const ticks = ticksOf(RATE, 128);
    expect(ticks.map(({ text }) => text)).toEqual(["0", "2", "4", "6", "8", "10", "12"]);
    ticks.forEach(({ layer, text }) => {
      expect(layer * 0.1).toBeCloseTo(Number(text), 12);
    });
  });
});

describe("exponents per unit of time", () => {
  test("are exponents per layer divided by dt, with all that is a rate", () => {
    const drift = { first: 0.1, second: 0.2, standardError: 0.01, significant: true, fit: null };
    const fixedVectors = [{ growth: -0.05, standardError: 0.002, infinite: 0, networks: 8, layers: 100 }];
    const own = measured({ drift, fixedVectors, exponents: [0.2, Number.NEGATIVE_INFINITY] });
    const spectrum = inUnitsOf(HALVES, own);
    expect(spectrum.exponents).toEqual([0.4, Number.NEGATIVE_INFINITY]);
    expect(spectrum.standardErrors).toEqual([0.02, 0.02]);
    expect(spectrum.withinErrors).toEqual([0.01, null]);
    expect(spectrum.intervals).toEqual([[0.34, 0.46], null]);
    expect(spectrum.drift).toEqual({ first: 0.2, second: 0.4, standardError: 0.02, significant: true, fit: null });
    expect(spectrum.spectralGap?.value).toBe(0.6);
    expect(spectrum.entropy).toEqual({ value: 0.4, standardError: 0.02 });
    expect(spectrum.fixedVectors?.[0]).toEqual({
      growth: -0.1,
      standardError: 0.004,
      infinite: 0,
      networks: 8,
      layers: 100,
    });
    // A dimension and a condition number have no unit of time.
    expect(spectrum.kaplanYorkeDimension).toEqual(own.kaplanYorkeDimension);
    expect(spectrum.log10ConditionNumber).toEqual(own.log10ConditionNumber);
    expect(inUnitsOf(RNN, own)).toEqual(own);
    const law: Law = { name: "x", kind: "exact", exponents: [0.3, null], domain: "", source: "", note: "" };
    expect(lawInUnitsOf(HALVES, law).exponents).toEqual([0.6, null]);
  });

  test("are said in their unit", () => {
    const spectrum = measured({});
    expect(caption(spectrum, LAYERS)).toBe("λ₁ = +0.200 ± 0.010: gradients explode, ×10⁹ per 100 layers.");
    expect(caption(spectrum, RNN)).toMatch(/ per 100 steps\.$/);
    expect(caption(measured({ status: "not-converged" }), RNN)).toMatch(
      / per 100 steps\. Not converged: an error is above the tolerance\.$/,
    );
    expect(caption(inUnitsOf(RATE, spectrum), RATE)).toBe(
      "λ₁ = +2.00 ± 0.10: gradients explode, ×10⁹ in 10 units of time.",
    );
    const drift = { first: 0.1, second: 0.2, standardError: 0.01, significant: true, fit: null };
    expect(caption(measured({ status: "drifting", drift }), RNN)).toContain(
      "over these steps, but it still rises with time",
    );
  });

  test("are followed by what follows from them, where it is known", () => {
    expect(derivedLine(measured({}), 2, RNN)).toBe(
      "Kaplan–Yorke dimension 1.50 ± 0.10 of 2 · entropy 0.200 ± 0.010 nats per step · gap λ₁ − λ₂ 0.300 ± 0.020 · condition number ≥ 10⁹ after 70 steps",
    );
    // Where nothing grows, dimension and entropy say no more than λ₁.
    expect(derivedLine(measured({ exponents: [-0.1, -0.2], log10ConditionNumber: null }), 2, LAYERS)).toBe(
      "gap λ₁ − λ₂ 0.300 ± 0.020",
    );
    const same = measured({
      exponents: [0.5, 0.5],
      spectralGap: { value: 1e-17, standardError: 0 },
      kaplanYorkeDimension: { value: 2, standardError: 0 },
      entropy: { value: 1, standardError: 1e-16 },
      log10ConditionNumber: { value: 1e-15, standardError: 0 },
    });
    expect(derivedLine(same, 2, LAYERS)).toBe(
      "Kaplan–Yorke dimension 2 of 2 · entropy 1 nats per layer · gap λ₁ − λ₂ 0 · condition number ≥ 1 after 70 layers",
    );
    const nothing = { spectralGap: null, kaplanYorkeDimension: null, entropy: null, log10ConditionNumber: null };
    expect(derivedLine(measured(nothing), 2, LAYERS)).toBe("");
  });
});
