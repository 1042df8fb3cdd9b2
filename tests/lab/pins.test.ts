import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createCpuEngine } from "../../src/engine/cpu/engine.ts";
import type { Engine, GradientProfile, Spectrum } from "../../src/engine/engine.ts";
import { defaultAxis } from "../../src/lab/axis.ts";
import { exponent } from "../../src/lab/format.ts";
import { LabEngine } from "../../src/lab/lab-engine.ts";
import { createPinBoard } from "../../src/lab/pin-board.ts";
import { type Pin, pinKey, whyNotPinned, withoutPin, withPin } from "../../src/lab/pins.ts";
import { createPlaceRuns } from "../../src/lab/place-runs.ts";
import { FIRST_AXES, type Place, type Plane, placeOf, spectrumStudy } from "../../src/lab/plane.ts";
import { SharedRuns } from "../../src/lab/shared-runs.ts";
import type { ResolvedStudy } from "../../src/study/resolve.ts";
import { runGradient, runSpectrum } from "../../src/study/run.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { cleanPage, click, find, openLab, press, reached, setControl, spectrumPanel } from "./page.ts";

const GRID = { columns: 6, rows: 4 };
const PLANE: Plane = { ...GRID, ...FIRST_AXES };
const STUDY: StudyInput = { network: { width: 8 }, depth: 16, ensemble: 2, seed: 5 };

let engine: Engine;
beforeAll(() => {
  engine = createCpuEngine({ workers: 1 });
});
afterAll(() => engine.close());

function at(place: Place): ResolvedStudy {
  return spectrumStudy(STUDY, PLANE, place);
}

/** Both measurements of a study of one cell, without the lab. */
async function direct(study: ResolvedStudy): Promise<{ spectrum: Spectrum | null; profile: GradientProfile | null }> {
  let spectrum: Spectrum | null = null;
  let profile: GradientProfile | null = null;
  for await (const { cells } of runSpectrum(study, engine)) spectrum = cells[0] ?? null;
  for await (const { cells } of runGradient(study, engine)) profile = cells[0] ?? null;
  return { spectrum, profile };
}

function pinned(places: readonly Place[]): readonly Pin[] {
  let pins: readonly Pin[] = [];
  for (const place of places) {
    const [cell] = at(place).cells;
    if (cell !== undefined) pins = withPin(pins, place, cell);
  }
  return pins;
}

