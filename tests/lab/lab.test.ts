import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { createCpuEngine } from "../../src/engine/cpu/engine.ts";
import type { Engine, Spectrum } from "../../src/engine/engine.ts";
import { colourOf, paletteOf } from "../../src/lab/colour.ts";
import { exponent } from "../../src/lab/format.ts";
import { FIRST_AXES, type Grid, type Plane, placeOf, planeStudy } from "../../src/lab/plane.ts";
import { BLOCK } from "../../src/network/blocks.ts";
import { BLOCKS } from "../../src/network/spec.ts";
import { runSpectrum } from "../../src/study/run.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { meanFieldExponent } from "../../src/theory/mean-field.ts";
import {
  cleanPage,
  click,
  control,
  find,
  hover,
  openLab,
  photograph,
  reached,
  setControl,
  spectrumPanel,
} from "./page.ts";

const GRID: Grid = { columns: 8, rows: 5 };
const PLANE: Plane = { ...GRID, ...FIRST_AXES };
const CELLS = Array.from({ length: 40 }, (_, cell) => cell);
const SMALL: StudyInput = { network: { width: 32 }, depth: 48, ensemble: 4, seed: 7 };
/** Takes minutes: the tests that interrupt it cannot come too late. */
const LONG: StudyInput = { network: { width: 64 }, depth: 2000, burnIn: 8, ensemble: 64, seed: 7 };

let engine: Engine;
beforeAll(() => {
  engine = createCpuEngine({ workers: 2 });
});
afterAll(() => engine.close());
cleanPage();

/** A browser that knows WebGPU but has no adapter for it. */
function hideWebGpu(): void {
  vi.spyOn(navigator.gpu, "requestAdapter").mockResolvedValue(null);
}

/** The plane of a study, measured without the page. */
async function measured(study: StudyInput): Promise<Spectrum[]> {
  let cells: readonly (Spectrum | null)[] = [];
  for await (const snapshot of runSpectrum(planeStudy(study, PLANE), engine)) cells = snapshot.cells;
  return cells.map((cell) => {
    if (cell === null) throw new Error("a cell was not measured");
    return cell;
  });
}

