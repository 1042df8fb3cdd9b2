import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SpectrumCell } from "../../../src/engine/engine.ts";
import { createGpuEngine, type GpuEngine, type GpuEngineOptions } from "../../../src/engine/gpu/engine.ts";
import { LiveMap } from "../../../src/engine/live-map.ts";
import { Gate } from "../../../src/lab/gate.ts";
import { pausable } from "../../../src/lab/pausable.ts";
import { adapterOf } from "../../support/adapter.ts";
import { cellOf, collect } from "../../support/jobs.ts";

/** Cells of two kernels: networks of which many die, cells of other depths, and one whose states overflow. */
const CELLS: SpectrumCell[] = [
  ...[0.5, 2, 3].map((variance) =>
    cellOf({ width: 4, activation: "relu", weights: { variance } }, { depth: 9, ensemble: 9, exponents: 2 }),
  ),
  cellOf({ width: 4, activation: "relu" }, { depth: 11, burnIn: 0, ensemble: 40, exponents: 2 }),
  cellOf({ width: 4, activation: "relu" }, { depth: 400, burnIn: 0, ensemble: 9, exponents: 2 }),
  cellOf({ width: 4, activation: "silu" }, { depth: 60, burnIn: 3, ensemble: 4, exponents: 2 }),
  cellOf({ width: 4, activation: "softplus", weights: { variance: 1e6 } }, { depth: 60, ensemble: 3, exponents: 2 }),
];
/** Where they are on the map, of 4 × 3; the others stay empty. */
const PLACES = [11, 2, 5, 0, 7, 9, 4];

const engines: GpuEngine[] = [];
async function open(options: GpuEngineOptions = {}): Promise<GpuEngine> {
  const engine = await createGpuEngine(await adapterOf(), options);
  engines.push(engine);
  return engine;
}
let gpu: GpuEngine;
beforeAll(async () => {
  gpu = await open({ maxLayers: 16, maxBatch: 7 });
});
afterAll(async () => {
  for (const engine of engines) await engine.close();
});

/** λ₁, finite networks, all networks and overflowed ones at every place of a map. */
async function read(map: LiveMap, { device }: GpuEngine): Promise<number[][]> {
  const { texture, columns, rows } = map;
  if (texture === null) throw new Error("nothing was painted");
  const bytesPerRow = 256;
  const buffer = device.createBuffer({
    size: bytesPerRow * rows,
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
  });
  const encoder = device.createCommandEncoder();
  encoder.copyTextureToBuffer({ texture }, { buffer, bytesPerRow }, [columns, rows]);
  device.queue.submit([encoder.finish()]);
  await buffer.mapAsync(GPUMapMode.READ);
  const floats = new Float32Array(buffer.getMappedRange().slice(0));
  buffer.destroy();
  return Array.from({ length: columns * rows }, (_, place) => {
    const at = Math.floor(place / columns) * (bytesPerRow / 4) + 4 * (place % columns);
    return [...floats.subarray(at, at + 4)];
  });
}

/** What statistics on the host make of the same cells, as the map has it. */
async function expected(cells: readonly SpectrumCell[]): Promise<number[][]> {
  const found = new Array<number[]>(12).fill([0, 0, 0, 0]);
  const measured = (await collect(gpu, { cells })).at(-1)?.cells ?? [];
  measured.forEach((cell, index) => {
    if (cell === null) throw new Error("a cell was not measured");
    const { networks, infinite, exponents, status } = cell;
    const lambda = Number.isFinite(exponents[0] ?? Number.NaN) ? Number(exponents[0]) : 0;
    found[PLACES[index]] = status === "overflow" ? [0, 0, networks, 1] : [lambda, networks - infinite[0], networks, 0];
  });
  return found;
}

function expectSame(found: readonly number[][], wanted: readonly number[][]): void {
  found.forEach(([lambda, finite, networks, overflowed], place) => {
    const [value, ...counts] = wanted[place];
    if (counts[2] > 0) {
      expect(overflowed).toBeGreaterThan(0);
      return;
    }
    expect([finite, networks, overflowed], `place ${place}`).toEqual(counts);
    // The mean of the same integers, in f32.
    expect(Math.abs(lambda - value), `place ${place}`).toBeLessThanOrEqual(2e-7 * Math.abs(value));
  });
}

describe("the live map", () => {
  test("has what statistics on the host say of λ₁, however the work was cut", async () => {
    const wanted = await expected(CELLS);
    // The cells are what they are meant to be: dead networks among others, a small negative sum, an overflow.
    expect(wanted[5][1]).toBeLessThan(9);
    expect(wanted[0][1]).toBeGreaterThan(0);
    expect(wanted[0][0]).toBeLessThan(0);
    expect(wanted[4][3]).toBe(1);
    for (const engine of [gpu, await open()]) {
      const map = new LiveMap(4, 3);
      expect(map.holds).toBe(false);
      await collect(engine, { cells: CELLS, live: map.begin(PLACES) });
      expect(map.holds).toBe(true);
      expectSame(await read(map, engine), wanted);
    }
  });

  test("of a cell with a tolerance has the networks that were used, at its last depth", async () => {
    const cells = [
      { ...CELLS[1], ensemble: 64, tolerance: 0.2 },
      cellOf({ width: 3 }, { ensemble: 1, depth: 900, burnIn: 0, exponents: 2, tolerance: 1e-9 }),
    ];
    const map = new LiveMap(4, 3);
    await collect(gpu, { cells, live: map.begin(PLACES) });
    expectSame(await read(map, gpu), await expected(cells));
  });

  test("of another run begins empty, and a run before it has no place on it", async () => {
    const map = new LiveMap(4, 3);
    const before = map.begin(PLACES);
    await collect(gpu, { cells: CELLS, live: before });
    const now = map.begin([3]);
    expect(map.holds).toBe(false);
    await collect(gpu, { cells: CELLS, live: before });
    expect(map.holds).toBe(false);
    await collect(gpu, { cells: [CELLS[0]], live: now });
    const found = await read(map, gpu);
    expect(found[3][2]).toBe(9);
    expect(found.filter(([, , networks]) => networks > 0)).toHaveLength(1);
  });

  test("of a run that was paused counts every network once", async () => {
    const map = new LiveMap(4, 3);
    const gate = new Gate();
    const run = pausable({ cells: CELLS, live: map.begin(PLACES) }, (part, stop) => gpu.spectrum(part, stop), gate);
    let pauses = 0;
    for await (const snapshot of run) {
      const cells = snapshot.complete.filter((each) => each).length;
      if (pauses >= 2 || cells <= pauses) continue;
      pauses++;
      gate.close();
      setTimeout(() => gate.open(), 20);
    }
    expect(pauses).toBe(2);
    expectSame(await read(map, gpu), await expected(CELLS));
  });

  test("says that it does not hold once a batch has to be repeated", async () => {
    const engine = await open({ maxLayers: 4, maxBatch: 7, reopen: adapterOf });
    const map = new LiveMap(4, 3);
    let lost = false;
    for await (const { notice } of engine.spectrum({ cells: CELLS, live: map.begin(PLACES) })) {
      if (map.holds && !lost) {
        lost = true;
        engine.device.destroy();
      }
      if (notice !== undefined) expect(notice).toMatch(/lost/);
    }
    expect(lost).toBe(true);
    expect(map.holds).toBe(false);
  });

  test("on another device stays empty", async () => {
    const other = await open();
    const map = new LiveMap(4, 3);
    expect(map.on(other.device)).not.toBeNull();
    await collect(gpu, { cells: [CELLS[0]], live: map.begin(PLACES) });
    expect(map.holds).toBe(false);
  });
});
