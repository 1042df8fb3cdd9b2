import { describe, expect, it } from "vitest";
import { bars } from "../../src/cli/text/bars.ts";
import { describe as describeStudy } from "../../src/cli/text/describe.ts";
import { mapView } from "../../src/cli/text/map-view.ts";
import { mark, sources } from "../../src/cli/text/merged-law.ts";
import { decimalsFor, exponent, growth, standardError } from "../../src/cli/text/number.ts";
import { spectrumView } from "../../src/cli/text/spectrum-view.ts";
import { styleFor } from "../../src/cli/text/style.ts";
import { sweepProgress } from "../../src/cli/text/sweep-progress.ts";
import { verdict } from "../../src/cli/text/verdict.ts";
import type { Spectrum } from "../../src/engine/engine.ts";
import { resolveNetwork } from "../../src/network/resolve.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import { type Law, mergeLaws } from "../../src/theory/law.ts";
import { NOTHING_DERIVED } from "../support/derived.ts";

const SCREEN = { columns: 80, style: styleFor(0) };

function spectrum(exponents: (number | null)[], error: number | null, more: Partial<Spectrum> = {}): Spectrum {
  return {
    exponents,
    standardErrors: exponents.map((value) => (value === null || value === -Infinity ? null : error)),
    infinite: exponents.map((value) => (value === -Infinity ? 8 : 0)),
    layerVariances: exponents.map(() => null),
    status: "ok",
    drift: null,
    networks: 8,
    layers: 100,
    orthogonalizedEvery: 1,
    ...NOTHING_DERIVED,
    ...more,
  };
}

describe("numbers", () => {
  it("have as many decimals as their errors warrant", () => {
    expect(decimalsFor([0.0012, 0.03])).toBe(4);
    expect(decimalsFor([0.2])).toBe(3);
    expect(decimalsFor([1e-9])).toBe(6);
    expect(decimalsFor([null, 0, 1e-17])).toBe(5);
    expect(exponent(-0.0319, 4)).toBe("-0.0319");
    expect(exponent(-1e-9, 4)).toBe("0.0000");
    expect(exponent(-Infinity, 4)).toBe("−∞");
    expect(exponent(null, 4)).toBe("");
    expect(standardError(0.00123, 4)).toBe("0.0012");
    expect(standardError(2e-17, 5)).toBe("2e-17");
  });

  it("tell growth at any size", () => {
    expect(growth(Math.LN2 / 100, 100)).toBe("×2");
    expect(growth(-0.0319, 100)).toBe("×0.041");
    expect(growth(-20, 100)).toBe("×2.6e-869");
    expect(growth(20, 100)).toBe("×3.9e868");
  });
});

describe("how far a sweep is", () => {
  it.each([
    [{ kept: 20, done: 40, total: 180, seconds: 20 }, "60 of 180 cells, 2 cells/s, about 60 s left"],
    [{ kept: 0, done: 9, total: 1_000_000, seconds: 60 }, "9 of 1000000 cells, 0.15 cells/s, about 77 days left"],
    [{ kept: 0, done: 100, total: 1000, seconds: 1000 }, "100 of 1000 cells, 0.1 cells/s, about 2.5 h left"],
    [{ kept: 5, done: 0, total: 10, seconds: 60 }, "5 of 10 cells"],
  ])("%j", (at, words) => {
    expect(sweepProgress(at)).toBe(words);
  });
});

describe("bars", () => {
  it("stand around a common zero", () => {
    expect(bars([1, 0, -1, null], 9)).toEqual(["    │████", "    │", "████│", "    │"]);
    expect(bars([0.5, 1], 9)).toEqual(["│████", "│████████"]);
    expect(bars([-0.25, -1], 7)).toEqual(["    ▐█│", "██████│"]);
  });

  it("leave −∞ at the left end and draw nothing of rounding errors", () => {
    expect(bars([-1, -Infinity], 5)).toEqual(["████│", "◂───│"]);
    expect(bars([1e-17, -1e-17], 9)).toEqual(["│", "│"]);
  });
});

