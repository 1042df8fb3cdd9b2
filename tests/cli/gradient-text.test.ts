import { describe, expect, it } from "vitest";
import { depthMap } from "../../src/cli/text/depth-map.ts";
import { describe as describeStudy } from "../../src/cli/text/describe.ts";
import { gradientReport } from "../../src/cli/text/gradient-report.ts";
import { gradientVerdict } from "../../src/cli/text/gradient-verdict.ts";
import { logDecimals, ratio } from "../../src/cli/text/number.ts";
import { shownPlaces, weightTitle } from "../../src/cli/text/profile-view.ts";
import { styleFor } from "../../src/cli/text/style.ts";
import type { GradientProfile } from "../../src/engine/engine.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { profile } from "../support/profiles.ts";

const SCREEN = { columns: 80, style: styleFor(0) };
const ENGINE = { kind: "cpu", precision: "f64", adapter: null, reason: null } as const;

function report(study: StudyInput, results: readonly (GradientProfile | null)[], columns = 80): string {
  const measured = { results, seconds: 1, interrupted: results.includes(null) };
  return gradientReport(resolveStudy(study), ENGINE, measured, { ...SCREEN, columns });
}

const widest = (text: string) => Math.max(...text.split("\n").map((line) => line.length));

describe("numbers", () => {
  it("of sizes have two figures of the largest error", () => {
    expect(logDecimals([0.3, 0.01, null])).toBe(2);
    expect(logDecimals([0.0042])).toBe(4);
    expect(logDecimals([12])).toBe(2);
    expect(logDecimals([1e-16, 0, null])).toBe(3);
  });

  it("of ratios have two figures at any size", () => {
    expect([0, 1, 0.31, 12.4, 152, 2e-7, Infinity, null].map(ratio)).toEqual([
      "0",
      "1.0",
      "0.31",
      "12",
      "150",
      "2.0e-7",
      "∞",
      "",
    ]);
  });
});

describe("the layers that are shown", () => {
  it.each([
    [256, 17],
    [300, 16],
    [50, 11],
    [257, 13],
    [5, 6],
    [1, 2],
  ])("of depth %d are %d, evenly spaced, both ends among them", (depth, count) => {
    const places = shownPlaces(Array.from({ length: depth + 1 }, (_, layer) => layer));
    expect(places).toHaveLength(count);
    expect([places[0], places.at(-1)]).toEqual([0, depth]);
    const gaps = places.slice(1).map((place, i) => place - (places[i] ?? 0));
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
  });

  it("name the matrices of a layer where there are several", () => {
    expect([weightTitle(0, 1), weightTitle(1, 2), weightTitle(0, 1, "₀")]).toEqual(["‖∂L/∂W‖", "‖∂L/∂W²‖", "‖∂L/∂W₀‖"]);
  });
});

describe("the verdict on a profile", () => {
  it.each([
    [profile([18.2, 9, 0]), /explode: towards the input their norm grows ×10\^\(18\.20 ± 0\.10\) over 2 layers\.$/],
    [profile([-18.2, 0]), /vanish: towards the input their norm shrinks ×10\^\(-18\.20 ± 0\.10\) over 1 layer\.$/],
    [profile([0.001, 0]), /keep their size within the error of the slope/],
    [profile([1e-16, 0], { slope: { value: 1e-16, standardError: 1e-18 } }), /keep their size to rounding/],
    [profile([-Infinity, 0], { status: "collapsed" }), /exactly zero: in every network/],
    [profile([0, 0], { status: "overflow" }), /overflows/],
    [profile([-9, 0], { infinite: [3, 0] }), /In 3 of 8 networks they are exactly zero; the others make the mean/],
    [
      profile([-9, 0], { normBound: { exponent: 2, standardError: 0.1, log10: [20, 0] } }),
      /The norm product allows ×10\^20\.0, 29\.0 decades more\.$/,
    ],
  ])("%#", (measured, says) => {
    expect(gradientVerdict(measured)).toMatch(says);
  });
});

