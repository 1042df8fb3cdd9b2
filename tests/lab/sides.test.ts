import { describe, expect, test } from "vitest";
import type { GradientProfile } from "../../src/engine/engine.ts";
import { defaultAxis } from "../../src/lab/axis.ts";
import { differenceField, differenceOf, profileDifference, spectrumDifference } from "../../src/lab/difference.ts";
import { Shown } from "../../src/lab/field.ts";
import { type HeatGrid, heatField } from "../../src/lab/heat-field.ts";
import { sideFormula } from "../../src/lab/heat-headings.ts";
import { heatPicture } from "../../src/lab/heat-picture.ts";
import { type HeatQuestion, networkAtCursor, sidesOfQuestion } from "../../src/lab/heat-question.ts";
import { comparisonStudy, heatFields, heatStudy } from "../../src/lab/heat-study.ts";
import { decades, differenceRows } from "../../src/lab/heat-tooltip.ts";
import { FIRST_AXES } from "../../src/lab/plane.ts";
import { sideFields } from "../../src/lab/side-fields.ts";
import { sideStudies, sidesComplaint } from "../../src/lab/side-studies.ts";
import { ownValue } from "../../src/lab/side-values.ts";
import { type SidesChoice, sidesOf } from "../../src/lab/sides.ts";
import { commonTime, LAYERS } from "../../src/lab/time-axis.ts";
import { heightOf } from "../../src/lab/views/heat-surface.ts";
import { resolveNetwork } from "../../src/network/resolve.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { BLOCKS, WEIGHT_LAWS } from "../../src/network/spec.ts";
import type { StudyInput } from "../../src/study/schema.ts";

const PLANE = { columns: 8, rows: 5, ...FIRST_AXES };

function question(network: NetworkInput, sides?: SidesChoice, more: StudyInput = {}): HeatQuestion {
  return {
    study: { network: { width: 8, ...network }, depth: 16, seed: 3, ...more },
    plane: PLANE,
    place: { x: 2.5, y: 0.3 },
    axis: defaultAxis(sides?.path === "network.scale" ? "network.input.variance" : "network.scale"),
    sides,
  };
}

