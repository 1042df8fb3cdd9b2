import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { createCpuEngine } from "../../src/engine/cpu/engine.ts";
import type { Engine, Snapshot } from "../../src/engine/engine.ts";
import { defaultAxis, type LabAxis } from "../../src/lab/axis.ts";
import { Gate } from "../../src/lab/gate.ts";
import { LabEngine } from "../../src/lab/lab-engine.ts";
import { pausable } from "../../src/lab/pausable.ts";
import { cellAt, FIRST_AXES, type Place, type Plane, placeOf, planeAxis, planeStudy } from "../../src/lab/plane.ts";
import { probeTheory } from "../../src/lab/probe-theory.ts";
import { theoryCell, theoryOf } from "../../src/lab/theory-map.ts";
import { zoomedAround, zoomedTo } from "../../src/lab/zoom.ts";
import { runSpectrum } from "../../src/study/run.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { Pace } from "../support/pace.ts";
import { cleanPage, find, hover, onScreen, openLab, press, reached, setControl, spectrumPanel } from "./page.ts";

const GRID = { columns: 6, rows: 4 };
const PLANE: Plane = { ...GRID, ...FIRST_AXES };
const STUDY: StudyInput = { network: { width: 8 }, depth: 16, ensemble: 2, seed: 5 };

describe("a run that is paused", () => {
  let engine: Engine;
  beforeAll(() => {
    engine = createCpuEngine({ workers: 2 });
  });
  afterAll(() => engine.close());

  test("goes on with the cells that are missing, and ends with the same bits", async () => {
    const study = planeStudy({ ...STUDY, network: { width: 24 }, depth: 128, ensemble: 20 }, { ...PLANE, columns: 12 });
    const gate = new Gate();
    const asked: number[][] = [];
    const known: number[][] = [];
    let last: Snapshot | null = null;
    const paused = {
      spectrum: (job: Parameters<Engine["spectrum"]>[0], signal?: AbortSignal) =>
        pausable(
          job,
          (part, stop) => {
            asked.push(part.cells.map((cell) => job.cells.indexOf(cell)));
            known.push(last === null ? [] : last.complete.flatMap((done, index) => (done ? [index] : [])));
            return engine.spectrum(part, stop);
          },
          gate,
          signal,
        ),
    };
    let pauses = 0;
    let before = 0;
    // In the order of the job, as the engine is asked.
    const job = { cells: study.cells };
    for await (const snapshot of paused.spectrum(job)) {
      last = snapshot;
      const done = snapshot.complete.filter((each) => each).length;
      expect(snapshot.total).toBe(48 * 20 * 128);
      if (done < 6 * (pauses + 1) || done > 36 || pauses === 3) continue;
      pauses++;
      expect(done).toBeGreaterThan(before);
      before = done;
      gate.close();
      const runs = asked.length;
      setTimeout(() => {
        // As long as the gate is closed nothing is begun.
        expect(asked).toHaveLength(runs);
        gate.open();
      }, 30);
    }
    expect(pauses).toBeGreaterThan(0);
    expect(asked).toHaveLength(pauses + 1);
    for (const [run, cells] of asked.entries()) {
      const finished = new Set(known[run]);
      expect(cells.filter((cell) => finished.has(cell))).toEqual([]);
      expect(cells.length + finished.size).toBe(48);
    }
    let straight: Snapshot | null = null;
    for await (const snapshot of runSpectrum(study, engine)) straight = snapshot;
    expect((last as Snapshot | null)?.cells).toEqual((straight as Snapshot | null)?.cells);
    expect((last as Snapshot | null)?.done).toBe(48 * 20 * 128);
  });

  test("of cells that stop early ends with all of its work, and with the same bits", async () => {
    const network = { width: 8, activation: "linear" } as const;
    const study = planeStudy({ network, depth: 32, ensemble: 128, tolerance: 0.03, seed: 3 }, PLANE);
    const gate = new Gate();
    let last: Snapshot | null = null;
    let paused = false;
    for await (const snapshot of pausable(study, (part, stop) => engine.spectrum(part, stop), gate)) {
      last = snapshot;
      expect(snapshot.done).toBeLessThanOrEqual(snapshot.total);
      if (paused || !snapshot.complete.includes(true)) continue;
      paused = true;
      gate.close();
      setTimeout(() => gate.open(), 10);
    }
    const { cells, done, total, complete } = last ?? { cells: [], done: 0, total: 1, complete: [false] };
    expect(complete).not.toContain(false);
    expect(done).toBe(total);
    expect(cells.some((cell) => (cell?.networks ?? 128) < 128)).toBe(true);
    let straight: Snapshot | null = null;
    for await (const snapshot of engine.spectrum(study)) straight = snapshot;
    expect(cells).toEqual((straight as Snapshot | null)?.cells);
  });

  test("can be aborted while it waits", async () => {
    const gate = new Gate();
    gate.close();
    const controller = new AbortController();
    const run = pausable({ cells: [] }, () => engine.spectrum({ cells: [] }), gate, controller.signal);
    const next = run.next();
    controller.abort(new Error("enough"));
    await expect(next).rejects.toThrow("enough");
  });
});

