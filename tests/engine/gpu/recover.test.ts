import { afterEach, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../../src/engine/cpu/engine.ts";
import type { Engine, Snapshot, Spectrum, SpectrumCell } from "../../../src/engine/engine.ts";
import { createGpuEngine, type GpuEngine, type GpuEngineOptions } from "../../../src/engine/gpu/engine.ts";
import { resolveStudy } from "../../../src/study/resolve.ts";
import { adapterOf, watched } from "../../support/adapter.ts";

const { cells } = resolveStudy({
  network: { width: 4 },
  depth: 12,
  ensemble: 24,
  axes: [{ path: "network.weights.variance", values: [1, 2] }],
});
const [long] = resolveStudy({ network: { width: 4 }, depth: 1_000_000, ensemble: 64 }).cells;

const open: Engine[] = [];
afterEach(async () => {
  for (const engine of open.splice(0)) await engine.close();
});

/** An engine whose devices pass through `seen`, with everything to fall back on that a user's engine has. */
async function engineWith(seen: (device: GPUDevice, index: number) => void, options: GpuEngineOptions = {}) {
  const devices: GPUDevice[] = [];
  const adapter = async () =>
    watched(await adapterOf(), (device) => {
      devices.push(device);
      seen(device, devices.length - 1);
    });
  const lastResort = (): Engine => {
    const cpu = createCpuEngine({ workers: 1 });
    open.push(cpu);
    return cpu;
  };
  const engine = await createGpuEngine(await adapter(), { reopen: adapter, lastResort, maxLayers: 3, ...options });
  open.push(engine);
  return { engine, devices };
}

/** Runs cells to the end; `watch` sees every snapshot. */
async function finish(engine: Engine, job: readonly SpectrumCell[], watch = (_: Snapshot): void => undefined) {
  const notices: string[] = [];
  let last: Snapshot | undefined;
  for await (const snapshot of engine.spectrum({ cells: job })) {
    last = snapshot;
    if (snapshot.notice !== undefined) notices.push(snapshot.notice);
    watch(snapshot);
  }
  expect(last?.done).toBe(last?.total);
  expect(last?.complete.every((each) => each)).toBe(true);
  const spectra = (last?.cells ?? []).map((cell) => {
    if (cell === null) throw new Error("a cell was not measured");
    return cell;
  });
  return { notices, spectra };
}

/** The same job without any trouble. */
async function undisturbed(): Promise<Spectrum[]> {
  const { engine } = await engineWith(() => undefined);
  return (await finish(engine, cells)).spectra;
}

/** The same networks in f64. */
async function onCpu(): Promise<Spectrum[]> {
  const cpu = createCpuEngine({ workers: 1 });
  open.push(cpu);
  return (await finish(cpu, cells)).spectra;
}

function expectClose(found: readonly Spectrum[], expected: readonly Spectrum[]): void {
  found.forEach(({ exponents }, cell) => {
    exponents.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[cell].exponents[i] ?? Number.NaN, 5);
    });
  });
}

/** Memory for buffers of so many bytes: a larger one is refused as WebGPU does it, through the error scope. */
function limitMemory(device: GPUDevice, bytes: number): void {
  let refused = false;
  const createBuffer = device.createBuffer.bind(device);
  const popErrorScope = device.popErrorScope.bind(device);
  device.createBuffer = (descriptor) => {
    refused ||= descriptor.size > bytes;
    return createBuffer(descriptor);
  };
  device.popErrorScope = async () => {
    const now = refused;
    refused = false;
    const error = await popErrorScope();
    return now ? new GPUOutOfMemoryError("no memory left") : error;
  };
}

