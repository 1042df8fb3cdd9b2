import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { createCpuEngine } from "../../src/engine/cpu/engine.ts";
import type { Engine, GradientProfile } from "../../src/engine/engine.ts";
import { axisValues, defaultAxis } from "../../src/lab/axis.ts";
import { short } from "../../src/lab/format.ts";
import { heatColourOf, heatPaletteOf } from "../../src/lab/heat-colour.ts";
import { type HeatCell, heatField, heatLimits, indexOf, rowLayers } from "../../src/lab/heat-field.ts";
import { COLUMNS, heatStudy } from "../../src/lab/heat-study.ts";
import { decades } from "../../src/lab/heat-tooltip.ts";
import { cellAt, FIRST_AXES, type Grid, type Place, type Plane, placeOf } from "../../src/lab/plane.ts";
import { runGradient } from "../../src/study/run.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { cleanPage, click, control, find, openLab, type Pixel, pixelsOf, reached, setControl } from "./page.ts";

const GRID: Grid = { columns: 8, rows: 5 };
const PLANE: Plane = { ...GRID, ...FIRST_AXES };
const PLACE: Place = placeOf(PLANE, cellAt(PLANE, { x: 2.55, y: 0.3 }));
const SMALL: StudyInput = { network: { width: 8 }, depth: 16, ensemble: 2, seed: 7 };
/** Takes minutes: whoever interrupts it cannot come too late. */
const LONG: StudyInput = { network: { width: 64 }, depth: 2000, ensemble: 64, seed: 7 };
/** Ten cells of either side. */
const CELLS: readonly (HeatCell & { side: number })[] = [
  [0, 1, 3],
  [0, 9, 12],
  [0, 14, 2],
  [0, 18, 10],
  [0, 22, 6],
  [1, 2, 10],
  [1, 8, 4],
  [1, 13, 13],
  [1, 19, 7],
  [1, 21, 11],
].map(([side = 0, column = 0, row = 0]) => ({ side, column, row }));

let engine: Engine;
beforeAll(() => {
  engine = createCpuEngine({ workers: 2 });
});
afterAll(() => engine.close());
cleanPage();

/** The profiles of the default heatmap, measured without the page. */
async function measured(): Promise<readonly (GradientProfile | null)[]> {
  const axis = defaultAxis("network.scale");
  const study = heatStudy({ study: SMALL, plane: PLANE, place: PLACE, axis });
  let profiles: readonly (GradientProfile | null)[] = [];
  for await (const snapshot of runGradient(study, engine)) profiles = snapshot.cells;
  expect(profiles).not.toContain(null);
  return profiles;
}

async function heatPanel(root: HTMLElement, state = "done"): Promise<HTMLElement> {
  const panel = find<HTMLElement>(root, ".heat-panel");
  await expect.poll(() => panel.dataset.state, { timeout: 25_000, interval: 20 }).toBe(state);
  return panel;
}

/** Once the GPU draws: before that there is no third dimension. */
async function canTurn(panel: HTMLElement): Promise<HTMLButtonElement> {
  const button = find<HTMLButtonElement>(panel, ".segments button:last-child");
  await expect.poll(() => button.disabled).toBe(false);
  return button;
}

const press = (panel: HTMLElement, key: string, shiftKey = false) =>
  find(panel, ".heat-hit").dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true }));

/** Moves the cursor to a cell with the keys. */
function moveTo(panel: HTMLElement, { column, row }: HeatCell): void {
  for (let step = 0; step < 3; step++) {
    press(panel, "ArrowLeft", true);
    press(panel, "ArrowDown", true);
  }
  for (let step = 0; step < column; step++) press(panel, "ArrowRight");
  for (let step = 0; step < row; step++) press(panel, "ArrowUp");
}

/** Centre of the cursor's mark on a side, CSS pixels within the stage. */
function markOf(panel: HTMLElement, side: number): [x: number, y: number] {
  const stage = find(panel, ".heat-stage").getBoundingClientRect();
  const mark = panel.querySelectorAll(".crosshair .box")[side]?.getBoundingClientRect();
  if (mark === undefined) throw new Error(`no cursor on side ${side}`);
  return [mark.left + mark.width / 2 - stage.left, mark.top + mark.height / 2 - stage.top];
}

