import { describe, expect, test } from "vitest";
import { checkAxis, defaultAxis, partOf, pointAt, valueAt } from "../../src/lab/axis.ts";
import { cellAt, type Plane, placeOf, planeAxis, planeStudy, spectrumStudy } from "../../src/lab/plane.ts";
import { criticalLines, theoryCell, theoryKey, theoryLattice, theoryOf } from "../../src/lab/theory-map.ts";
import { cleanPage, find, hover, openLab, reached, setControl } from "./page.ts";

/** Depth against residual scaling. */
const DEEP: Plane = { columns: 6, rows: 4, x: planeAxis("network.scale"), y: planeAxis("depth") };

describe("a plane over any two numbers of a study", () => {
  test("tiles both axes, log ones too; every cell is found again", () => {
    const planes: Plane[] = [
      DEEP,
      { ...DEEP, x: { path: "network.skip", from: 1.2, to: 0, log: false } },
      { columns: 9, rows: 7, x: planeAxis("network.width"), y: planeAxis("network.input.variance") },
    ];
    for (const plane of planes) {
      for (let cell = 0; cell < plane.columns * plane.rows; cell++)
        expect(cellAt(plane, placeOf(plane, cell))).toBe(cell);
    }
    expect(valueAt(planeAxis("depth"), 0.5)).toBe(64);
    expect(partOf(DEEP.x, pointAt(DEEP.x, 0.3))).toBeCloseTo(0.3, 12);
  });

  test("becomes a study: cell by cell the values of its places", () => {
    const { cells } = planeStudy({ network: { block: "residual", width: 8 }, ensemble: 2 }, DEEP);
    expect(cells).toHaveLength(24);
    for (const { index, network, depth } of cells) {
      expect({ x: network.scale, y: depth }).toEqual(placeOf(DEEP, index));
    }
    const [cell] = spectrumStudy({ network: { width: 8 } }, DEEP, { x: 0.4, y: 33 }).cells;
    expect(cell).toMatchObject({ depth: 33, network: { scale: 0.4 }, exponents: 8 });
  });

  test("over a field that needs real weights is not sampled in law", () => {
    const plane = { ...DEEP, y: planeAxis("network.weights.sparsity") };
    const { cells } = planeStudy({ network: { width: 8 }, depth: 8 }, plane);
    expect(new Set(cells.map(({ sampling }) => sampling))).toEqual(new Set(["network"]));
  });

  test.each([
    [{ path: "network.scale", from: 0, to: 2, log: true }, /^axes\.0\.from is 0; allowed: a number above 0/],
    [{ path: "network.scale", from: 1, to: 1, log: false }, /^to is 1; allowed/],
    [{ path: "network.scale", from: 1, to: Number.NaN, log: false }, /^to is NaN; allowed/],
    [{ path: "network.activation", from: 1, to: 2, log: false }, /allowed: values/],
  ])("refuses %o", (axis, message) => {
    expect(() => checkAxis(axis)).toThrow(message);
    expect(() => planeStudy({}, { ...DEEP, x: axis })).toThrow();
  });

  test("has the theory of its places: ½ ln(1 + α²) where the branch is linear", async () => {
    const study = { network: { block: "residual", activation: "linear", width: 64 } as const };
    const place = { x: 0.8, y: 64 };
    expect(theoryOf(theoryCell(study, DEEP, place))).toBeCloseTo(0.5 * Math.log(1.64), 9);
  });

  test("has critical lines across any two axes: 2 = α² σ_w² for ReLU", async () => {
    const plane: Plane = {
      columns: 8,
      rows: 5,
      x: planeAxis("network.weights.variance"),
      y: defaultAxis("network.scale"),
    };
    const study = { network: { activation: "relu", width: 64 } as const };
    const lattice = await theoryLattice(study, plane, new AbortController().signal);
    const lines = criticalLines(study, plane, lattice);
    expect(lines.flat().length).toBeGreaterThan(20);
    for (const { x, y } of lines.flat()) expect(x * y ** 2).toBeCloseTo(2, 0);
    expect(theoryKey(study, plane)).not.toBe(theoryKey(study, { ...plane, y: { ...plane.y, to: 3 } }));
  });
});

describe("the page's plane", () => {
  cleanPage();

  test("can be laid over other fields; one wrong end is said and changes nothing", async () => {
    const study = { network: { width: 8 }, depth: 16, ensemble: 2 };
    const root = openLab({ study, grid: { columns: 6, rows: 4 }, engine: "cpu", drawing: "canvas" });
    await reached(root, "done");
    const panel = find<HTMLElement>(root, ".plane-panel");
    setControl(panel, "up", "network.scale");
    await reached(root, "done");
    expect(find(panel, ".overlay").textContent).toContain("residual scaling");
    // The heatmap keeps the plane's place.
    expect(find(root, ".heat-panel .where").textContent).toMatch(/α at σ2?w/);
    const from = find<HTMLInputElement>(panel, "#plane-y-from");
    from.value = "0";
    from.dispatchEvent(new Event("change"));
    expect(find(panel, ".complaint").textContent).toMatch(/^from is 0; allowed: a number above 0 on a log scale/);
    expect(hover(root, { x: 1, y: 0.5 })).toContain("α");
    // The same field on both axes: they change places.
    setControl(panel, "up", "network.weights.variance");
    await reached(root, "done");
    expect(find<HTMLSelectElement>(panel, "#plane-x").value).toBe("network.scale");
  });
});
