import { afterEach, describe, expect, test } from "vitest";
import { faded, paletteOf, placeOf } from "../../src/lab/colour.ts";
import { createFirstPage, type FirstPage } from "../../src/lab/first-page.ts";
import { completeLab, type Lab } from "../../src/lab/lab.ts";
import { interpolate, type Lattice } from "../../src/lab/lattice.ts";
import { markOf, reach, reached as reachedMilestone } from "../../src/lab/milestones.ts";
import type { LabOptions } from "../../src/lab/options.ts";
import { FIRST_AXES, type Grid, placeOf as placeOnPlane, planeCell, planeStudy } from "../../src/lab/plane.ts";
import { theoryCell, theoryLattice, theoryOf } from "../../src/lab/theory-map.ts";
import { drawTheory } from "../../src/lab/views/theory-canvas.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { cleanPage, click, control, find, reached, setControl } from "./page.ts";

const GRID: Grid = { columns: 8, rows: 5 };
const PLANE = { ...GRID, ...FIRST_AXES };
const SMALL: StudyInput = { network: { width: 8 }, depth: 16, ensemble: 2, seed: 7 };

let lab: Lab | null = null;
cleanPage();
afterEach(async () => {
  await lab?.destroy();
  lab = null;
});

function openFirst(options: LabOptions = {}): FirstPage {
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  performance.clearMarks();
  return createFirstPage(root, {
    study: SMALL,
    grid: GRID,
    engine: "cpu",
    workers: 1,
    drawing: "canvas",
    debounce: 20,
    ...options,
  });
}

function complete(page: FirstPage): HTMLElement {
  lab = completeLab(page);
  return page.root;
}

const marks = () => performance.getEntriesByType("mark").map(({ name }) => name);

describe("the first page", () => {
  test("shows controls and theory before anything measures, and says when", async () => {
    const page = openFirst();
    const { root } = page;
    expect(control<HTMLInputElement>(root, "width n").getAttribute("aria-valuetext")).toBe("8");
    expect(find<HTMLSelectElement>(root, "#plane-x").value).toBe("network.weights.variance");
    expect(find(root, ".legend").textContent).toContain("n = 8, 2 networks");
    expect(root.querySelectorAll(".panel")).toHaveLength(6);
    expect(marks()).toContain("lyascope:layout");
    await expect.poll(marks).toContain("lyascope:theory");
    const canvas = find<HTMLCanvasElement>(root, "canvas.map");
    const context = canvas.getContext("2d");
    const at = (x: number, y: number) => context?.getImageData(canvas.width * x, canvas.height * (1 - y), 1, 1).data;
    const [vanishing, exploding] = [at(0.2, 0.5), at(0.95, 0.05)];
    // Blue left of the edge, red right of it.
    expect((vanishing?.[2] ?? 0) - (vanishing?.[0] ?? 0)).toBeGreaterThan(30);
    expect((exploding?.[0] ?? 0) - (exploding?.[2] ?? 0)).toBeGreaterThan(30);
    expect(marks()).not.toContain("lyascope:first-cell");
    complete(page);
    await reached(root, "done");
    expect(marks()).toContain("lyascope:first-cell");
  });

  test("keeps what its controls say for the lab that comes later", async () => {
    const page = openFirst();
    setControl(page.root, "activation φ", "relu");
    setControl(page.root, "width n", "2");
    click(page.root, { x: 3.75, y: 0.1 });
    const root = complete(page);
    expect(control<HTMLSelectElement>(root, "activation φ").value).toBe("relu");
    expect(control(root, "width n").getAttribute("aria-valuetext")).toBe("8");
    expect(find(root, ".legend").textContent).toContain("n = 8, ");
    expect(find(root, ".spectrum-panel .where").textContent).toMatch(/= 3\.75.*= 0\.1$/);
    await reached(root, "done");
  });

  test("stands still when the lab comes", async () => {
    const page = openFirst();
    const parts = [".masthead", ".rail", ".plane-panel", ".plane", ".legend", ".status"];
    const places = () =>
      parts.map((part) => {
        const { left, top, width } = find(page.root, part).getBoundingClientRect();
        return { part, left, top, width };
      });
    const before = places();
    complete(page);
    expect(places()).toEqual(before);
    expect(page.root.querySelector("[aria-busy]")).toBeNull();
  });

  test("of a wrong study has no theory; the lab says why", () => {
    const page = openFirst({ study: { ...SMALL, depth: 0 } });
    expect(marks()).not.toContain("lyascope:theory");
    const root = complete(page);
    expect(find(root, ".rail [role=alert]").textContent).toMatch(/^depth is 0; allowed: a whole number/);
  });

  test("knows the cell that the plane will measure", () => {
    for (const study of [SMALL, { network: { block: "batchnorm-mlp", width: 16 } } as StudyInput]) {
      const { cells } = planeStudy(study, PLANE);
      for (const index of [0, 13, 39]) {
        const { at, index: _, ...cell } = planeCell(study, PLANE, placeOnPlane(PLANE, index));
        expect(cells[index]).toMatchObject(cell);
      }
    }
  });
});