describe("the map of depths", () => {
  const study = resolveStudy({
    depth: 4,
    axes: [
      { path: "network.skip", values: [0, 1] },
      { path: "network.scale", values: [0.5, 2] },
    ],
  });
  const results = [
    profile([-40, -12, -4, -1, 0]),
    profile([35, 11, 3, 0.9, 0]),
    profile([-Infinity, -Infinity, -2, 0, 0]),
    profile([0, 0, 0, 0, 0], { status: "overflow" }),
  ];

  it("has a line a cell, the input on the left, a sign for every step of decades", () => {
    const lines = depthMap(study, results, SCREEN);
    expect(lines?.slice(0, 8)).toEqual([
      "skip  scale  log10 ‖∂L/∂h‖ over the layers",
      "   0    0.5 │≡≡≡===~~~---···",
      "   0      2 │###***xxx······",
      "",
      "   1    0.5 │000000---······",
      "   1      2 │!!!!!!!!!!!!!!!",
      "            └───────────────",
      "             0             4",
    ]);
    expect(lines?.slice(9)).toEqual([
      "smaller, from:  - 10^-1  ~ 10^-3  = 10^-10  ≡ 10^-30",
      "larger, from:   + 10^1  x 10^3  * 10^10  # 10^30",
      "· within 10^±1  0 exactly zero  ! overflow",
    ]);
  });

  it("takes smaller and larger steps where sizes ask for them", () => {
    const one = resolveStudy({ depth: 2, axes: [{ path: "seed", values: [1] }] });
    expect(depthMap(one, [profile([0.5, 0.05, 0])], SCREEN)?.[1]).toBe("   1 │xxx······");
    expect(depthMap(one, [profile([-1200, -50, 0])], SCREEN)?.[1]).toBe("   1 │≡≡≡~~~···");
  });

  it("takes as many cells and layers as a study has", () => {
    const values = Array.from({ length: 64 }, (_, seed) => seed);
    const deep = profile(Array.from({ length: 4097 }, (_, layer) => (layer - 4096) / 100));
    const many = resolveStudy({ depth: 4096, axes: [{ path: "seed", values }] });
    const lines = depthMap(many, new Array<GradientProfile>(64).fill(deep), SCREEN);
    expect(lines?.filter((line) => line.includes("≡≡≡==="))).toHaveLength(64);
  });

  it("bins the layers where they have no room, and is coloured where colours can be shown", () => {
    const deep = resolveStudy({ depth: 500, axes: [{ path: "seed", values: [1] }] });
    const sizes = Array.from({ length: 501 }, (_, layer) => (500 - layer) / 10);
    expect(depthMap(deep, [profile(sizes)], SCREEN)?.[1]).toMatch(/^ {3}1 │#{29,30}\*+x+\++·+$/);
    expect(depthMap(deep, [profile(sizes)], SCREEN)?.[1]).toHaveLength(80);
    const coloured = depthMap(deep, [profile(sizes)], { columns: 80, style: styleFor(256) });
    expect(coloured?.[1]).toContain("\u001b[38;5;160m#\u001b[39m");
    expect(depthMap(deep, [profile(sizes)], { ...SCREEN, columns: 20 })).toBeNull();
  });
});

describe("the report", () => {
  it("of one cell fits 80 columns, says nothing of a skip path that is not there, and draws", () => {
    const text = report({ network: { activation: "linear" }, depth: 16 }, [
      profile(Array.from({ length: 17 }, (_, layer) => (layer - 16) / 8)),
    ]);
    expect(widest(text)).toBeLessThanOrEqual(80);
    expect(text).not.toContain("dilution");
    expect(text).toMatch(/^ +0 +-2\.00 +0\.10 +-1\.95 … -1\.05 +-2\.00 +1\.0 +█+│$/m);
    expect(text).toMatch(/^λ₁, Newman \(exact\) +-0\.008$/m);
    expect(text).toMatch(/^slope, layers 2 to 14 +-0\.288 +0\.010 +-28\.0 SE$/m);
  });

  it("of an overflow has no table of nothing", () => {
    const text = report({}, [profile([0, 0], { status: "overflow" })]);
    expect(text).toContain("The state overflows");
    expect(text).not.toContain("slope");
  });

  it("of many cells gives up columns where there is no room", () => {
    const study: StudyInput = { axes: [{ path: "network.bias.variance", values: [0, 1] }] };
    const results = [profile([-2, 0]), null];
    const narrow = report(study, results, 65);
    expect(widest(narrow)).toBeLessThanOrEqual(65);
    expect(narrow).not.toContain("∂L/∂W₀");
    expect(narrow).toContain("interrupted: 1 of 2 cells");
    expect(report(study, results, 120)).toMatch(/‖∂L\/∂h₀‖ +± SE +‖∂L\/∂W₀‖ +GSC +gradients$/m);
  });

  it("names what an axis varies in the formula of the layer", () => {
    const axes = [
      { path: "network.skip", values: [0, 1] },
      { path: "network.scale", values: [1, 2] },
    ];
    expect(describeStudy(resolveStudy({ axes }))[0]).toMatch(/^h ← skip h \+ α tanh\(W h\) · n = 64/);
    const activations = [{ path: "network.activation", values: ["relu", "tanh"] }];
    expect(describeStudy(resolveStudy({ axes: activations }))[0]).toMatch(/^plain: h ← φ\(W h\) · /);
  });
});
