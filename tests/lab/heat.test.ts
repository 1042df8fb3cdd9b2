import { describe, expect, test } from "vitest";
import type { GradientProfile } from "../../src/engine/engine.ts";
import { axisValues, defaultAxis } from "../../src/lab/axis.ts";
import { Shown } from "../../src/lab/field.ts";
import { heatColourOf, heatPaletteOf } from "../../src/lab/heat-colour.ts";
import {
  type HeatGrid,
  heatField,
  heatLimits,
  indexOf,
  movedOn,
  nearest,
  rowLayers,
} from "../../src/lab/heat-field.ts";
import type { HeatQuestion } from "../../src/lab/heat-question.ts";
import { comparisonStudy, heatFields, heatOrder, heatStudy } from "../../src/lab/heat-study.ts";
import { decades } from "../../src/lab/heat-tooltip.ts";
import { FIRST_AXES } from "../../src/lab/plane.ts";
import type { HeatSpace } from "../../src/lab/views/canvas-heat.ts";
import { surfaceOf } from "../../src/lab/views/heat-surface.ts";
import { spaceLine } from "../../src/lab/views/space-line.ts";
import { resolveNetwork } from "../../src/network/resolve.ts";

const QUESTION: HeatQuestion = {
  study: {
    network: { width: 16, activation: "relu", block: "residual", skip: 1 },
    depth: 32,
    ensemble: 4,
    exponents: 12,
    seed: 3,
  },
  plane: { columns: 8, rows: 5, ...FIRST_AXES },
  place: { x: 2.5, y: 0.3 },
  axis: defaultAxis("network.scale"),
};
const GRID: HeatGrid = { columns: [1, 2, 3], layers: [0, 1] };

function profile(values: (number | null)[], status: GradientProfile["status"] = "ok"): GradientProfile {
  return {
    layers: values.map((_, layer) => layer),
    log10GradientNorm: values,
    standardErrors: values.map(() => 0.1),
    infinite: values.map(() => 0),
    quantiles: [],
    log10WeightGradientNorm: [],
    weightStandardErrors: [],
    log10StateNorm: values,
    log10Dilution: null,
    gsc: [],
    slope: { value: 0, standardError: null },
    status,
    networks: 2,
  };
}

describe("the heatmap's study", () => {
  test("holds both sides of every column, at the cursor's place", () => {
    const { axes, cells } = heatStudy(QUESTION);
    expect(axes.map(({ path, values }) => [path, values.length])).toEqual([
      ["network.skip", 2],
      ["network.scale", 24],
    ]);
    expect(axes[1]?.values[0]).toBe(0.05);
    expect(axes[1]?.values.at(-1)).toBe(2);
    cells.forEach(({ network, depth, ensemble }, index) => {
      expect(network.skip).toBe(index < 24 ? 0 : 1);
      expect(network.scale).toBe(axes[1]?.values[index % 24]);
      expect(network).toMatchObject({ activation: "relu", weights: { variance: 2.5 }, bias: { variance: 0.3 } });
      expect(depth).toBe(32);
      expect(ensemble).toBeGreaterThanOrEqual(2);
    });
  });

  test("asks for fewer networks where they are large", () => {
    const networks = (width: number) =>
      heatStudy({ ...QUESTION, study: { network: { width }, depth: 64 } }).cells[0]?.ensemble ?? 0;
    expect(networks(64)).toBeGreaterThan(networks(1024));
    expect(networks(8192)).toBe(2);
  });

  test("measures the chosen column first, then coarse to fine, both sides together", () => {
    const order = heatOrder(24, 5);
    expect(order.slice(0, 8)).toEqual([5, 29, 0, 24, 16, 40, 8, 32]);
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 48 }, (_, cell) => cell));
  });

  test("goes over every number that shapes a network, residual scaling first", () => {
    const fields = heatFields(resolveNetwork({}));
    expect(fields.map(({ path }) => path)).toEqual([
      "network.scale",
      "network.width",
      "network.batch",
      "network.weights.variance",
      "network.weights.sparsity",
      "network.weights.spectralNorm",
      "network.bias.variance",
      "network.norm.gain.mean",
      "network.norm.gain.variance",
      "network.norm.bias.variance",
      "network.input.variance",
      "network.input.everyLayer",
    ]);
    for (const { path } of fields) {
      const { cells, axes } = heatStudy({ ...QUESTION, axis: defaultAxis(path) });
      expect(cells).toHaveLength(2 * (axes[1]?.values.length ?? 0));
    }
  });

  test("takes whole numbers once", () => {
    const widths = axisValues({ path: "network.width", from: 2, to: 12, log: true }, 24);
    expect(widths).toEqual([...new Set(widths)]);
    expect(widths.every(Number.isInteger)).toBe(true);
  });

  test.each([
    [{ path: "network.scale", from: 0, to: 2, log: true }, /from is 0; allowed: a number above 0 on a log scale/],
    [{ path: "network.scale", from: 1, to: 1, log: false }, /^to is 1; allowed: a number other than 1/],
    [{ path: "network.scale", from: Number.NaN, to: 1, log: false }, /from is NaN; allowed: a number/],
    [{ path: "network.bias.variance", from: -1, to: 1, log: false }, /is -1; allowed: a number from 0/],
    [{ path: "network.width", from: 4, to: 1e6, log: true }, /allowed: a whole number from 1 to 16384/],
  ])("refuses %o by name", (axis, message) => {
    expect(() => heatStudy({ ...QUESTION, axis })).toThrow(message);
  });

  test("compares whole spectra at one column", () => {
    const { cells } = comparisonStudy(QUESTION, 0.3);
    expect(cells.map(({ network, exponents }) => [network.skip, network.scale, exponents])).toEqual([
      [0, 0.3, 16],
      [1, 0.3, 16],
    ]);
    expect(cells[0]?.ensemble).toBeGreaterThanOrEqual(2);
  });
});