describe("the theory map", () => {
  test("comes coarse first, with the same values where both have one", async () => {
    const coarse: Lattice[] = [];
    const { signal } = new AbortController();
    const fine = await theoryLattice(SMALL, PLANE, signal, (lattice) => coarse.push(lattice));
    const [first = fine] = coarse;
    expect([coarse.length, first.columns, first.rows, fine.columns, fine.rows]).toEqual([1, 21, 11, 81, 41]);
    for (let row = 0; row < first.rows; row++) {
      for (let column = 0; column < first.columns; column++) {
        const value = first.values[row * first.columns + column];
        expect(fine.values[4 * row * fine.columns + 4 * column]).toBe(value);
      }
    }
    const place = { x: PLANE.x.to * 0.75, y: PLANE.y.to * 0.5 };
    expect(interpolate(fine, 0.75, 0.5)).toBeCloseTo(theoryOf(theoryCell(SMALL, PLANE, place)) ?? Number.NaN, 12);
  });

  test("stops when nobody wants it", async () => {
    const controller = new AbortController();
    const lattice = theoryLattice(SMALL, PLANE, controller.signal);
    controller.abort(new Error("another study"));
    await expect(lattice).rejects.toThrow("another study");
  });

  test("lies between the corners that are numbers", () => {
    const values = Float64Array.of(1, Number.NaN, 3, Number.NEGATIVE_INFINITY);
    const lattice: Lattice = { columns: 2, rows: 2, values };
    expect(interpolate(lattice, 0.5, 0.5)).toBeCloseTo(2, 12);
    expect(interpolate(lattice, 0.9, 0.25)).toBeCloseTo(1.5, 12);
    expect(interpolate(lattice, 1, 0.5)).toBeNaN();
    const whole: Lattice = { columns: 2, rows: 2, values: Float64Array.of(0, 1, 2, 3) };
    expect(interpolate(whole, 0.25, 0.75)).toBeCloseTo(1.75, 12);
  });

  test.each(["light", "dark"] as const)(
    "has the palette's faded colours, and bare paper where nothing is known (%s)",
    (theme) => {
      const palette = paletteOf(theme);
      const canvas = document.createElement("canvas");
      Object.assign(canvas, { width: 320, height: 160 });
      const columns = 41;
      const values = Float64Array.from({ length: 2 * columns }, (_, i) =>
        i % columns > 30 ? Number.NaN : (i % columns) / 15 - 1,
      );
      drawTheory(canvas, { columns, rows: 2, values }, palette, 1);
      const pixels = canvas.getContext("2d")?.getImageData(0, 0, 320, 160).data ?? [];
      for (const x of [20, 61, 120, 180, 236, 300]) {
        const value = (40 * (x + 0.5)) / 320 / 15 - 1;
        const colour = palette.map[placeOf(value, 1)];
        const expected = x > 250 || colour === undefined ? palette.paper : faded(palette, colour);
        // Between the fine lines; a pixel on one is a little darker or lighter.
        const found = [0, 1, 2, 3].map((step) => {
          const at = 4 * (80 * 320 + x + step);
          return Math.max(...expected.map((channel, part) => Math.abs(channel - (pixels[at + part] ?? 0))));
        });
        expect(Math.min(...found), `x = ${x}`).toBeLessThan(8);
        expect(Math.max(...found)).toBeGreaterThan(4);
      }
    },
  );
});

describe("a milestone", () => {
  test("is marked once, and can be waited for", async () => {
    performance.clearMarks();
    const soon = reachedMilestone("theory", 5000);
    reach("theory");
    reach("theory");
    await soon;
    expect(performance.getEntriesByName(markOf("theory"))).toHaveLength(1);
    await reachedMilestone("theory", 5000);
    const since = performance.now();
    await reachedMilestone("first-cell", 30);
    expect(performance.now() - since).toBeGreaterThan(20);
  });
});
