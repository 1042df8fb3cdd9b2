import { describe, expect, test } from "vitest";
import type { Spectrum } from "../../src/engine/engine.ts";
import { Doubt, fieldOf, Shown } from "../../src/lab/field.ts";
import { cellAt, FIRST_AXES, type Grid, moved, type Plane, placeOf } from "../../src/lab/plane.ts";
import { zeroLines } from "../../src/lab/zero-line.ts";
import { NOTHING_DERIVED } from "../support/derived.ts";

const GRID: Grid = { columns: 20, rows: 12 };
const PLANE: Plane = { ...GRID, ...FIRST_AXES };

function measured(value: number | null, status: Spectrum["status"] = "ok"): Spectrum {
  return {
    exponents: [value],
    standardErrors: [0.01],
    infinite: [0],
    layerVariances: [1],
    status,
    drift: null,
    networks: 4,
    layers: 9,
    orthogonalizedEvery: 1,
    ...NOTHING_DERIVED,
  };
}

describe("the field", () => {
  test("draws a coarse cell over the block it stands for, a finer one over its own", () => {
    const cells = new Array<Spectrum | null>(240).fill(null);
    cells[0] = measured(-1);
    cells[2] = measured(2);
    const { values, shown } = fieldOf(GRID, cells);
    expect([...values.subarray(0, 5)]).toEqual([-1, -1, 2, 2, 0]);
    expect([...shown.subarray(0, 5)]).toEqual([
      Shown.measured,
      Shown.coarse,
      Shown.measured,
      Shown.coarse,
      Shown.nothing,
    ]);
    expect(shown[3 * 20 + 1]).toBe(Shown.coarse);
    expect(shown[4 * 20]).toBe(Shown.nothing);
  });

  test("marks a cell whose exponent still changes with depth, in its own colour", () => {
    const cells = new Array<Spectrum | null>(240).fill(null);
    cells[3] = measured(0.1, "drifting");
    cells[4] = measured(0.1);
    const field = fieldOf(GRID, cells);
    expect([field.doubt[3], field.doubt[4]]).toEqual([Doubt.drifting, Doubt.none]);
    expect([field.shown[3], field.values[3]]).toEqual([Shown.measured, field.values[4]]);
  });

  test("marks a cell with an error above the tolerance", () => {
    const cells = new Array<Spectrum | null>(240).fill(null);
    cells[3] = measured(0.1, "not-converged");
    const field = fieldOf(GRID, cells);
    expect([field.doubt[3], field.shown[3], field.values[3]]).toEqual([Doubt.open, Shown.measured, Math.fround(0.1)]);
  });

  test("gives every status its own look", () => {
    const cells = new Array<Spectrum | null>(240).fill(null);
    cells[0] = measured(null, "overflow");
    cells[4] = measured(Number.NEGATIVE_INFINITY, "collapsed");
    const { values, shown } = fieldOf(GRID, cells);
    expect([shown[0], shown[4]]).toEqual([Shown.overflow, Shown.collapsed]);
    expect([values[0], values[4]]).toEqual([0, 0]);
  });
});

describe("the measured edge", () => {
  test("lies where λ₁ passes through zero, without the border", () => {
    const cells = Array.from({ length: 240 }, (_, cell) => measured(placeOf(PLANE, cell).x - 1.77));
    const lines = zeroLines(fieldOf(GRID, cells), PLANE);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.length).toBe(12);
    for (const { x } of lines[0] ?? []) expect(x).toBeCloseTo(1.77, 6);
  });

  test("is not drawn through cells that are not measured yet", () => {
    const cells = Array.from({ length: 240 }, (_, cell) =>
      cell === 7 ? null : measured(placeOf(PLANE, cell).x - 1.77),
    );
    expect(zeroLines(fieldOf(GRID, cells), PLANE)).toEqual([]);
  });
});

describe("the plane's grid", () => {
  test("finds every cell by its centre", () => {
    for (let cell = 0; cell < 240; cell++) expect(cellAt(PLANE, placeOf(PLANE, cell))).toBe(cell);
  });

  test("is left on no side", () => {
    expect(moved(PLANE, 0, -1, -1)).toBe(0);
    expect(moved(PLANE, 239, 10, 10)).toBe(239);
    expect(moved(PLANE, 0, 10, 1)).toBe(30);
    expect(cellAt(PLANE, { x: 99, y: -1 })).toBe(19);
  });
});