describe("the verdict", () => {
  it.each([
    [spectrum([0.1], 0.01), /explode: λ₁ = 0.100 ± 0.010, their norm grows ×2.2e4 in 100 layers/],
    [spectrum([-0.1], 0.01), /vanish: λ₁ = -0.100 ± 0.010, their norm shrinks ×4.5e-5/],
    [spectrum([-0.019], 0.01), /At the edge within the error/],
    [spectrum([0.1], null, { networks: 1 }), /explode: λ₁ = 0.10000, /],
    [spectrum([1e-16], 1e-18), /At the edge/],
    [
      spectrum([0.046], 0.0004, {
        status: "drifting",
        drift: { first: 0.0566, second: 0.0354, standardError: 0.0008, significant: true, fit: null },
      }),
      /^λ₁ still falls with depth, from 0\.05660 in the first half of the counted layers to 0\.03540 in the second/,
    ],
    [
      spectrum([0.1, -0.2], 0.0123, { status: "not-converged" }),
      /explode.* Not converged: the largest error, 0\.012, is above the tolerance after all 8 networks\.$/,
    ],
    [
      spectrum([0.1], null, { status: "not-converged", networks: 1 }),
      /Not converged: of some exponent no error is known after all 100 layers\.$/,
    ],
    [spectrum([-Infinity], null, { status: "collapsed" }), /exactly zero/],
    [spectrum([null], null, { status: "overflow" }), /overflows/],
    [spectrum([-0.1], 0.01, { infinite: [3] }), /In 3 of 8 networks they are exactly zero/],
  ])("%#", (measured, says) => {
    expect(verdict(measured)).toMatch(says);
  });
});

const exact: Law = { name: "A", kind: "exact", exponents: [0.1, null, null], domain: "D", source: "S", note: "Note." };
const limit: Law = { name: "B", kind: "limit", exponents: [0.2, 0.05, null], domain: "D", source: "T", note: "Note." };

describe("laws", () => {
  it("each exponent has the first law that speaks of it", () => {
    const merged = mergeLaws([exact, limit], 3);
    expect([0, 1, 2].map((i) => merged.at(i)?.law.name)).toEqual(["A", "B", undefined]);
    expect(mark(merged.laws, 1)).toBe(" b");
    expect(sources(merged.laws, true)).toEqual(["a A (exact; S): Note.", "b B (limit of large width; T): Note."]);
    expect(mergeLaws([exact, limit], 1).laws).toEqual([exact]);
  });

  it("differences are told for exact laws alone", () => {
    const lines = spectrumView(
      spectrum([0.12, 0.06, 0.01], 0.01),
      { network: resolveNetwork() },
      [exact, limit],
      SCREEN,
    );
    expect(lines[1]).toMatch(/0\.120 +0\.010 +0\.100 a +\+2\.0 SE/);
    expect(lines[2]).toMatch(/0\.060 +0\.010 +0\.050 b +│/);
  });
});

