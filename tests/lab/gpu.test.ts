import { describe, expect, test, vi } from "vitest";
import { createCpuEngine } from "../../src/engine/cpu/engine.ts";
import type { Spectrum } from "../../src/engine/engine.ts";
import { colourOf, paletteOf } from "../../src/lab/colour.ts";
import { choiceFrom } from "../../src/lab/lab-engine.ts";
import { FIRST_AXES, type Grid, placeOf, planeStudy } from "../../src/lab/plane.ts";
import { runSpectrum } from "../../src/study/run.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { cleanPage, closeLab, find, hover, openLab, type Pixel, photograph, reached, spectrumPanel } from "./page.ts";

const GRID: Grid = { columns: 8, rows: 5 };
const CELLS = Array.from({ length: 40 }, (_, cell) => cell);
const SMALL: StudyInput = { network: { width: 8 }, depth: 16, ensemble: 2, seed: 7 };

cleanPage();

/** Counts what is sent to WebGPU from now on: dispatches are the engine's, the map draws without them. */
function countWork(): { dispatches: number; submits: number } {
  const count = { dispatches: 0, submits: 0 };
  const { dispatchWorkgroups } = GPUComputePassEncoder.prototype;
  vi.spyOn(GPUComputePassEncoder.prototype, "dispatchWorkgroups").mockImplementation(function (
    this: GPUComputePassEncoder,
    ...sizes
  ) {
    count.dispatches++;
    return dispatchWorkgroups.apply(this, sizes);
  });
  const { submit } = GPUQueue.prototype;
  vi.spyOn(GPUQueue.prototype, "submit").mockImplementation(function (this: GPUQueue, buffers) {
    count.submits++;
    return submit.call(this, buffers);
  });
  return count;
}

function watchDevices(): GPUDevice[] {
  const devices: GPUDevice[] = [];
  const { requestDevice } = GPUAdapter.prototype;
  vi.spyOn(GPUAdapter.prototype, "requestDevice").mockImplementation(async function (this: GPUAdapter, ...descriptor) {
    const device = await requestDevice.apply(this, descriptor);
    devices.push(device);
    return device;
  });
  return devices;
}

interface Picture {
  pixels: Pixel[][];
  /** Measured λ₁ and what the tooltip says beside it. */
  cells: { value: number; sample: string }[];
}

/** Colours and values of every cell of a page that is done. */
async function picture(root: HTMLElement): Promise<Picture> {
  await reached(root, "done");
  await spectrumPanel(root);
  const look = await photograph(root);
  const places = CELLS.map((cell) => placeOf({ ...GRID, ...FIRST_AXES }, cell));
  const cells = places.map((place) => {
    const said = /measured λ₁([+−][\d.]+).*(n = .*)$/.exec(hover(root, place));
    return { value: Number(said?.[1]?.replace("−", "-")), sample: said?.[2] ?? "" };
  });
  return { pixels: places.map(look), cells };
}

function distance([r, g, b]: Pixel, other: Pixel): number {
  return Math.hypot(r - other[0], g - other[1], b - other[2]);
}

/** The same networks: f32 beside f64 shows in the sixth figure. */
function expectSame(found: Picture, expected: Picture): void {
  found.cells.forEach(({ value, sample }, cell) => {
    expect(value).toBeCloseTo(expected.cells[cell]?.value ?? Number.NaN, 3);
    expect(sample).toBe(expected.cells[cell]?.sample);
  });
}