describe("a refined plane", () => {
  test("has the axes of the rectangle, whichever way it was drawn, to a hundredth of its size", () => {
    const corners: [Place, Place] = [
      { x: 2.6666667, y: 0.1234567 },
      { x: 1.3333333, y: 0.7 },
    ];
    const expected = { x: { ...PLANE.x, from: 1.33, to: 2.67 }, y: { ...PLANE.y, from: 0.123, to: 0.7 } };
    expect(zoomedTo(PLANE, ...corners)).toEqual(expected);
    expect(zoomedTo(PLANE, corners[1], corners[0])).toEqual(expected);
  });

  test("keeps log scales, whole numbers, the way an axis goes, and its own ends", () => {
    const plane: Plane = { ...GRID, x: planeAxis("network.scale"), y: planeAxis("depth") };
    const part = zoomedTo(plane, { x: 0.123456, y: 31.6 }, { x: 9, y: 500 });
    expect(part).toEqual({ x: { ...plane.x, from: 0.123, to: 2 }, y: { ...plane.y, from: 32, to: 256 } });
    const skip: LabAxis = { path: "network.skip", from: 1.2, to: 0, log: false };
    const back = zoomedTo({ ...plane, x: skip }, { x: 0.3, y: 16 }, { x: 0.9, y: 64 });
    expect(back?.x).toEqual({ ...skip, from: 0.9, to: 0.3 });
    // Close values on a log scale keep what tells them apart.
    const close = zoomedTo(plane, { x: 1, y: 16 }, { x: 1.0512345, y: 64 });
    expect(close?.x.to).toBe(1.0512);
  });

  test("around a place is half as long and stays on the plane", () => {
    expect(zoomedAround(PLANE, { x: 2, y: 0.5 })).toEqual({
      x: { ...PLANE.x, from: 1, to: 3 },
      y: { ...PLANE.y, from: 0.25, to: 0.75 },
    });
    expect(zoomedAround(PLANE, { x: 3.9, y: 0.1 })).toEqual({
      x: { ...PLANE.x, from: 2, to: 4 },
      y: { ...PLANE.y, from: 0, to: 0.5 },
    });
  });

  test("is refused where its cells would be the same", () => {
    expect(zoomedTo(PLANE, { x: 2, y: 0.1 }, { x: 2, y: 0.9 })).toBeNull();
    expect(zoomedTo(PLANE, { x: 2, y: 0.1 }, { x: 2.000001, y: 0.9 })).toBeNull();
    const widths: Plane = { ...PLANE, x: defaultAxis("network.width") };
    expect(zoomedTo(widths, { x: 16.1, y: 0.1 }, { x: 16.4, y: 0.9 })).toBeNull();
  });
});