describe("the sides of a comparison", () => {
  test.each<[NetworkInput, SidesChoice, unknown[], string[]]>([
    [{}, { path: "network.activation" }, ["tanh", "relu"], ["tanh", "relu"]],
    [{ activation: "relu" }, { path: "network.activation" }, ["relu", "tanh"], ["relu", "tanh"]],
    [{}, { path: "network.weights.law" }, ["gaussian", "orthogonal"], ["gaussian", "orthogonal"]],
    [{}, { path: "network.block" }, ["plain", "layernorm-mlp"], ["plain", "layernorm-mlp"]],
    [{}, { path: "network.scale" }, [1, 0.5], ["α = 1", "α = 0.5"]],
    // The plane has this field too: its cursor says what the study's own value is.
    [{}, { path: "network.weights.variance" }, [2.5, 1.25], ["σw² = 2.5", "σw² = 1.25"]],
    [{}, { path: "network.weights.variance", values: [1, 2] }, [1, 2], ["σw² = 1", "σw² = 2"]],
    [{}, { path: "network.activation", values: [undefined, "erf"] }, ["tanh", "erf"], ["tanh", "erf"]],
    [{ width: 9 }, { path: "network.width" }, [9, 4], ["n = 9", "n = 4"]],
    [{ width: 1 }, { path: "network.width" }, [1, 2], ["n = 1", "n = 2"]],
    [{}, { path: "network.tied" }, [false, true], ["untied", "tied"]],
    [{ block: "rnn" }, { path: "network.tied" }, [true, false], ["tied", "untied"]],
    [{}, { path: "network.weights.sparsity" }, [8, 2], ["inputs kept = 8", "inputs kept = 2"]],
    [
      { block: "lstm" },
      { path: "network.gates.forget.bias.mean" },
      [0, 1],
      ["forget gate bias = 0", "forget gate bias = 1"],
    ],
    [{}, { path: "network.skip" }, [0, 1], ["plain", "residual"]],
    [{}, { path: "network.skip", values: [0.5, 1] }, [0.5, 1], ["skip = 0.5", "skip = 1"]],
  ])("of %j by %j are %j", (network, choice, values, names) => {
    const sides = sidesOfQuestion(question(network, choice));
    expect(sides.values).toEqual(values);
    expect(sides.names).toEqual(names);
    expect(sides.path).toBe(choice.path);
  });

  test("have Jacobians where the skip path tells them apart, and only there", () => {
    const network = resolveNetwork({ block: "rate", dt: 0.2 });
    expect(sidesOf(network).jacobians).toEqual(["A", "0.8 I + A"]);
    expect(sidesOf(network, { path: "network.skip", values: [undefined, 0.5] }).jacobians).toEqual(["A", "0.5 I + A"]);
    expect(sidesOf(network, { path: "network.activation" }).jacobians).toBeNull();
  });

  test("are offered for every block, with values that it takes and that differ", () => {
    const networks: NetworkInput[] = [
      ...BLOCKS.map((block) => ({ block })),
      { block: "neural-ode", integrator: "rk4" },
      ...[{ split: 4 }, { sparsity: 4 }, { zeroDiagonal: true }, { spectralNorm: 1 }].map((weights) => ({ weights })),
      ...WEIGHT_LAWS.map((law) => ({ weights: { law } })),
      { block: "preln", weights: [{ law: "orthogonal" }, { variance: 2 }] },
      { activation: "linear", scale: "1/sqrt(depth)", weights: { variance: { depth: { from: 1, to: 2 } } } },
    ];
    for (const written of networks) {
      const network = networkAtCursor(question(written));
      const fields = sideFields(network, "network.scale");
      expect(fields[0]?.path).toBe("network.skip");
      expect(fields.map(({ path }) => path)).not.toContain("network.scale");
      for (const { path } of fields) {
        const asked = question(written, { path });
        const block = JSON.stringify(written);
        const { values, names } = sidesOfQuestion(asked);
        expect(values[0], `${block} ${path}`).not.toBe(values[1]);
        expect(names[0]).not.toBe(names[1]);
        expect(sidesComplaint(asked), `${block} ${path}`).toBeNull();
        if (path !== "network.skip") expect(values[0]).toBe(ownValue(network, path));
        const [across] = heatFields(network, path);
        const { cells, axes } = heatStudy({ ...asked, axis: defaultAxis(across?.path ?? "") });
        expect(cells, `${block} ${path}`).toHaveLength(2 * (axes[1]?.values.length ?? 0));
      }
    }
  });

  test("are offered where they say something", () => {
    const paths = (network: NetworkInput) => sideFields(resolveNetwork(network), "").map(({ path }) => path);
    expect(paths({})).not.toContain("network.batch");
    expect(paths({ block: "batchnorm-mlp" })).toContain("network.batch");
    expect(paths({})).not.toContain("network.norm.gain.mean");
    expect(paths({ block: "preln" })).toContain("network.norm.gain.mean");
    expect(paths({ block: "gru" })).toContain("network.gates.update.bias.mean");
    expect(paths({ block: "gru" })).not.toContain("network.gates.forget.bias.mean");
    expect(paths({ block: "rate" })).toContain("network.dt");
    expect(paths({ block: "neural-ode" })).toContain("network.integrator");
    expect(paths({ weights: { law: "student-t" } })).toContain("network.weights.nu");
    // The heatmap's axis may be the skip path where that is not what tells the sides apart.
    const across = heatFields(resolveNetwork({}), "network.scale").map(({ path }) => path);
    expect(across).toContain("network.skip");
    expect(across).not.toContain("network.scale");
  });
});