describe("a study in words", () => {
  const line = (network: object) => describeStudy(resolveStudy({ network }))[0];

  it("says that it is sampled in law", () => {
    expect(describeStudy(resolveStudy({ sampling: "law" }))[1]).toContain("32 networks · sampled in law · seed 42");
    expect(describeStudy(resolveStudy({}))[1]).not.toContain("law");
  });

  it("has its layer as a formula", () => {
    expect(line({})).toBe("plain: h ← tanh(W h) · n = 64 · gaussian weights · σ_w² = 1");
    expect(line({ block: "residual", scale: 0.3, bias: { variance: 0.1 } })).toContain("h ← h + 0.3 tanh(W h + b) ·");
    expect(line({ branch: ["activation", "linear"], skip: 0.9, scale: 0.1, tied: true })).toMatch(
      /h ← 0\.9 h \+ 0\.1 W tanh\(h\) .* tied/,
    );
    expect(line({ block: "residual", after: ["activation"], activation: "relu" })).toContain("h ← relu(h + relu(W h))");
    expect(line({ activation: "linear" })).toContain("h ← W h ·");
  });

  it.each<[NetworkInput, string]>([
    [{ block: "residual-two-matrix", bias: { variance: 1 } }, "h ← h + V tanh(W h + b) + c"],
    [{ block: "residual-two-matrix", scale: 0.5, bias: { variance: 1 } }, "h ← h + 0.5 (V tanh(W h + b) + c)"],
    [{ block: "preactivation" }, "h ← h + W tanh(h)"],
    [{ block: "preln" }, "h ← h + V tanh(W LN(h))"],
    [{ block: "postln", activation: "gelu" }, "h ← LN(h + V gelu(W h))"],
    [{ block: "layernorm-mlp" }, "h ← tanh(LN(W h))"],
    [{ block: "batchnorm-mlp" }, "h ← tanh(BN(W h)) · n = 64 · B = 8"],
    [{ block: "batchnorm-residual" }, "h ← h + V tanh(BN(W h))"],
    [{ branch: ["rmsnorm", "linear"] }, "h ← W RMS(h)"],
    [{ branch: ["linear", "activation", "linear"], after: ["linear"] }, "h ← W₃ W₂ tanh(W₁ h)"],
    [{ after: ["linear", "layernorm"], block: "residual" }, "h ← LN(V (h + tanh(W h)))"],
    [{ scale: { depth: { from: 1, to: 0.5 } } }, "h ← α tanh(W h) · n = 64 · α = 1 … 0.5 over depth"],
    [{ scale: "1/sqrt(depth)", block: "residual" }, "h ← h + 0.0625 tanh(W h)"],
    [{ weights: { variance: { depth: { from: 1, to: 2 } } } }, "σ_w² = 1 … 2 over depth"],
    [
      { block: "residual-two-matrix", weights: [{ init: "he" }, { law: "orthogonal" }] },
      "W gaussian, σ² = 2 · V orthogonal, σ² = 1",
    ],
    [{ weights: { sparsity: 4, spectralNorm: 1 } }, "· 4 inputs a unit · ‖W‖₂ = 1"],
    [{ block: "preln", norm: { gain: { mean: 2 } } }, "· gain 2"],
  ])("%# has the formula of its block and the laws of its matrices", (network, says) => {
    expect(line(network)).toContain(says);
  });

  it("leaves to an axis what it varies", () => {
    const axes = [{ path: "network.width", values: [4, 8] }];
    const lines = describeStudy(resolveStudy({ axes }));
    expect(lines[0]).not.toContain("n =");
    expect(lines.at(-1)).toBe("network.width: 4, 8");
  });
});

describe("the map", () => {
  const study = resolveStudy({
    axes: [
      { path: "network.weights.variance", values: [1, 2] },
      { path: "network.bias.variance", values: [0, 0.5] },
    ],
  });
  const spectra = [spectrum([-0.1], 0.01), spectrum([-0.3], 0.01), spectrum([0.2], 0.01), null];

  it("has the first axis to the right and the second upwards", () => {
    const lines = mapView(study, spectra, SCREEN);
    expect(lines?.slice(1, 3)).toEqual(["0.5 │≡≡≡   ", "  0 │===###"]);
  });

  it("marks cells with an error above the tolerance, and says what the mark is", () => {
    expect(mapView(study, spectra, SCREEN)?.join("\n")).not.toContain("?");
    const open = spectra.with(1, spectrum([-0.3], 0.01, { status: "not-converged" }));
    const lines = mapView(study, open, { columns: 80, style: styleFor(256) });
    expect(lines?.[1]).toContain("\u001b[38;5;26m???\u001b[39m");
    expect(lines?.at(-1)).toBe("? an error is above the tolerance");
  });

  it("is coloured where colours can be shown", () => {
    const lines = mapView(study, spectra, { columns: 80, style: styleFor(256) });
    expect(lines?.[2]).toContain("\u001b[38;5;160m###\u001b[39m");
    expect(lines?.[1]).toContain("\u001b[38;5;26m≡≡≡\u001b[39m");
  });

  it("is not drawn where it has no room", () => {
    expect(mapView(study, spectra, { ...SCREEN, columns: 5 })).toBeNull();
  });
});