/** Dichromatic sight on linear RGB, rows of a matrix (Machado, Oliveira & Fernandes 2009). */
const SIGHTS = {
  full: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

/** "#rrggbb" as linear RGB. */
function linear(colour: string): number[] {
  const channels = colour.trim().match(/[\da-f]{2}/g) ?? [];
  return channels.map((two) => {
    const value = Number.parseInt(two, 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

/** CIE L*a*b* of a colour as such eyes see it. */
function lab([r = 0, g = 0, b = 0]: number[], m: readonly number[]): number[] {
  const row = (i: number) =>
    Math.min(1, Math.max(0, (m[3 * i] ?? 0) * r + (m[3 * i + 1] ?? 0) * g + (m[3 * i + 2] ?? 0) * b));
  const [R, G, B] = [row(0), row(1), row(2)];
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * R + 0.3576 * G + 0.1805 * B) / 0.95047);
  const y = f(0.2126 * R + 0.7152 * G + 0.0722 * B);
  const z = f((0.0193 * R + 0.1192 * G + 0.9505 * B) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

describe("pins", () => {
  const places = [0.5, 1, 1.5, 2, 2.5].map((x) => ({ x, y: 0.5 }));

  test("are four at most, each place once; a colour that is free again is taken first", () => {
    const pins = pinned(places);
    expect(pins.map(({ slot }) => slot)).toEqual([0, 1, 2, 3]);
    expect(pins.map(({ place }) => place.x)).toEqual([0.5, 1, 1.5, 2]);
    expect(whyNotPinned(pins, { x: 3, y: 0.5 })).toMatch(/^There are 4 pins/);
    expect(whyNotPinned(pins, { x: 1, y: 0.5 })).toBe("This place is pin 2 already.");
    const three = withoutPin(pins, 1);
    expect(whyNotPinned(three, { x: 3, y: 0.5 })).toBeNull();
    const [cell] = at({ x: 3, y: 0.5 }).cells;
    if (cell === undefined) throw new Error("no cell");
    expect(withPin(three, { x: 3, y: 0.5 }, cell).map(({ slot, place }) => [slot, place.x])).toEqual([
      [0, 0.5],
      [1, 3],
      [2, 1.5],
      [3, 2],
    ]);
  });

  test("belong to a study and two fields, wherever the plane lies over them", () => {
    const key = pinKey(STUDY, PLANE);
    expect(pinKey({ ...STUDY, network: { width: 8, weights: { variance: 3 } } }, PLANE)).toBe(
      pinKey({ ...STUDY, network: { width: 8, weights: { variance: 2 } } }, PLANE),
    );
    expect(pinKey(STUDY, { ...PLANE, x: { ...PLANE.x, from: 1, to: 2 } })).toBe(key);
    const others = [
      pinKey({ ...STUDY, network: { width: 16 } }, PLANE),
      pinKey({ ...STUDY, sampling: "network" }, PLANE),
      pinKey({ ...STUDY, seed: 6 }, PLANE),
      pinKey(STUDY, { ...PLANE, y: defaultAxis("network.scale") }),
      pinKey(STUDY, { ...PLANE, x: PLANE.y, y: PLANE.x }),
    ];
    expect(new Set([key, ...others]).size).toBe(6);
  });

  test("have the numbers of a direct measurement, taken once, the probe's own among them", async () => {
    const asked = { spectrum: 0, gradient: 0 };
    const runs = createPlaceRuns({
      spectrum(job, signal) {
        asked.spectrum++;
        return engine.spectrum(job, signal);
      },
      gradient(job, signal) {
        asked.gradient++;
        return engine.gradient(job, signal);
      },
    });
    const board = createPinBoard(runs, () => undefined);
    const place = { x: 2.5, y: 0.25 };
    // The probe is half way through when the place is pinned, and goes away before the end.
    const probe = new AbortController();
    const followed = runs.spectrum(at(place), probe.signal)[Symbol.asyncIterator]();
    await followed.next();
    expect(board.add(place, at(place))).toBeNull();
    expect(board.running).toBe(true);
    const left = followed.next();
    probe.abort();
    await left.catch(() => undefined);
    await expect.poll(() => board.running, { interval: 5 }).toBe(false);
    const [pin] = board.pins;
    const expected = await direct(at(place));
    expect(pin?.spectrum).toEqual(expected.spectrum);
    expect(pin?.profile).toEqual(expected.profile);
    // Whoever comes back to the place finds it measured.
    for await (const { cells } of runs.spectrum(at(place), new AbortController().signal)) {
      expect(cells[0]).toEqual(expected.spectrum);
    }
    expect(asked).toEqual({ spectrum: 1, gradient: 1 });
    expect(board.add(place, at(place))).toMatch(/already/);
    board.clear();
    expect(board.pins).toEqual([]);
  });

  test("that are cancelled say so and go on later; one that is taken away hears nothing more", async () => {
    const board = createPinBoard(createPlaceRuns(engine), () => undefined);
    board.add({ x: 1, y: 0.5 }, at({ x: 1, y: 0.5 }));
    board.add({ x: 2, y: 0.5 }, at({ x: 2, y: 0.5 }));
    board.cancel();
    expect(board.running).toBe(false);
    expect(board.pins.map(({ failure }) => failure)).toEqual(["cancelled", "cancelled"]);
    board.remove(0);
    board.resume();
    await expect.poll(() => board.running, { interval: 5 }).toBe(false);
    expect(board.pins).toHaveLength(1);
    expect(board.pins[0]).toMatchObject({ slot: 1, failure: null, ...(await direct(at({ x: 2, y: 0.5 }))) });
  });
});

describe("a shared run", () => {
  test("ends with its last follower, and is begun anew by the next", async () => {
    const runs = new SharedRuns<number>();
    const signals: AbortSignal[] = [];
    async function* start(signal: AbortSignal) {
      signals.push(signal);
      yield 1;
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      signal.throwIfAborted();
    }
    const controllers = [new AbortController(), new AbortController()];
    const followers = controllers.map(({ signal }) => runs.follow("a", start, signal));
    for (const each of followers) expect(await each.next()).toEqual({ value: 1, done: false });
    for (const [index, controller] of controllers.entries()) {
      const next = followers[index]?.next();
      controller.abort(new Error("gone"));
      await expect(next).rejects.toThrow("gone");
      expect(signals.map(({ aborted }) => aborted)).toEqual([index === 1]);
    }
    await runs.follow("a", start, new AbortController().signal).next();
    expect(signals).toHaveLength(2);
  });

  test("fails for everybody, and can be asked for again", async () => {
    const runs = new SharedRuns<number>();
    let times = 0;
    async function* start() {
      times++;
      yield 1;
      throw new Error("broken");
    }
    for (const time of [1, 2]) {
      const follower = runs.follow("a", start, new AbortController().signal);
      await expect(
        (async () => {
          for await (const _ of follower);
        })(),
      ).rejects.toThrow("broken");
      expect(times).toBe(time);
    }
  });
});

describe("the page's pins", () => {
  cleanPage();

  test("have colours that colour-blind eyes tell apart, from each other and from the probe's points", () => {
    openLab({ study: STUDY, grid: GRID, engine: "cpu", drawing: "canvas", debounce: 1e6 });
    const style = getComputedStyle(document.documentElement);
    const colours = ["--pin-0", "--pin-1", "--pin-2", "--pin-3", "--accent"].map((name) =>
      style.getPropertyValue(name),
    );
    for (const [sight, matrix] of Object.entries(SIGHTS)) {
      const seen = colours.map((colour) => lab(linear(colour), matrix));
      for (const [index, one] of seen.entries()) {
        for (const other of seen.slice(0, index)) {
          const distance = Math.hypot(...one.map((value, channel) => value - (other[channel] ?? 0)));
          expect(distance, `${sight}: ${colours}`).toBeGreaterThan(15);
        }
      }
    }
  });

  test("stand in all views with their numbers, and go with the study", async () => {
    const jobs = vi.spyOn(LabEngine.prototype, "spectrum");
    const places = [1, 8, 15, 22, 4].map((cell) => placeOf(PLANE, cell));
    const root = openLab({ study: STUDY, grid: GRID, engine: "cpu", drawing: "canvas", selected: places[0] });
    const pin = find<HTMLButtonElement>(root, ".pin-button");
    const said = () => find(root, "[aria-live=polite]").textContent;
    await reached(root, "done");
    await spectrumPanel(root);
    jobs.mockClear();
    pin.click();
    expect(pin.disabled).toBe(true);
    expect(pin.title).toBe("This place is pin 1 already.");
    // The same place twice, by key: it is said, and nothing happens.
    press(root, "Enter");
    expect(said()).toBe("This place is pin 1 already.");
    // The probe's own measurement is the pin's.
    expect(jobs).toHaveBeenCalledTimes(0);
    for (const place of places.slice(1, 4)) {
      click(root, place);
      expect(pin.disabled).toBe(false);
      press(root, "Enter");
      expect(said()).toMatch(/^Pinned weight variance .* of at most 4\.$/);
    }
    click(root, places[4] ?? { x: 0, y: 0 });
    expect(pin.disabled).toBe(true);
    expect(pin.title).toMatch(/^There are 4 pins, as many as can be told apart: remove one first\.$/);
    press(root, "Enter");
    expect(said()).toBe(pin.title);
    expect(root.querySelectorAll(".plane .pin-mark")).toHaveLength(4);
    await reached(root, "done");
    await spectrumPanel(root);
    await expect.poll(() => root.querySelector(".pin-list")?.textContent).not.toMatch(/measuring|so far/);
    const values = [...root.querySelectorAll(".pin-value")].map(({ textContent }) => textContent);
    for (const [index, place] of places.slice(0, 4).entries()) {
      const { spectrum } = await direct(at(place));
      const value = exponent(spectrum?.exponents[0], spectrum?.standardErrors[0]);
      expect(values[index]).toBe(`λ1 = ${value}`);
      expect(root.querySelectorAll(`.spectrum .pin-${index} .pin-exponent`)).toHaveLength(8);
      expect(root.querySelectorAll(`.spectrum .pin-${index} .error-bar`)).toHaveLength(8);
      expect(find(root, `.profile-panel .pin-${index} .curve`).getAttribute("d")).toMatch(/^M/);
    }
    const shapes = [...root.querySelectorAll(".plane .pin-mark .body")].map((mark) => mark.getAttribute("d"));
    const colours = [...root.querySelectorAll(".plane .pin-mark .body")].map((mark) => getComputedStyle(mark).fill);
    expect([new Set(shapes).size, new Set(colours).size]).toEqual([4, 4]);
    find<HTMLDetailsElement>(root, ".spectrum-panel .data-table").open = true;
    await expect.poll(() => root.querySelector(".spectrum-panel thead")?.textContent).toContain("pin 4");

    // On the heatmap only where it goes along a field of the plane, on both sides at the pin's own value.
    const heat = find<HTMLElement>(root, ".heat-panel");
    expect(heat.querySelectorAll(".pin-mark")).toHaveLength(0);
    setControl(heat, "across", "network.weights.variance");
    await reached(root, "done");
    expect(heat.querySelectorAll(".pin-mark")).toHaveLength(8);
    const [left = 0, other = 0] = [...heat.querySelectorAll(".pin-mark")].map((mark) =>
      Number(/translate\(([\d.]+)/.exec(mark.getAttribute("transform") ?? "")?.[1]),
    );
    const apart = (places[1]?.x ?? 0) - (places[0]?.x ?? 0);
    expect(Math.sign(other - left)).toBe(Math.sign(apart));

    find<HTMLButtonElement>(root, "[aria-label='Remove pin 2']").click();
    expect(root.querySelectorAll(".pin-item")).toHaveLength(3);
    expect(pin.disabled).toBe(false);
    // Run measures the same again; another network is another thing.
    find<HTMLButtonElement>(root, ".run").click();
    expect(root.querySelectorAll(".pin-item")).toHaveLength(3);
    setControl(root, "width n", "1");
    expect(root.querySelectorAll(".pin-item, .pin-mark, .pin-exponent")).toHaveLength(0);
    expect(said()).toBe("3 pins were of another study or plane: removed.");
    await reached(root, "done");
  });
});
