import { afterAll, expect, test } from "vitest";
import { createCpuEngine } from "../../../src/engine/cpu/engine.ts";
import type { Engine, Snapshot, Spectrum } from "../../../src/engine/engine.ts";
import { createGpuEngine } from "../../../src/engine/gpu/engine.ts";
import { adapterOf, watched } from "../../support/adapter.ts";
import { cellOf, collect, measured } from "../../support/jobs.ts";
import { useGpuEngine } from "../../support/webgpu.ts";

const VARIANT = { threads: 4, tile: 4, table: "storage" } as const;
const gpu = useGpuEngine({ variant: VARIANT });
const small = useGpuEngine({ variant: VARIANT, maxBatch: 8 });
const cpu = createCpuEngine({ workers: 1 });
afterAll(() => cpu.close());

const network = { width: 8, block: "residual" } as const;
/** Ensembles and single networks, quiet and noisy, and one that has all it asks for. */
const cells = [
  cellOf({ ...network, scale: 0.1 }, { ensemble: 50, tolerance: 0.01 }),
  cellOf({ ...network, activation: "linear", scale: 1.2 }, { ensemble: 50, tolerance: 0.01 }),
  cellOf({ ...network, scale: 0.1 }, { ensemble: 1, depth: 300, tolerance: 0.008, checkpoints: [20, 300] }),
  cellOf({ ...network, activation: "linear", scale: 0.4 }, { ensemble: 1, depth: 300, tolerance: 0.008 }),
  cellOf({ ...network, scale: 0.5 }, { ensemble: 9 }),
];

const usedOf = (spectra: readonly Spectrum[]) => spectra.map(({ networks, layers }) => [networks, layers]);

test("cells stop where those of the CPU stop, with the numbers of studies that ask for as much", async () => {
  const snapshots = await collect(gpu, { cells });
  for (const { done, total } of snapshots) expect(done).toBeLessThanOrEqual(total);
  const last = snapshots.at(-1);
  expect([last?.done, last?.complete]).toEqual([last?.total, cells.map(() => true)]);
  const spectra = (last?.cells ?? []).flatMap((cell) => cell ?? []);
  const twins = await measured(cpu, cells);
  expect(usedOf(spectra)).toEqual(usedOf(twins));
  expect(spectra.map(({ status }) => status)).toEqual(twins.map(({ status }) => status));
  // Some stopped early, of either kind.
  expect(spectra[0].networks).toBe(8);
  expect(spectra[1].networks).toBeGreaterThan(8);
  expect(spectra[2].layers).toBeLessThan(spectra[3].layers);
  const known = cells.map((cell, i) => {
    const depth = cell.burnIn + spectra[i].layers;
    const checkpoints = cell.checkpoints?.filter((at) => at <= depth);
    return { ...cell, depth, ensemble: spectra[i].networks, checkpoints, tolerance: undefined };
  });
  const plain = (await measured(gpu, known)).map((each, i) => ({ ...each, status: spectra[i].status }));
  expect(spectra).toEqual(plain);
  // Batches that hold other networks together.
  expect(await measured(small, cells)).toEqual(spectra);
});

test("a lost device changes none of it; without another one the CPU goes on in the same way", async () => {
  const expected = await measured(gpu, cells);
  for (const comesBack of [true, false]) {
    const devices: GPUDevice[] = [];
    const adapter = async () => watched(await adapterOf(), (device) => devices.push(device));
    const reopen = async () => (comesBack ? adapter() : null);
    const lastResort = (): Engine => ({ ...cpu, close: async () => undefined });
    const engine = await createGpuEngine(await adapter(), { variant: VARIANT, maxBatch: 20, reopen, lastResort });
    let last: Snapshot | undefined;
    for await (const snapshot of engine.spectrum({ cells })) {
      last = snapshot;
      expect(snapshot.done).toBeLessThanOrEqual(snapshot.total);
      if (snapshot.complete[0] && devices.length === 1) devices[0].destroy();
    }
    await engine.close();
    expect(last?.done).toBe(last?.total);
    const spectra = (last?.cells ?? []).flatMap((cell) => cell ?? []);
    expect(usedOf(spectra)).toEqual(usedOf(expected));
    expect(spectra[0]).toEqual(expected[0]);
    if (comesBack) expect(spectra).toEqual(expected);
    else expect(spectra[1]).not.toEqual(expected[1]);
  }
});