describe("the studies of both sides", () => {
  test.each<NetworkInput>([
    { block: "residual", skip: 0.9 },
    { block: "neural-ode", integrator: "rk4" },
  ])("differ in their field alone, and keep skip path and integrator: %j", (written) => {
    const asked = question(written, { path: "network.activation" });
    const { cells, axes } = heatStudy({ ...asked, axis: defaultAxis("network.input.variance") });
    expect(axes.map(({ path, values }) => [path, values.length])).toEqual([
      ["network.activation", 2],
      ["network.input.variance", 24],
    ]);
    cells.forEach(({ network, index, at }, place) => {
      expect(index).toBe(place);
      expect(at["network.activation"]).toBe(place < 24 ? "tanh" : "relu");
      const twin = cells[place % 24]?.network;
      expect({ ...network, activation: "tanh" }).toEqual(twin);
      expect(network).toMatchObject({ ...written, weights: { variance: 2.5 } });
    });
  });

  test("of another block have what that block fills in, and the value of the plane's cursor", () => {
    const asked = question({ block: "residual", skip: 0.5, scale: 0.3 }, { path: "network.block" });
    const [a, b] = sideStudies({ ...asked, place: { x: 1.5, y: 0.2 } }).studies.map(({ network }) =>
      resolveNetwork(network),
    );
    expect(a).toMatchObject({ block: "residual", skip: 0.5, scale: 0.3, weights: { variance: 1.5 } });
    expect(b).toEqual(
      resolveNetwork({ width: 8, block: "preln", weights: { variance: 1.5 }, bias: { variance: 0.2 } }),
    );
  });

  test("are sampled in law on both sides or on neither", () => {
    const sampling = (choice: SidesChoice, more?: StudyInput) =>
      sideStudies(question({}, choice, more)).studies.map((study) => study.sampling ?? "network");
    expect(sampling({ path: "network.activation" })).toEqual(["law", "law"]);
    expect(sampling({ path: "network.weights.law" })).toEqual(["law", "law"]);
    const law = "network.weights.law";
    expect(sampling({ path: law, values: [undefined, "uniform"] })).toEqual(["network", "network"]);
    expect(sampling({ path: "network.tied" })).toEqual(["network", "network"]);
    expect(sampling({ path: "network.activation" }, { sampling: "network" })).toEqual(["network", "network"]);
  });

  test("are as deep as each other, whatever their time steps", () => {
    const asked = question({ block: "rate" }, { path: "network.dt" }, { depth: undefined, horizon: 3.2 });
    expect(new Set(heatStudy(asked).cells.map(({ depth }) => depth))).toEqual(new Set([32]));
  });

  test("have as many exponents as their own states", () => {
    const exponents = (network: NetworkInput, choice: SidesChoice) =>
      comparisonStudy(question(network, choice, { exponents: 5 }), 0.5).cells.map((cell) => cell.exponents);
    expect(exponents({ block: "gru" }, { path: "network.block" })).toEqual([8, 16]);
    expect(exponents({}, { path: "network.width" })).toEqual([8, 4]);
  });

  test.each<[SidesChoice, string]>([
    [
      { path: "network.weights.variance", values: [1, -1] },
      "B: network.weights.variance is -1; allowed: a number from 0 to 1000000",
    ],
    [{ path: "network.width", values: [2.5, 8] }, "A: network.width is 2.5; allowed: a whole number from 1 to 16384"],
    [{ path: "network.scale", values: [1, Number.NaN] }, "B: network.scale is NaN; allowed: a number"],
  ])("wrong in %j are refused in one line", (choice, message) => {
    const said = sidesComplaint(question({}, choice)) ?? "";
    expect(said.startsWith(message), said).toBe(true);
    expect(said).not.toContain("\n");
  });

  test.each<[NetworkInput, SidesChoice, string, string]>([
    [{}, { path: "network.activation" }, "α tanh(W h + b)", "α relu(W h + b)"],
    [{ block: "residual" }, { path: "network.scale" }, "h + φ(W h + b)", "h + 0.5 φ(W h + b)"],
    [{}, { path: "network.block" }, "α φ(W h + b)", "α φ(LN(W h + b))"],
    [{ block: "gru" }, { path: "network.block" }, "α GRU(h)", "α LSTM(h, c)"],
  ])("%j by %j: %s | %s", (network, choice, left, right) => {
    const asked = question(network, choice);
    const { cells } = heatStudy(asked);
    const said = [0, 1].map((side) => {
      const cell = cells[(side * cells.length) / 2];
      return cell === undefined ? "" : sideFormula(cell.network, asked.axis.path, choice.path);
    });
    expect(said).toEqual([left, right]);
  });

  test("have layers in common where time is not the same to both", () => {
    expect(commonTime([resolveNetwork({ block: "rate" }), resolveNetwork({})])).toBe(LAYERS);
    expect(commonTime([resolveNetwork({ block: "rnn" }), resolveNetwork({ block: "gru" })]).kind).toBe("step");
    expect(
      commonTime([
        { dt: 0.1, tied: true },
        { dt: 0.05, tied: true },
      ]),
    ).toBe(LAYERS);
  });
});

const GRID: HeatGrid = { columns: [1, 2, 3], layers: [0, 1] };
const ZERO = Number.NEGATIVE_INFINITY;

function profile(values: (number | null)[], error: number, more: Partial<GradientProfile> = {}): GradientProfile {
  return {
    layers: values.map((_, layer) => layer),
    log10GradientNorm: values,
    standardErrors: values.map((value) => (value === null || value === ZERO ? null : error)),
    infinite: values.map(() => 0),
    quantiles: [],
    log10WeightGradientNorm: [values.slice(0, -1)],
    weightStandardErrors: [],
    log10StateNorm: values,
    log10Dilution: null,
    gsc: [],
    slope: { value: -1, standardError: error },
    status: "ok",
    networks: 4,
    ...more,
  };
}