/** Moves the pointer and returns what the tooltip says, null where there is none. */
function hoverAt(root: HTMLElement, [x, y]: readonly [number, number]): string | null {
  const hit = find(root, ".heat-hit");
  const { left, top } = hit.getBoundingClientRect();
  hit.dispatchEvent(new PointerEvent("pointermove", { clientX: left + x, clientY: top + y }));
  const tooltip = root.querySelectorAll<HTMLElement>(".tooltip")[1];
  return tooltip?.hidden === false ? tooltip.textContent : null;
}

const far = ([r, g, b]: Pixel, [red, green, blue]: Pixel) => Math.hypot(r - red, g - green, b - blue);

const whereOf = (root: HTMLElement, panel: string) => find(root, `${panel} .where`).textContent ?? "";

describe("the heatmap", () => {
  test.each(["WebGPU", "WebGL 2"])("has the colours of its numbers, flat and as surfaces (%s)", async (name) => {
    if (name === "WebGL 2") vi.spyOn(navigator.gpu, "requestAdapter").mockResolvedValue(null);
    // One panel a row: cells large enough that no line between them is near their centres.
    await page.viewport(1100, 800);
    const root = openLab({ study: SMALL, grid: GRID, engine: "cpu" });
    const panel = await heatPanel(root);
    await reached(root, "done");
    const button = await canTurn(panel);
    await expect.poll(() => find(root, ".drawn").textContent).toBe(`map: ${name}`);
    const profiles = await measured();
    const alphas = axisValues(defaultAxis("network.scale"), COLUMNS);
    const field = heatField({ columns: new Array<number>(24).fill(0), layers: rowLayers(16) }, profiles);
    const limits = heatLimits(field);
    const legend = find(panel, ".heat-legend").textContent ?? "";
    expect(legend).toContain(`≤ ${limits[0] === 0 ? "0" : `−${-limits[0]}`}`);
    expect(legend).toContain(`≥ +${limits[1]}`);
    const palette = heatPaletteOf(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    const colours = CELLS.map(({ side, ...cell }) =>
      heatColourOf(palette, field.values[indexOf(field.grid, side, cell)] ?? Number.NaN, limits),
    );
    // They must be far enough apart for the comparison to mean something.
    expect(new Set(colours.map(String)).size).toBeGreaterThan(6);

    for (const space of [false, true]) {
      if (space) button.click();
      await expect.poll(() => find(panel, ".heat").classList.contains("in-space")).toBe(space);
      const places = CELLS.map(({ side, ...cell }) => {
        moveTo(panel, cell);
        return markOf(panel, side);
      });
      moveTo(panel, { column: 5, row: 15 });
      const image = await pixelsOf(find<HTMLElement>(panel, ".heat-stage"));
      const { width, height } = find(panel, ".heat-stage").getBoundingClientRect();
      let seen = 0;
      CELLS.forEach(({ side, column, row }, index) => {
        const [x, y] = places[index] ?? [0, 0];
        const said = hoverAt(root, [x, y]) ?? "";
        const profile = profiles[24 * side + column];
        const head = `${side === 0 ? "plain" : "residual"}:  α = ${short(alphas[column] ?? Number.NaN)},  layer ${row}log`;
        const value = decades(profile?.log10GradientNorm[row], profile?.standardErrors[row]);
        // A surface may hide a part of itself; a flat map hides nothing.
        if (space && !said.startsWith(head)) return;
        seen++;
        expect(said).toContain(head);
        expect(said).toContain(value);
        // The page may be shown smaller than it is.
        const pixel = image.at(Math.floor((x * image.width) / width), Math.floor((y * image.height) / height));
        const colour = colours[index] ?? [0, 0, 0];
        expect(far(pixel, colour), `cell ${side}, ${column}, ${row}: ${pixel}, not ${colour}`).toBeLessThan(6);
      });
      expect(seen).toBeGreaterThanOrEqual(space ? 8 : 10);
    }
    await page.viewport(1280, 800);
  });

  test("tells value, error, range and sample of the cell under the pointer", async () => {
    const root = openLab({ study: SMALL, grid: GRID, engine: "cpu" });
    const panel = await heatPanel(root);
    moveTo(panel, { column: 3, row: 2 });
    const said = hoverAt(root, markOf(panel, 0));
    expect(said).toMatch(
      /^plain: {2}α = [\d.]+, {2}layer 2log₁₀ norm[+−][\d.]+ ± [\d.]+5–95 %(−∞|[+−][\d.]+) … [+−][\d.]+n = 8 · /,
    );
    expect(said).toMatch(/ · 16 networks · (ok|collapsed)/);
    find(root, ".heat-hit").dispatchEvent(new PointerEvent("pointerleave"));
    expect(root.querySelectorAll<HTMLElement>(".tooltip")[1]?.hidden).toBe(true);
  });

  test("turns over with the button and with the key o", async () => {
    const root = openLab({ study: SMALL, grid: GRID, engine: "cpu" });
    const panel = await heatPanel(root);
    const button = await canTurn(panel);
    const frames = () => panel.querySelectorAll(".heat-stage .frame").length;
    const walls = () => panel.querySelectorAll(".heat-stage .wall").length;
    expect([frames(), walls()]).toEqual([2, 0]);
    button.click();
    expect([frames(), walls()]).toEqual([0, 6]);
    expect(button.getAttribute("aria-pressed")).toBe("true");
    const before = markOf(panel, 0);
    const hit = find<HTMLElement>(panel, ".heat-hit");
    await userEvent.dragAndDrop(hit, hit, { sourcePosition: { x: 90, y: 120 }, targetPosition: { x: 190, y: 150 } });
    await expect.poll(() => markOf(panel, 0)[0]).not.toBeCloseTo(before[0], 0);
    press(panel, "o");
    expect([frames(), walls()]).toEqual([2, 0]);
    expect(button.getAttribute("aria-pressed")).toBe("false");
  });

  test("stays flat where only a 2D canvas draws", async () => {
    const root = openLab({ study: SMALL, grid: GRID, engine: "cpu", drawing: "canvas" });
    const panel = await heatPanel(root);
    press(panel, "o");
    expect(panel.querySelectorAll(".heat-stage .frame")).toHaveLength(2);
    expect(find<HTMLButtonElement>(panel, ".segments button:last-child").disabled).toBe(true);
  });
});

describe("the heatmap's cursor", () => {
  test("moves profile and spectra, and the plane where they share an axis", async () => {
    const root = openLab({ study: SMALL, grid: GRID, engine: "cpu", drawing: "canvas" });
    const panel = await heatPanel(root);
    moveTo(panel, { column: 0, row: 5 });
    expect(whereOf(root, ".profile-panel")).toBe("at α = 0.05, layer 5");
    expect(whereOf(root, ".comparison-panel")).toBe("whole spectra at α = 0.05");
    const comparison = find<HTMLElement>(root, ".comparison-panel");
    await expect.poll(() => comparison.dataset.state).toBe("done");
    expect(comparison.querySelectorAll(".side-1 .exponent")).toHaveLength(8);
    expect(find(comparison, ".caption").textContent).toMatch(/^Spread λ₁ − λₙ: (∞|[\d.]+) for A, 0\.\d+ for I/);
    expect(root.querySelectorAll(".profile .curve")).toHaveLength(2);
    expect(find(root, "[aria-live=polite]").textContent).toMatch(/^α 0\.05, layer 5: plain −[\d.]+ ± .*residual [+−]/);
    expect(find(root, ".profile-panel .curve-label").textContent).toMatch(/^(plain|residual) [+−]\d.*nats\/layer$/);
    expect(root.querySelectorAll(".profile .weight-curve")).toHaveLength(0);
    find<HTMLInputElement>(root, "#profile-weights").click();
    expect(root.querySelectorAll(".profile .weight-curve")).toHaveLength(2);
    press(panel, "ArrowRight", true);
    expect(whereOf(root, ".profile-panel")).toMatch(/^at α = 0\.249, layer 5$/);

    setControl(panel, "across", "network.weights.variance");
    await heatPanel(root, "running");
    await heatPanel(root);
    // The column is the plane's cursor, and moves with it.
    expect(whereOf(root, ".profile-panel")).toMatch(/= 2\.81, layer/);
    click(root, { x: 0.7, y: 0.1 });
    expect(whereOf(root, ".profile-panel")).toMatch(/= 0\.778, layer/);
    moveTo(panel, { column: 23, row: 0 });
    expect(whereOf(root, ".spectrum-panel")).toMatch(/= 3\.75, .*= 0\.1$/);
  });

  test("takes the place of the plane's", async () => {
    const root = openLab({ study: SMALL, grid: GRID, engine: "cpu", drawing: "canvas" });
    const panel = await heatPanel(root);
    const before = find(root, ".profile .curve").getAttribute("d");
    click(root, { x: 0.7, y: 0.1 });
    expect(panel.dataset.state).toBe("running");
    expect(whereOf(root, ".heat-panel")).toMatch(/= 0\.75, .*= 0\.1$/);
    expect(root.querySelectorAll(".profile .curve")).toHaveLength(0);
    await heatPanel(root);
    expect(find(root, ".profile .curve").getAttribute("d")).not.toBe(before);
  });
});

describe("the heatmap's run", () => {
  test("stops with Escape and with the button, and stays stopped", async () => {
    for (const how of ["Escape", "button"]) {
      const root = openLab({ study: LONG, grid: GRID, engine: "cpu", drawing: "canvas" });
      const panel = await heatPanel(root, "running");
      const progress = find<HTMLProgressElement>(root, "progress");
      await expect.poll(() => progress.value, { interval: 20 }).toBeGreaterThan(0);
      if (how === "Escape") press(panel, "Escape");
      else find<HTMLButtonElement>(root, ".status .cancel").click();
      expect(panel.dataset.state).toBe("cancelled");
      expect(find<HTMLElement>(root, ".comparison-panel").dataset.state).toBe("cancelled");
      expect(root.dataset.state).toBe("cancelled");
      const before = panel.textContent;
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect(panel.textContent).toBe(before);
      expect(find<HTMLButtonElement>(root, ".status .cancel").disabled).toBe(true);
    }
  });

  test("goes over another axis, and a bad range loses nothing", async () => {
    const root = openLab({ study: SMALL, grid: GRID, engine: "cpu", drawing: "canvas" });
    const panel = await heatPanel(root);
    const canvas = () => find<HTMLCanvasElement>(panel, ".heat-layer canvas");
    const drawn = () => canvas().getContext("2d")?.getImageData(0, 0, canvas().width, canvas().height).data.join();
    const before = drawn();
    setControl(panel, "from", "0");
    const alert = find<HTMLElement>(panel, "[role=alert]");
    expect(alert.textContent).toBe("from is 0; allowed: a number above 0 on a log scale");
    expect(alert.hidden).toBe(false);
    expect(panel.dataset.state).toBe("done");
    expect(drawn()).toBe(before);
    expect(control<HTMLInputElement>(panel, "from").value).toBe("0");
    setControl(panel, "across", "network.input.variance");
    expect(alert.hidden).toBe(true);
    await heatPanel(root, "running");
    await heatPanel(root);
    expect(drawn()).not.toBe(before);
    expect(find(panel, ".axis-title").textContent).toContain("input variance");
  });

  test("is of the page's network", async () => {
    const root = openLab({ study: SMALL, grid: GRID, engine: "cpu", drawing: "canvas" });
    await heatPanel(root);
    const tanh = find(root, ".profile-panel .caption").textContent;
    setControl(root, "activation φ", "relu");
    await heatPanel(root, "running");
    await heatPanel(root);
    expect(find(root, ".profile-panel .caption").textContent).not.toBe(tanh);
  });
});