describe("the heatmap's field", () => {
  test("gives every status its own look, and leaves what is not measured", () => {
    const profiles = [
      profile([-3, 0]),
      null,
      profile([Number.NEGATIVE_INFINITY, 0], "collapsed"),
      profile([null, null], "overflow"),
      profile([7, 0]),
      null,
    ];
    const { values, shown } = heatField(GRID, profiles);
    const { nothing, measured, collapsed, overflow } = Shown;
    expect([...shown]).toEqual([
      ...[measured, nothing, collapsed, measured, nothing, measured],
      ...[overflow, measured, nothing, overflow, measured, nothing],
    ]);
    expect(values[indexOf(GRID, 0, { column: 0, row: 0 })]).toBe(-3);
    expect(values[indexOf(GRID, 1, { column: 1, row: 0 })]).toBe(7);
  });

  test("shows at most 257 of the layers, both ends among them", () => {
    const layers = rowLayers(4000);
    expect(layers).toHaveLength(257);
    expect([layers[0], layers.at(-1)]).toEqual([0, 4000]);
    const deep = profile(Array.from({ length: 4001 }, (_, layer) => layer / 100));
    const field = heatField({ columns: [1], layers }, [deep, null]);
    layers.forEach((layer, row) => {
      expect(field.values[row]).toBeCloseTo(layer / 100, 4);
    });
  });

  test("has one scale for both sides, of 20 decades either way at most", () => {
    const of = (...values: number[]) =>
      heatLimits({ grid: GRID, values: new Float32Array(values), shown: new Uint8Array(values.length).fill(1) });
    expect(of(-80, -40, 0, 35)).toEqual([-20, 20]);
    expect(of(-3.2, 0, 0.1)).toEqual([-4, 1]);
    expect(of(-0.31, 0)).toEqual([-0.4, 0]);
    expect(of(0, 0, 0)).toEqual([-0.1, 0.1]);
    // One column in a hundred may do as it likes.
    expect(of(...new Array<number>(199).fill(1), 15)).toEqual([0, 1]);
    expect(heatLimits(heatField(GRID, []))).toEqual([-1, 1]);
  });

  test("saturates beyond its ends", () => {
    const palette = heatPaletteOf("light");
    expect(heatColourOf(palette, -80, [-20, 20])).toEqual([68, 1, 84]);
    expect(heatColourOf(palette, 35, [-20, 20])).toEqual([253, 231, 37]);
    expect(heatColourOf(palette, 0, [-20, 20])).toEqual(palette.map[128]);
  });

  test("becomes a surface between the columns that are measured", () => {
    const field = heatField(GRID, [profile([-4, 0]), null, profile([Number.NEGATIVE_INFINITY, 2]), null, null, null]);
    const { positions, indices } = surfaceOf(field, 0, [-4, 4]);
    const heights = Array.from({ length: 6 }, (_, vertex) => positions[3 * vertex + 1]);
    // Column 1 is not measured: its height is nobody's.
    expect([heights[0], heights[2], heights[3], heights[5]]).toEqual([0, 0, 0.5, 0.75]);
    expect(new Set(indices)).toEqual(new Set([0, 2, 3, 5]));
    expect(surfaceOf(field, 1, [-4, 4]).indices).toHaveLength(0);
  });

  test("is left on no side, and finds the nearest column", () => {
    expect(movedOn(GRID, { column: 0, row: 1 }, -10, 10)).toEqual({ column: 0, row: 1 });
    expect(movedOn(GRID, { column: 0, row: 1 }, 10, -10)).toEqual({ column: 2, row: 0 });
    expect(nearest([0.1, 1, 10], 4, true)).toBe(2);
    expect(nearest([0.1, 1, 10], 4, false)).toBe(1);
  });

  test("says decades with their error", () => {
    expect(decades(-3.21439, 0.081)).toBe("−3.214 ± 0.081");
    expect(decades(12.5, 1.7)).toBe("+12.50 ± 1.70");
    expect(decades(Number.NEGATIVE_INFINITY, null)).toBe("−∞");
    expect(decades(null, null)).toBe("–");
  });
});

describe("a line on a surface", () => {
  // Nothing is known of the middle column: the surface goes straight from the first to the last one.
  const field = heatField(GRID, [profile([-4, 0]), null, profile([0, 0]), null, null, null]);
  const asked: number[][] = [];
  const space: HeatSpace = {
    project(side, point) {
      asked.push([side, ...point]);
      return [point[0], point[2]];
    },
    pick: () => null,
  };
  const lineAt = (part: number, side = 0) => spaceLine(space, field, [-4, 0], side, part);

  test("goes from input to output at the height of the surface, between columns too", () => {
    expect(lineAt(0.5 / 3)).toEqual([
      [0.5 / 3, 0],
      [0.5 / 3, 1],
    ]);
    expect(asked).toEqual([
      [0, 0.5 / 3, 0.25, 0],
      [0, 0.5 / 3, 0.75, 1],
    ]);
    expect(lineAt(0.5)[0]).toEqual([0.5, 0.5]);
    expect(lineAt(2 / 3)[0]?.[1]).toBeCloseTo(0.75, 12);
  });

  test("ends with the surface, and is nowhere where nothing is measured", () => {
    expect(lineAt(0)).toEqual(lineAt(0.5 / 3));
    expect(lineAt(0.5, 1)).toEqual([]);
    const one = heatField(GRID, [profile([-4, 0]), null, null, null, null, null]);
    expect(spaceLine(space, one, [-4, 0], 0, 0.9)).toEqual([]);
  });
});