describe("a lost device", () => {
  test("is told, and the batch is repeated on a new one to the same bits", async () => {
    const { engine, devices } = await engineWith(() => undefined, { maxBatch: 30 });
    const { notices, spectra } = await finish(engine, cells, ({ done }) => {
      if (done > 400 && devices.length === 1) devices[0].destroy();
    });
    expect(devices).toHaveLength(2);
    expect(engine.device).toBe(devices[1]);
    expect(notices).toEqual([expect.stringMatching(/^the GPU was lost: .*; its batch is repeated on a new device$/)]);
    expect(spectra).toEqual(await undisturbed());
    expect(engine.info).toMatchObject({ kind: "gpu", adapter: { software: true } });
  });

  test("keeps the networks that were finished in the middle of its batch", async () => {
    const depths = resolveStudy({
      network: { width: 4 },
      ensemble: 8,
      axes: [{ path: "depth", values: [4, 24] }],
    }).cells;
    const { engine, devices } = await engineWith(() => undefined);
    let early = 0;
    const { spectra } = await finish(engine, depths, ({ complete, done, total }) => {
      if (!complete[0] || complete[1] || devices.length > 1) return;
      early = total - done;
      devices[0].destroy();
    });
    expect(devices).toHaveLength(2);
    expect(early).toBeGreaterThan(0);
    const { engine: other } = await engineWith(() => undefined);
    expect(spectra).toEqual((await finish(other, depths)).spectra);
  });

  test("is replaced once for all jobs that run on it", async () => {
    const { engine, devices } = await engineWith(() => undefined);
    const lose = ({ done }: Snapshot): void => {
      if (done > 0 && devices.length === 1) devices[0].destroy();
    };
    const runs = await Promise.all([finish(engine, cells, lose), finish(engine, cells)]);
    expect(devices).toHaveLength(2);
    const expected = await undisturbed();
    for (const { notices, spectra } of runs) {
      expect(notices).toHaveLength(1);
      expect(spectra).toEqual(expected);
    }
  });

  test("without another one hands what is not finished to the CPU", async () => {
    const { engine, devices } = await engineWith(() => undefined, { maxBatch: 24, reopen: async () => null });
    const { notices, spectra } = await finish(engine, cells, ({ complete }) => {
      if (complete[0]) devices[0].destroy();
    });
    expect(notices).toEqual([expect.stringMatching(/^the GPU was lost: .*; going on with the CPU engine$/)]);
    expectClose(spectra, await onCpu());
    // The first cell is the GPU's.
    expect(engine.info.kind).toBe("gpu");
    expect(spectra[0].exponents).not.toEqual((await onCpu())[0].exponents);
    expect(spectra[1].exponents).toEqual((await onCpu())[1].exponents);
  });

  test("again and again is given up, and what the CPU alone has computed is the CPU's", async () => {
    const { engine, devices } = await engineWith((device) => device.destroy());
    const { notices, spectra } = await finish(engine, cells);
    expect(devices).toHaveLength(4);
    expect(notices).toHaveLength(4);
    expect(notices.at(-1)).toMatch(/for the 4th time; going on with the CPU engine$/);
    expect(spectra).toEqual(await onCpu());
    expect(engine.info).toEqual({ kind: "cpu", precision: "f64", adapter: null });
  });

  test("fails a job that has nothing to go on with", async () => {
    const engine = await createGpuEngine(watched(await adapterOf(), (device) => device.destroy()));
    open.push(engine);
    await expect(finish(engine, cells)).rejects.toThrow(/^the GPU was lost: /);
  });
});

describe("a want of memory", () => {
  test("is told, and smaller batches give the same bits", async () => {
    const { engine } = await engineWith((device) => limitMemory(device, 12_000));
    const wide = resolveStudy({ network: { width: 16 }, depth: 6, ensemble: 40 }).cells;
    const { notices, spectra } = await finish(engine, wide);
    // 1,088 bytes a network: 11 fit, 32 and 16 do not.
    expect(notices).toEqual([
      "the GPU is out of memory: no memory left; going on with batches of 16",
      "the GPU is out of memory: no memory left; going on with batches of 8",
    ]);
    const { engine: other } = await engineWith(() => undefined);
    expect(spectra).toEqual((await finish(other, wide)).spectra);
  });

  test("for a single network hands the job to the CPU", async () => {
    const { engine } = await engineWith((device) => limitMemory(device, 8), { maxBatch: 2 });
    const { notices, spectra } = await finish(engine, cells);
    expect(notices.at(-1)).toBe("the GPU is out of memory: no memory left; going on with the CPU engine");
    expect(spectra).toEqual(await onCpu());
    expect(engine.info.kind).toBe("cpu");
  });
});

describe("a job in work", () => {
  async function leave(engine: GpuEngine, how: (controller: AbortController) => void, after: number) {
    const controller = new AbortController();
    let left = 0;
    let error: unknown;
    try {
      for await (const { done } of engine.spectrum({ cells: [long] }, controller.signal)) {
        if (done < after || left !== 0) continue;
        setTimeout(() => {
          left = performance.now();
          how(controller);
        });
      }
    } catch (reason) {
      error = reason;
    }
    return { error, took: performance.now() - left };
  }

  test("is cancelled within 300 ms", async () => {
    const { engine } = await engineWith(() => undefined);
    const { error, took } = await leave(engine, (controller) => controller.abort(new Error("enough")), 500);
    expect(error).toEqual(new Error("enough"));
    expect(took).toBeLessThan(300);
  });

  test("is cancelled within 300 ms while its kernel is compiled", async () => {
    const { engine } = await engineWith(() => undefined);
    const controller = new AbortController();
    const run = engine
      .spectrum({ cells: [long] }, controller.signal)
      [Symbol.asyncIterator]()
      .next();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const since = performance.now();
    controller.abort(new Error("enough"));
    await expect(run).rejects.toThrow("enough");
    expect(performance.now() - since).toBeLessThan(300);
  });

  test("ends when its engine is closed, and does not take that for a loss", async () => {
    const { engine, devices } = await engineWith(() => undefined);
    const { error } = await leave(engine, () => void engine.close(), 1);
    expect(error).toEqual(new Error("the engine was closed"));
    expect(devices).toHaveLength(1);
  });
});