describe("the difference of the sides", () => {
  test("is B − A with the error of independent ensembles, and never NaN", () => {
    expect(differenceOf(-3, 1, 0.3, 0.4)).toEqual({ value: 4, error: 0.5 });
    expect(differenceOf(-3, ZERO, 0.3, null)).toEqual({ value: ZERO, error: null });
    expect(differenceOf(ZERO, -3, null, 0.3)).toEqual({ value: Number.POSITIVE_INFINITY, error: null });
    expect(differenceOf(ZERO, ZERO, null, null)).toEqual({ value: null, error: null });
    expect(differenceOf(null, 1, null, 0.1)).toEqual({ value: null, error: null });
    expect(differenceOf(2, 1, null, 0.1)).toEqual({ value: -1, error: null });
    expect([Number.POSITIVE_INFINITY, ZERO].map((value) => decades(value, null))).toEqual(["+∞", "−∞"]);
  });

  test("of profiles is the ratio at every layer, and of slopes", () => {
    const found = profileDifference(profile([-3, ZERO, 0], 0.3), profile([-1, -1, 0], 0.4));
    expect(found?.log10GradientNorm).toEqual([2, Number.POSITIVE_INFINITY, 0]);
    expect(found?.standardErrors).toEqual([0.5, null, 0.5]);
    expect(found?.slope).toEqual({ value: 0, standardError: 0.5 });
    expect(found?.log10WeightGradientNorm).toEqual([[2, Number.POSITIVE_INFINITY]]);
    const other = profile([-1, -1, 0], 0.4, { log10WeightGradientNorm: [[], []] });
    expect(profileDifference(profile([-3, 0, 0], 0.3), other)?.log10WeightGradientNorm).toEqual([]);
    expect(profileDifference(null, other)).toBeNull();
    expect(profileDifference(profile([null, null], 0, { status: "overflow" }), other)?.status).toBe("overflow");
  });

  test("of spectra goes as far as both do, without −∞", () => {
    const a = { exponents: [1, 0.5, ZERO], standardErrors: [0.3, 0.3, null], status: "ok" } as const;
    const b = { exponents: [2, ZERO], standardErrors: [0.4, null], status: "ok" } as const;
    const found = spectrumDifference(
      { ...a, exponents: [...a.exponents], standardErrors: [...a.standardErrors] },
      { ...b, exponents: [...b.exponents], standardErrors: [...b.standardErrors] },
    );
    expect(found).toEqual({ exponents: [1, null], standardErrors: [0.5, null], status: "ok" });
  });

  test("is a map on one side, with a status where either side has one", () => {
    const profiles = [
      profile([-3, 0], 0.1),
      profile([ZERO, ZERO], 0.1),
      profile([-1, 0], 0.1),
      profile([1, 0], 0.1),
      profile([-2, ZERO], 0.1),
      profile([null, null], 0.1, { status: "overflow" }),
    ];
    const field = differenceField(heatField(GRID, profiles));
    const { nothing, measured, collapsed, overflow } = Shown;
    expect([...field.shown]).toEqual([
      ...[measured, collapsed, overflow, measured, collapsed, overflow],
      ...new Array<number>(6).fill(nothing),
    ]);
    expect([...field.values.slice(0, 6)]).toEqual([4, Number.POSITIVE_INFINITY, 0, 0, 0, 0]);
    // In space: +∞ at the top, −∞ − −∞ in the middle, a difference of 0 too.
    expect([1, 4, 3].map((index) => heightOf(field, index, [-5, 5]))).toEqual([1, 0.5, 0.5]);
    expect(differenceField(heatField(GRID, [profile([-3, 0], 0.1)])).shown[0]).toBe(nothing);
  });

  test("has a scale that is symmetric about 0, in the palette of the plane", () => {
    const columns = [-3, -1, 0].map((value) => profile([value, 0], 0.1));
    const others = [1, 0, 0].map((value) => profile([value, 0], 0.1));
    const { limits, palette } = heatPicture(GRID, [...columns, ...others], "light", "difference");
    expect(limits).toEqual([-4, 4]);
    const [low, middle, high] = [palette.map[0], palette.map[128], palette.map[255]];
    // Blue, neutral, red.
    expect(Math.max(...(low ?? []))).toBe(low?.[2]);
    expect(Math.max(...(middle ?? [])) - Math.min(...(middle ?? []))).toBeLessThan(12);
    expect(Math.max(...(high ?? []))).toBe(high?.[0]);
    const both = heatPicture(GRID, [...columns, ...others], "light", "both");
    expect(both.limits).toEqual([-3, 1]);
    expect(both.palette.map[0]).toEqual([68, 1, 84]);
  });

  test("is told with both values", () => {
    const place = { time: LAYERS, path: "network.scale", value: 0.5, layer: 0 };
    const side = (name: string, value: number, error: number) => ({
      ...{ name, profile: profile([value, 0], error), complete: true, width: 8 },
    });
    const text = differenceRows(place, side("tanh", -3, 0.3), side("relu", 1, 0.4)).map((row) => row.textContent);
    expect(text[0]).toBe("relu − tanh:  α = 0.5,  layer 0");
    expect(text[1]).toBe("relu+1.00 ± 0.40tanh−3.00 ± 0.30difference+4.00 ± 0.50");
    expect(text[2]).toBe("n = 8 · 4 networks · ok");
  });
});