describe("the GPU", () => {
  test("computes where it is asked for, on the device that draws the map", async () => {
    const work = countWork();
    const devices = watchDevices();
    const root = openLab({ study: SMALL, grid: GRID, engine: "gpu" });
    await expect.poll(() => find(root, ".badge").textContent).toMatch(/^GPU f32, .+ \(software\)$/);
    const onGpu = await picture(root);
    // The plane in one batch or more, and the spectrum.
    expect(work.dispatches).toBeGreaterThanOrEqual(2);
    expect(work.submits).toBeGreaterThan(work.dispatches);
    expect(find(root, ".why").textContent).toBe("");
    await expect.poll(() => find(root, ".drawn").textContent).toBe("map: WebGPU");
    expect(devices).toHaveLength(1);

    const before = work.dispatches;
    vi.spyOn(Navigator.prototype, "gpu", "get").mockReturnValue(undefined as unknown as GPU);
    await closeLab();
    const other = openLab({ study: SMALL, grid: GRID });
    await expect.poll(() => find(other, ".badge").textContent).toBe("CPU f64, 2 workers");
    expect(find(other, ".why").textContent).toBe("this browser has no WebGPU");
    const onCpu = await picture(other);
    expect(find(other, ".drawn").textContent).not.toBe("map: WebGPU");
    expect(work.dispatches).toBe(before);
    expectSame(onGpu, onCpu);
    onCpu.pixels.forEach((pixels, cell) => {
      pixels.forEach((pixel, i) => {
        const other = onGpu.pixels[cell]?.[i] ?? [0, 0, 0];
        expect(distance(pixel, other), `cell ${cell}: ${pixel} on the CPU, ${other} on the GPU`).toBeLessThan(6);
      });
    });
  });

  test("shows what it has measured before anything is read back", async () => {
    // Reading never ends: statistics, tooltips and the CPU's picture stay away.
    vi.spyOn(GPUBuffer.prototype, "mapAsync").mockImplementation(() => new Promise<undefined>(() => undefined));
    // Of a gated cell there is no theory under the map, and so no other colour scale than the first.
    // One counted layer is read once, at the end: nothing waits on the way.
    const study: StudyInput = { ...SMALL, burnIn: 15, network: { width: 8, block: "lstm" } };
    const plane = { ...GRID, ...FIRST_AXES };
    const root = openLab({ study, grid: GRID, engine: "gpu" });
    await expect.poll(() => find(root, ".drawn").textContent).toBe("map: WebGPU");
    const cpu = createCpuEngine({ workers: 1 });
    let spectra: readonly (Spectrum | null)[] = [];
    for await (const { cells } of runSpectrum(planeStudy(study, plane), cpu)) spectra = cells;
    await cpu.close();
    const shown = async () => {
      const look = await photograph(root);
      return CELLS.filter((cell) => {
        const colour = colourOf(paletteOf("light"), spectra[cell]?.exponents[0] ?? 0, 1);
        const near = look(placeOf(plane, cell)).filter((pixel) => distance(pixel, colour) < 6);
        return near.length >= 3;
      }).length;
    };
    // The first batch of a software adapter, 32 networks: those after it wait for it to be read.
    await expect.poll(shown, { timeout: 60_000 }).toBe(16);
    expect(hover(root, placeOf(plane, 0))).toMatch(/not measured yet/);
  });

  test("leaves a study that does not fit to the CPU, and says so", async () => {
    const study: StudyInput = { network: { width: 1025 }, sampling: "network", depth: 1, ensemble: 1, exponents: 1 };
    const root = openLab({ study, grid: GRID, engine: "gpu" });
    await expect.poll(() => find(root, ".badge").textContent).toBe("CPU f64, 2 workers");
    expect(find(root, ".why").textContent).toMatch(/^network\.width is 1025; the GPU engine takes at most 1024/);
  });

  test("that is lost in mid-run is replaced, and the picture is the same", async () => {
    const devices = watchDevices();
    const study: StudyInput = { ...SMALL, depth: 64 };
    const root = openLab({ study, grid: GRID, engine: "gpu" });
    await expect
      .poll(() => find<HTMLProgressElement>(root, "progress").value, { interval: 5, timeout: 20_000 })
      .toBeGreaterThan(0);
    devices[0]?.destroy();
    await expect.poll(() => find(root, ".why").textContent).toMatch(/^the GPU was lost: /);
    const found = await picture(root);
    expect(devices).toHaveLength(2);
    await expect
      .poll(() => find(root, ".drawn").textContent)
      .toBe("the GPU was lost: the map is drawn without the GPU");
    await closeLab();
    expectSame(found, await picture(openLab({ study, grid: GRID, engine: "cpu" })));
  });

  test("is asked for in the address", () => {
    expect(choiceFrom("?engine=gpu")).toBe("gpu");
    expect(choiceFrom("?engine=cpu&seed=1")).toBe("cpu");
    expect(choiceFrom("")).toBe("auto");
    expect(choiceFrom("?engine=quantum")).toBe("auto");
  });
});