describe("the plane", () => {
  test.each(["WebGPU", "WebGL 2", "2D canvas"])("shows both phases where they are (%s)", async (name) => {
    if (name === "WebGL 2") hideWebGpu();
    const root = openLab({ study: SMALL, grid: GRID, drawing: name === "2D canvas" ? "canvas" : "gpu" });
    await reached(root, "done");
    await expect.poll(() => find(root, ".drawn").textContent).toBe(`map: ${name}`);
    const look = await photograph(root);
    const limit = Number(/≥ \+([\d.]+)/.exec(find(root, ".scale").textContent ?? "")?.[1]);
    expect(limit).toBeGreaterThan(0);
    const palette = paletteOf(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    const expected = await measured(SMALL);
    let [vanishing, exploding] = [0, 0];
    for (const cell of CELLS) {
      const place = placeOf(PLANE, cell);
      const pixels = look(place);
      // The colour of what was measured, not of theory.
      const colour = colourOf(palette, expected[cell]?.exponents[0] ?? Number.NaN, limit);
      const same = pixels.filter(([r, g, b]) => Math.hypot(r - colour[0], g - colour[1], b - colour[2]) < 6);
      expect(same.length, `cell ${cell}: ${pixels} should be ${colour}`).toBeGreaterThanOrEqual(3);
      // Well off the critical line, the phase that theory foretells.
      const theory = meanFieldExponent("tanh", place.x, place.y);
      if (Math.abs(theory) < 0.09) continue;
      if (theory < 0) vanishing++;
      else exploding++;
      for (const [red, , blue] of same) expect(Math.sign(red - blue)).toBe(Math.sign(theory));
    }
    expect(vanishing).toBeGreaterThan(10);
    expect(exploding).toBeGreaterThan(2);
  });

  test("is drawn without the GPU where neither WebGPU nor WebGL 2 works, and says so", async () => {
    const real = HTMLCanvasElement.prototype.getContext;
    vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation(function (
      this: HTMLCanvasElement,
      kind: string,
      ...rest: unknown[]
    ) {
      return kind === "2d" ? Reflect.apply(real, this, [kind, ...rest]) : null;
    } as typeof real);
    hideWebGpu();
    const root = openLab({ study: SMALL, grid: GRID });
    await expect.poll(() => find(root, ".drawn").textContent).toMatch(/the map is drawn without the GPU$/);
    await reached(root, "done");
    const canvas = find<HTMLCanvasElement>(root, ".maps div canvas");
    const drawn = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data;
    expect(drawn?.every((channel, index) => index % 4 !== 3 || channel === 255)).toBe(true);
  });

  test("draws the critical line and says which is which", async () => {
    const root = openLab({ study: SMALL, grid: GRID, drawing: "canvas" });
    await reached(root, "done");
    expect(find(root, "path.critical:not(.halo)").getAttribute("d")).toMatch(/^M[\d.,L-]{200,}/);
    const legend = find(root, ".legend").textContent;
    for (const said of [
      "nats per layer",
      "measured, n = 32, 4 networks, sampled in law",
      "theory (mean field",
      "χ₁ = 1",
      "overflow",
      "−∞",
    ]) {
      expect(legend).toContain(said);
    }
  });

  test("tells value, error and sample of the cell under the pointer", async () => {
    const root = openLab({ study: SMALL, grid: GRID, drawing: "canvas" });
    expect(hover(root, { x: 3.75, y: 0.1 })).toContain("not measured yet");
    await reached(root, "done");
    const expected = await measured(SMALL);
    const text = hover(root, { x: 3.75, y: 0.1 });
    const cell = expected[7];
    expect(text).toContain(exponent(cell?.exponents[0], cell?.standardErrors[0]));
    expect(text).toMatch(/measured λ₁\+\d\.\d+ ± \d\.\d+/);
    expect(text).toMatch(/theory λ₁\+\d\.\d+/);
    expect(text).toContain("n = 32 · 4 networks · 42 layers · ok");
    find(root, ".hit").dispatchEvent(new PointerEvent("pointerleave"));
    expect(find<HTMLElement>(root, ".tooltip").hidden).toBe(true);
  });
});

describe("the spectrum", () => {
  test("of a clicked cell has error bars, theory and a sentence", async () => {
    const root = openLab({ study: SMALL, grid: GRID, selected: { x: 0.75, y: 0.5 }, drawing: "canvas" });
    let panel = await spectrumPanel(root);
    expect(find(panel, ".caption").textContent).toMatch(/^λ₁ = −\d\.\d+ ± \d\.\d+: gradients vanish/);
    click(root, { x: 3.75, y: 0.1 });
    expect(panel.dataset.state).toBe("running");
    panel = await spectrumPanel(root);
    expect(find(panel, ".where").textContent).toContain("3.75");
    expect(panel.querySelectorAll(".exponent circle")).toHaveLength(32);
    const bars = [...panel.querySelectorAll(".error-bar")].map(
      (bar) => Number(bar.getAttribute("y1")) - Number(bar.getAttribute("y2")),
    );
    expect(bars).toHaveLength(32);
    for (const height of bars) expect(height).toBeGreaterThan(0);
    expect(find(panel, "path.law").getAttribute("d")).toMatch(/^M/);
    expect(find(panel, ".caption").textContent).toMatch(/^λ₁ = \+\d\.\d+ ± \d\.\d+: gradients explode, ×/);
    find<HTMLDetailsElement>(panel, ".data-table").open = true;
    await expect.poll(() => panel.querySelectorAll("tbody tr").length).toBe(32);
  });

  test("follows the arrow keys", async () => {
    const root = openLab({ study: SMALL, grid: GRID, selected: { x: 0.75, y: 0.5 }, drawing: "canvas" });
    find<HTMLElement>(root, ".hit").focus();
    await userEvent.keyboard("{ArrowRight}{ArrowUp}");
    const where = () => find(root, ".spectrum").parentElement?.querySelector(".where")?.textContent;
    expect(where()).toMatch(/= 1\.25.*= 0\.7$/);
    await userEvent.keyboard("{Shift>}{ArrowRight}{ArrowDown}{/Shift}");
    expect(where()).toMatch(/= 3\.75.*= 0\.1$/);
    expect(find(root, "[aria-live=polite]").textContent).toContain("3.75");
  });

  test("of He-ReLU counts what is −∞ instead of drawing it", async () => {
    const study: StudyInput = { network: { width: 8, activation: "relu" }, depth: 64, ensemble: 4 };
    const root = openLab({ study, grid: GRID, selected: { x: 2.25, y: 0.1 }, drawing: "canvas" });
    const panel = await spectrumPanel(root);
    expect(find(panel, ".infinite-note").textContent).toMatch(/λ = −∞/);
    expect(panel.querySelectorAll(".exponent").length).toBeLessThan(8);
    expect(panel.textContent).not.toContain("NaN");
  });
});

describe("a change", () => {
  test("in the middle of a run never shows a stale cell", async () => {
    const young: StudyInput = { network: { width: 8 }, depth: 64, burnIn: 8, ensemble: 64, seed: 7 };
    const expected = await measured(young);
    const root = openLab({ study: { ...young, network: { width: 64 } }, grid: GRID, drawing: "canvas" });
    const first = placeOf(PLANE, 0);
    await expect.poll(() => hover(root, first), { interval: 10 }).toContain("n = 64");
    setControl(root, "width n", "2");
    expect(root.dataset.state).toBe("running");
    const canvas = find<HTMLCanvasElement>(root, ".maps div canvas");
    const drawn = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data;
    expect(drawn?.some((channel) => channel !== 0)).toBe(false);
    let looks = 0;
    while (root.dataset.state === "running") {
      for (const cell of CELLS) expect(hover(root, placeOf(PLANE, cell))).toMatch(/not measured yet|n = 8 /);
      looks++;
      await new Promise(requestAnimationFrame);
    }
    expect(looks).toBeGreaterThan(3);
    expect(root.dataset.state).toBe("done");
    for (const cell of CELLS) {
      const { exponents, standardErrors } = expected[cell] ?? { exponents: [], standardErrors: [] };
      expect(hover(root, placeOf(PLANE, cell))).toContain(exponent(exponents[0], standardErrors[0]));
    }
  });

  test("of the block fills in its skip, and theory follows", async () => {
    const root = openLab({ study: SMALL, grid: GRID, drawing: "canvas" });
    setControl(root, "block", "residual");
    expect(control<HTMLInputElement>(root, "skip").value).toBe("1");
    await reached(root, "done");
    expect(find(root, "path.critical").getAttribute("d")).toBe("");
    expect(hover(root, { x: 1.25, y: 0.5 })).toMatch(/theory λ₁\+/);
  });

  test("to nonsense is refused by name, and measures nothing", async () => {
    const root = openLab({ study: SMALL, grid: GRID, drawing: "canvas" });
    await reached(root, "done");
    setControl(root, "seed", "-1");
    expect(root.dataset.state).toBe("failed");
    expect(find(root, "[role=alert]").textContent).toMatch(/^seed is -1; allowed: a whole number/);
    setControl(root, "seed", "8");
    await reached(root, "done");
    expect(find<HTMLElement>(root, "[role=alert]").hidden).toBe(true);
    // Emptied, it stays so until it is written again; the browser is not handed a NaN.
    setControl(root, "skip", "");
    expect(find(root, ".rail [role=alert]").textContent).toMatch(/^network\.skip is NaN; allowed: a number/);
    expect(control<HTMLInputElement>(root, "skip").value).toBe("");
  });

  test("every block is in the menu, with its equation, and a batch where it has one", () => {
    const root = openLab({ study: SMALL, grid: GRID, drawing: "canvas", debounce: 1e6 });
    const block = control<HTMLSelectElement>(root, "block");
    expect([...block.options].map(({ value }) => value)).toEqual([...BLOCKS]);
    for (const name of BLOCKS) {
      setControl(root, "block", name);
      expect(find(root, ".equation").textContent?.replaceAll("\n", " ")).toBe(BLOCK[name].equation);
      expect(find<HTMLElement>(root, ".rail [role=alert]").hidden).toBe(true);
      expect(control(root, "batch B").closest<HTMLElement>(".field")?.hidden).toBe(!name.startsWith("batchnorm"));
    }
    setControl(root, "batch B", "4");
    expect(find(root, ".legend").textContent).toMatch(/n = 32, \d+ networks/);
    setControl(root, "block", "plain");
    expect(find(root, ".legend").textContent).toContain("n = 32, 4 networks");
  });

  test("to a network in time says so everywhere, and a story sets everything", async () => {
    const study: StudyInput = {
      network: { block: "rate", width: 8 },
      fixedVectors: [{}, { from: 0, units: 2 }],
      depth: 16,
      ensemble: 2,
    };
    const root = openLab({ study, grid: GRID, selected: { x: 2.25, y: 0.1 }, drawing: "canvas" });
    expect(control<HTMLInputElement>(root, "time step dt").value).toBe("0.1");
    expect(control(root, "depth L").getAttribute("aria-valuetext")).toBe("16 steps, T = 1.6");
    await reached(root, "done");
    const panel = await spectrumPanel(root);
    await expect.poll(() => panel.querySelectorAll(".growth line").length).toBe(2);
    expect([...panel.querySelectorAll(".growth text")].map(({ textContent }) => textContent).toSorted()).toEqual([
      "v₁",
      "v₂",
    ]);
    expect(panel.querySelectorAll(".exponent")).toHaveLength(8);
    expect(find(panel, ".derived").textContent).toMatch(/condition number ≥ [\d.]+ after time 1\.4 \(14 steps\)$/);
    expect(hover(root, { x: 2.25, y: 0.1 })).toContain("time 1.4 (14 steps)");
    for (const place of [".spectrum .axis-title:nth-of-type(2)", ".legend .unit"]) {
      expect(find(root, place).textContent).toContain("nats per unit time");
    }
    expect(find(root, ".profile-panel .axis-title").textContent).toBe("start  ←  time t  →  end");
    // λ₁ of the panel is that of the engine, per unit time.
    const [own] = await measured(study);
    const said = hover(root, placeOf(PLANE, 0));
    expect(said).toContain(exponent(Number(own?.exponents[0]) / 0.1, Number(own?.standardErrors[0]) / 0.1));

    const press = (words: string) =>
      [...root.querySelectorAll("button")].find(({ textContent }) => textContent === words)?.click();
    press("Time is depth");
    press("GRU, update gate shut");
    expect(control<HTMLSelectElement>(root, "block").value).toBe("gru");
    expect(["update", "reset", "candidate"].map((gate) => control<HTMLInputElement>(root, gate).value)).toEqual([
      "-4",
      "0",
      "0",
    ]);
    expect(find(root, ".claim").textContent).toMatch(/^With its update gate almost shut/);
    expect(find<HTMLSelectElement>(root, "#heat-axis").value).toBe("network.gates.update.bias.mean");
    expect(find(root, ".legend .unit").textContent).toContain("nats per step");
    setControl(root, "block", "plain");
    expect(find<HTMLElement>(root, ".gate-biases").hidden).toBe(true);
    expect(find<HTMLElement>(root, ".rail [role=alert]").hidden).toBe(true);
    expect(find<HTMLElement>(root, ".heat-controls [role=alert]").hidden).toBe(true);
    expect(root.querySelectorAll(".stories [aria-pressed=true]")).toHaveLength(0);
  });

  test("a drifting cell keeps its colour, is marked, and says so", async () => {
    const study: StudyInput = { ...SMALL, network: { width: 64, block: "residual" }, ensemble: 16 };
    const root = openLab({ study, grid: GRID, selected: { x: 3, y: 0.1 }, drawing: "canvas" });
    expect(find<HTMLElement>(root, ".legend .drifting").hidden).toBe(true);
    await reached(root, "done");
    expect(find<HTMLElement>(root, ".legend .drifting").hidden).toBe(false);
    expect(hover(root, { x: 3.75, y: 0.1 })).toContain("drifting");
    const panel = await spectrumPanel(root);
    expect(find(panel, ".caption").textContent).toMatch(/still falls with depth: .* in their first half/);
    expect(panel.textContent).not.toContain("explode");
  });

  test("a cell whose error stays above the tolerance is marked, and says so", async () => {
    const study: StudyInput = { ...SMALL, tolerance: 1e-6 };
    const root = openLab({ study, grid: GRID, drawing: "canvas" });
    await reached(root, "done");
    expect(find<HTMLElement>(root, ".legend .drifting").innerText).toContain("an error is above the tolerance");
    expect(find<HTMLElement>(root, ".legend .drifting").innerText).not.toContain("changes");
    expect(hover(root, { x: 1, y: 0.1 })).toContain("not-converged");
  });

  test("can be made to every scalar field of the study", async () => {
    const root = openLab({ study: SMALL, grid: GRID, drawing: "canvas" });
    find<HTMLDetailsElement>(root, ".advanced").open = true;
    await expect.poll(() => root.querySelectorAll(".advanced .lil-controller").length).toBeGreaterThan(10);
    const input = find<HTMLInputElement>(root, ".advanced [title^='exponents:'] input");
    expect(input.value).toBe("32");
    input.value = "5";
    input.dispatchEvent(new Event("input"));
    input.dispatchEvent(new Event("blur"));
    const panel = await spectrumPanel(root);
    expect(panel.querySelectorAll(".exponent")).toHaveLength(5);
    // A field without a default is empty, and takes a number.
    const norm = find<HTMLInputElement>(root, ".advanced [title^='network.weights.spectralNorm:'] input");
    expect(norm.value).toBe("");
    norm.value = "1";
    norm.dispatchEvent(new Event("input"));
    norm.dispatchEvent(new Event("blur"));
    await reached(root, "done");
    expect(find(root, ".legend").textContent).toContain("4 networks");
    expect(find(root, ".legend").textContent).not.toContain("in law");
  });
});

describe("a run", () => {
  test.each(["button", "Escape"])("stops with %s and stays stopped", async (how) => {
    const root = openLab({ study: LONG, grid: GRID, drawing: "canvas" });
    const progress = find<HTMLProgressElement>(root, "progress");
    await expect.poll(() => progress.value, { interval: 20 }).toBeGreaterThan(0);
    if (how === "button") find<HTMLButtonElement>(root, ".status .cancel").click();
    else {
      find<HTMLElement>(root, ".hit").focus();
      await userEvent.keyboard("{Escape}");
    }
    expect(root.dataset.state).toBe("cancelled");
    const before = progress.value;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(progress.value).toBe(before);
    expect(root.dataset.state).toBe("cancelled");
    expect(find(root, ".run").textContent).toBe("Run");
  });

  test("leaves the page free", async () => {
    const root = openLab({ study: LONG, grid: GRID, drawing: "canvas" });
    await expect.poll(() => find<HTMLProgressElement>(root, "progress").value, { interval: 20 }).toBeGreaterThan(0);
    const pauses: number[] = [];
    for (let turn = 0, last = performance.now(); turn < 100; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      pauses.push(performance.now() - last);
      last = performance.now();
    }
    pauses.sort((a, b) => a - b);
    expect(pauses[90]).toBeLessThan(100);
  });

  test("says who computes", async () => {
    const root = openLab({ study: SMALL, grid: GRID, drawing: "canvas" });
    await expect.poll(() => find(root, ".badge").textContent).toBe("CPU f64, 2 workers");
    // The browser of the tests has WebGPU, in software.
    expect(find(root, ".why").textContent).toMatch(/computes in software$|^WebGPU found no adapter|no WebGPU/);
    await reached(root, "done");
    expect(find(root, ".speed").textContent).toMatch(/network·layers\/s$/);
  });
});