describe("the page's probe", () => {
  cleanPage();
  beforeEach(() => {
    // Events that a script makes have no pointer to capture.
    vi.spyOn(Element.prototype, "setPointerCapture").mockImplementation(() => undefined);
  });

  const frame = () => new Promise(requestAnimationFrame);
  const open = (options: Parameters<typeof openLab>[0] = {}) =>
    openLab({ study: STUDY, grid: GRID, engine: "cpu", drawing: "canvas", selected: { x: 1, y: 0.5 }, ...options });
  const said = (root: HTMLElement) => find(root, "[aria-live=polite]").textContent ?? "";
  const readout = (root: HTMLElement) => find(root, ".probe-place").textContent ?? "";

  function point(root: HTMLElement, kind: string, place: Place, more: PointerEventInit = {}): void {
    find(root, ".plane-hit").dispatchEvent(
      new PointerEvent(kind, { ...onScreen(root, place), bubbles: true, pointerId: 7, ...more }),
    );
  }

  async function quiet(root: HTMLElement): Promise<void> {
    await reached(root, "done");
    await spectrumPanel(root);
    await expect.poll(() => root.querySelectorAll(".panel[data-state=running]").length).toBe(0);
  }

  test("is dragged with theory in every frame, and measured once when it rests", async () => {
    const study: StudyInput = { ...STUDY, network: { width: 48 }, depth: 8 };
    const root = open({ study });
    await quiet(root);
    const jobs = vi.spyOn(LabEngine.prototype, "spectrum");
    const gradients = vi.spyOn(LabEngine.prototype, "gradient");
    const panel = find<HTMLElement>(root, ".spectrum-panel");
    const places = Array.from({ length: 12 }, (_, step) => ({ x: 1 + 0.2 * step, y: 0.5 - 0.03 * step }));
    let drawn = 0;
    const observer = new MutationObserver(() => drawn++);
    observer.observe(find(root, ".probe-place"), { childList: true });
    const took: number[] = [];
    const real = requestAnimationFrame;
    vi.spyOn(window, "requestAnimationFrame").mockImplementation((callback) =>
      real((now) => {
        const since = performance.now();
        callback(now);
        took.push(performance.now() - since);
      }),
    );
    point(root, "pointerdown", { x: 1, y: 0.5 });
    expect(Element.prototype.setPointerCapture).toHaveBeenCalledWith(7);
    const curves = new Set<string | null>();
    const levels = new Set<string | null>();
    const pace = new Pace();
    for (const place of places) {
      pace.sample();
      // Far more events than frames.
      for (const part of [0.2, 0.6, 1]) point(root, "pointermove", { x: place.x - 0.1 + 0.1 * part, y: place.y });
      await new Promise((resolve) => real(resolve));
      await new Promise((resolve) => setTimeout(resolve));
      expect(panel.dataset.state).toBe("following");
      const [x = 0, y = 0] =
        readout(root)
          .match(/\d+(\.\d+)?(?=,|$)/g)
          ?.map(Number) ?? [];
      expect(Math.hypot(x - place.x, y - place.y)).toBeLessThan(0.02);
      const law = theoryOf(theoryCell(study, PLANE, { x, y }));
      expect(Number(find(root, ".probe-theory").textContent?.replace("−", "-"))).toBeCloseTo(law ?? Number.NaN, 2);
      curves.add(find(panel, "path.law").getAttribute("d"));
      levels.add(find(root, ".profile-panel .probe-line").getAttribute("y1"));
      expect(panel.querySelectorAll(".exponent")).toHaveLength(0);
    }
    observer.disconnect();
    // One picture a frame, of the last event, and each with its own theory.
    expect(drawn).toBeLessThanOrEqual(13);
    expect(drawn).toBeGreaterThanOrEqual(12);
    expect([curves.size, levels.size]).toEqual([12, 12]);
    took.sort((a, b) => a - b);
    // Other tests run beside: what they take from the frames they take from the pace.
    expect(took[6]).toBeLessThan(16 * pace.factor);
    expect(jobs).not.toHaveBeenCalled();
    expect(gradients).not.toHaveBeenCalled();

    const end = places.at(-1) ?? { x: 0, y: 0 };
    point(root, "pointerup", end);
    const rest = placeOf(PLANE, cellAt(PLANE, end));
    expect(panel.dataset.state).toBe("running");
    await spectrumPanel(root);
    expect(jobs.mock.calls.filter(([job]) => job.cells.length === 1)).toHaveLength(1);
    expect(jobs.mock.calls[0]?.[0].cells[0]?.network).toMatchObject({
      weights: { variance: rest.x },
      bias: { variance: rest.y },
    });
    expect(panel.querySelectorAll(".exponent")).toHaveLength(48);
    await quiet(root);
  });

  test("marks the heatmap where an axis is shared, and reads the cell that is measured", async () => {
    const root = open();
    setControl(find(root, ".heat-panel"), "across", "network.weights.variance");
    await quiet(root);
    point(root, "pointerdown", { x: 1, y: 0.5 });
    const xs = new Set<number>();
    for (const x of [1.2, 2.1, 3.05]) {
      point(root, "pointermove", { x, y: 0.4 });
      await frame();
      const lines = root.querySelectorAll(".heat-probe .probe-line");
      expect(lines).toHaveLength(2);
      xs.add(Number(lines[0]?.getAttribute("x1")));
      const cell = hover(root, { x, y: 0.4 });
      expect(cell).toBe("");
      expect(find(root, ".probe-measured").textContent).toMatch(/^[−+]\d\.\d+ ± \d\.\d+$/);
    }
    expect([...xs]).toEqual([...xs].toSorted((a, b) => a - b));
    expect(xs.size).toBe(3);
    point(root, "pointerup", { x: 3.05, y: 0.4 });
    expect(root.querySelectorAll(".heat-probe line")).toHaveLength(0);
  });

  test("is not lost by wrong gestures", async () => {
    const root = open();
    await quiet(root);
    const home = readout(root);
    // Out of the plane, and released there: the border is as far as it goes.
    point(root, "pointerdown", { x: 1, y: 0.5 });
    point(root, "pointermove", { x: 9, y: -3 });
    await frame();
    expect(readout(root)).toMatch(/= 4,.*= 0$/);
    expect(said(root)).not.toMatch(/NaN/);
    point(root, "pointerup", { x: 9, y: -3 });
    expect(readout(root)).toMatch(/= 3\.667,.*= 0\.125$/);
    // Escape in the middle: as if it had not been touched.
    const before = readout(root);
    point(root, "pointerdown", { x: 3.6, y: 0.2 });
    point(root, "pointermove", { x: 1, y: 0.5 });
    await frame();
    expect(readout(root)).not.toBe(before);
    press(root, "Escape");
    expect(readout(root)).toBe(before);
    expect(said(root)).toBe("The probe is back where it was.");
    point(root, "pointerup", { x: 1, y: 0.5 });
    expect(readout(root)).toBe(before);
    // Another finger, another button, and a browser that takes the pointer away.
    point(root, "pointerdown", { x: 1, y: 0.5 }, { button: 2 });
    point(root, "pointerup", { x: 1, y: 0.5 }, { button: 2 });
    expect(readout(root)).toBe(before);
    point(root, "pointerdown", { x: 3.6, y: 0.2 });
    point(root, "pointerup", { x: 1, y: 0.5 }, { pointerId: 8 });
    point(root, "pointercancel", { x: 1, y: 0.5 });
    expect(readout(root)).toBe(before);
    expect(before).not.toBe(home);
    // Space while nothing runs.
    await quiet(root);
    press(root, " ");
    expect(said(root)).toBe("Nothing is being measured.");
    expect(root.hasAttribute("data-paused")).toBe(false);
    expect(find<HTMLButtonElement>(root, ".pause").disabled).toBe(true);
  });

  test("stands on a plane that is refined by a drag, a button and keys, and goes back", async () => {
    const root = open();
    await quiet(root);
    const ends = () =>
      ["x-from", "x-to", "y-from", "y-to"].map((end) => find<HTMLInputElement>(root, `#plane-${end}`).valueAsNumber);
    const [back, whole] = ["Back", "Whole plane"].map((name) =>
      [...root.querySelectorAll<HTMLButtonElement>(".probe-buttons button")].find((each) => each.textContent === name),
    );
    expect([back?.disabled, whole?.disabled]).toEqual([true, true]);
    press(root, "Backspace");
    expect(said(root)).toBe("This is the whole plane.");
    const shift = { shiftKey: true };
    point(root, "pointerdown", { x: 1, y: 0.25 }, shift);
    point(root, "pointermove", { x: 2, y: 0.5 }, shift);
    await frame();
    expect(find(root, ".outline").getAttribute("display")).toBeNull();
    press(root, "Escape");
    expect(find(root, ".outline").getAttribute("display")).toBe("none");
    expect(ends()).toEqual([0, 4, 0, 1]);
    point(root, "pointerdown", { x: 1, y: 0.25 }, shift);
    point(root, "pointerup", { x: 3, y: 0.75 }, shift);
    expect(ends()).toEqual([1, 3, 0.25, 0.75]);
    expect(said(root)).toBe("Zoomed: weight variance from 1 to 3, bias variance from 0.25 to 0.75.");
    await reached(root, "done");
    // The probe was at 1, 0.625: its cell is there still.
    expect(readout(root)).toMatch(/= 1\.167,.*= 0\.6875$/);
    expect(find(root, ".plane .axis").textContent).toMatch(/1\.0.*3\.0/);
    [...root.querySelectorAll<HTMLButtonElement>(".probe-buttons button")]
      .find((each) => each.textContent === "Zoom in")
      ?.click();
    expect(ends()).toEqual([1, 2, 0.5, 0.75]);
    // A rectangle without Shift, as on a touch screen; too small a one changes nothing.
    const select = find<HTMLButtonElement>(root, ".probe-buttons [aria-pressed]");
    select.click();
    expect(select.getAttribute("aria-pressed")).toBe("true");
    point(root, "pointerdown", { x: 1, y: 0.5 });
    point(root, "pointerup", { x: 1, y: 0.5 });
    expect(said(root)).toBe("Too small a part: its cells would be the same.");
    expect(select.getAttribute("aria-pressed")).toBe("false");
    press(root, "Backspace");
    expect(ends()).toEqual([1, 3, 0.25, 0.75]);
    find(root, ".plane-hit").dispatchEvent(new MouseEvent("dblclick", onScreen(root, { x: 1, y: 0.5 })));
    expect(ends()).toEqual([0, 4, 0, 1]);
    expect([back?.disabled, whole?.disabled]).toEqual([true, true]);
    await userEvent.click(find(root, ".probe-buttons button:nth-of-type(2)"));
    expect(ends()).not.toEqual([0, 4, 0, 1]);
    // Two taps of a finger, however slow the machine.
    const clock = vi.spyOn(Event.prototype, "timeStamp", "get").mockReturnValue(5000);
    for (const kind of ["pointerdown", "pointerup", "pointerdown", "pointerup"]) {
      point(root, kind, { x: 1, y: 0.5 }, { pointerType: "touch" });
    }
    clock.mockRestore();
    expect(ends()).toEqual([0, 4, 0, 1]);
    await reached(root, "done");
  });

  test("is paused with everything else, and what was measured stays", async () => {
    const study: StudyInput = { network: { width: 32 }, depth: 300, ensemble: 16, seed: 5 };
    const root = open({ study });
    const bar = find<HTMLProgressElement>(root, "progress");
    const button = find<HTMLButtonElement>(root, ".pause");
    await expect.poll(() => bar.value, { interval: 5 }).toBeGreaterThan(0);
    press(root, " ");
    expect(root.hasAttribute("data-paused")).toBe(true);
    expect(button.textContent).toBe("Resume");
    expect(said(root)).toBe("Paused: what is measured stays.");
    await new Promise((resolve) => setTimeout(resolve, 60));
    const [value, jobs] = [bar.value, vi.spyOn(LabEngine.prototype, "spectrum")];
    const cells = () => Array.from({ length: 24 }, (_, cell) => hover(root, placeOf(PLANE, cell)));
    const paused = cells();
    expect(value).toBeLessThan(1);
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(bar.value).toBe(value);
    expect(cells()).toEqual(paused);
    expect(root.dataset.state).toBe("running");
    button.click();
    expect(button.textContent).toBe("Pause");
    await reached(root, "done");
    expect(root.hasAttribute("data-paused")).toBe(false);
    // The same job went on.
    expect(jobs.mock.calls.filter(([job]) => job.cells.length === 24)).toEqual([]);
    const finished = cells();
    for (const [index, text] of paused.entries())
      if (!/so far|not measured/.test(text)) expect(finished[index]).toBe(text);
    for (const text of finished) expect(text).toMatch(/16 networks ·/);
    // A pause ends with another study.
    setControl(root, "seed", "9");
    press(root, " ");
    setControl(root, "depth L", "0");
    expect(root.hasAttribute("data-paused")).toBe(false);
    await reached(root, "done");
  });

  test("has theory at any place within a frame", () => {
    const took: number[] = [];
    const pace = new Pace();
    for (let step = 0; step < 40; step++) {
      pace.sample();
      const since = performance.now();
      const { laws, leading } = probeTheory({ network: { width: 64 }, depth: 64 }, PLANE, { x: 1 + step / 20, y: 0.3 });
      took.push(performance.now() - since);
      expect(laws[0]?.exponents).toHaveLength(64);
      expect(Number.isFinite(leading)).toBe(true);
    }
    took.sort((a, b) => a - b);
    expect(took[20]).toBeLessThan(12 * pace.factor);
    // Where nothing is left of the network, and beyond what its fields take.
    expect(probeTheory(STUDY, PLANE, { x: 0, y: 0 }).leading).toBe(Number.NEGATIVE_INFINITY);
    expect(probeTheory(STUDY, PLANE, { x: -1, y: 0 })).toMatchObject({ cell: null, laws: [], leading: null });
  });
});
