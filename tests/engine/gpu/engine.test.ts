import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../../src/engine/cpu/engine.ts";
import type { Spectrum, SpectrumCell } from "../../../src/engine/engine.ts";
import { familyOf, type Variant } from "../../../src/engine/gpu/family.ts";
import { spectrumKernel } from "../../../src/engine/gpu/kernel.ts";
import { BASELINE } from "../../../src/engine/gpu/platform.ts";
import type { NetworkInput } from "../../../src/network/schema.ts";
import { differences, largest } from "../../support/agreement.ts";
import { cellOf, collect, finish, measured } from "../../support/jobs.ts";
import { checkAgainstDefaults } from "../../support/limits.ts";
import { useGpuEngine } from "../../support/webgpu.ts";

const variant = { threads: 8, tile: 4, table: "storage" } as const;
const gpu = useGpuEngine({ variant });
const cpu = createCpuEngine({ workers: 1 });
afterAll(() => cpu.close());

test("info says that WebGPU computes, and whether in software", () => {
  expect(gpu.info).toMatchObject({ kind: "gpu", precision: "f32" });
  expect(gpu.info.adapter?.name).toMatch(/./);
  if (process.platform === "linux" && process.arch === "x64") {
    expect(gpu.info.adapter).toMatchObject({ name: expect.stringMatching(/swiftshader/i), software: true });
  }
});

describe("numbers do not depend on how the work was cut", () => {
  // One kernel for all: a state that grows by 2^60, −∞ on the way, checkpoints, batches of layers.
  const network = { width: 6, activation: "relu", weights: { variance: 30 }, bias: { variance: 0.1 } } as const;
  const cells = [
    cellOf(network, { depth: 40, ensemble: 7, exponents: 6, checkpoints: [10, 33] }),
    cellOf(network, { depth: 23, burnIn: 3, ensemble: 1, exponents: 6, seed: 3 }),
    cellOf({ ...network, bias: { variance: 9 } }, { depth: 30, ensemble: 5, exponents: 6 }),
  ];
  const engines = [
    useGpuEngine({ variant, maxLayers: 1 }),
    useGpuEngine({ variant, maxLayers: 3, maxBatch: 1 }),
    useGpuEngine({ variant, maxLayers: 1000, maxBatch: 5 }),
  ];

  test("chunks of layers and batches of networks: the same bits", async () => {
    const expected = await finish(gpu, { cells });
    for (const engine of engines) expect(await finish(engine, { cells })).toEqual(expected);
    // The order of the cells is nothing either.
    expect((await finish(gpu, { cells: cells.toReversed() })).toReversed()).toEqual(expected);
  });
});

describe("workgroup variants agree to rounding", () => {
  const settings = { depth: 20, ensemble: 4 };
  const storage = { table: "storage", unrolled: true } as const;
  const shared = { table: "workgroup", unrolled: true } as const;
  // Registers written out or not, one column a thread or two, idle threads, tiles that do not divide W.
  const cases: [name: string, cell: SpectrumCell, variants: Variant[]][] = [
    [
      "orthogonal, biased",
      cellOf(
        { width: 12, bias: { variance: 0.1 }, weights: { law: "orthogonal", variance: 1.2 } },
        { ...settings, exponents: 12 },
      ),
      [
        { threads: 16, tile: 1, table: "storage" },
        { threads: 32, tile: 5, ...shared },
        { threads: 8, tile: 16, ...shared },
      ],
    ],
    [
      // −∞ on the way, and columns that are projected again.
      "relu, a skip path",
      cellOf(
        { width: 9, activation: "relu", skip: 0.2, scale: 0.7, weights: { variance: 3 } },
        { ...settings, exponents: 7 },
      ),
      [
        { threads: 4, tile: 2, ...storage },
        { threads: 64, tile: 9, ...storage },
      ],
    ],
    [
      "batchnorm of 4 units, 3 samples",
      cellOf(
        { width: 4, batch: 3, branch: ["linear", "batchnorm", "activation"], norm: { gain: { variance: 0.1 } } },
        { ...settings, exponents: 7 },
      ),
      [{ threads: 32, tile: 4, ...storage }],
    ],
  ];
  const engines = cases.map(([, , variants]) => variants.map((each) => useGpuEngine({ variant: each })));
  test.each(cases.map(([name], i) => [name, i] as const))("%s", async (_name, i) => {
    const [, cell] = cases[i];
    const [expected] = await measured(gpu, [cell]);
    expect(expected.exponents.some((exponent) => Number.isFinite(exponent))).toBe(true);
    for (const engine of engines[i]) {
      const [found] = await measured(engine, [cell]);
      expect(found.infinite).toEqual(expected.infinite);
      found.exponents.forEach((exponent, j) => {
        const other = Number(expected.exponents[j]);
        if (Number.isFinite(other)) expect(Math.abs(Number(exponent) - other)).toBeLessThan(4e-6);
      });
    }
  });
});

test("4,096 networks in one run", async () => {
  const cell = cellOf({ width: 8 }, { depth: 6, burnIn: 1, ensemble: 4096, exponents: 8 });
  const worst = largest(await differences(gpu, cpu, [cell]));
  expect(worst).toBeLessThan(1e-5);
});

test("one network: errors from batches of layers, and checkpoints, are the CPU's to rounding", async () => {
  const cells: SpectrumCell[] = [
    // Variances of ln R_ii depend on how many layers R is of.
    cellOf({}, { ensemble: 1, depth: 80, burnIn: 7, exponents: 8, checkpoints: [8, 40, 80], orthogonalizeEvery: 1 }),
    cellOf(
      { activation: "relu", weights: { variance: 1.5 } },
      { ensemble: 5, depth: 40, burnIn: 0, exponents: 8, checkpoints: [3, 39], orthogonalizeEvery: 1 },
    ),
  ];
  const [found, expected] = [await measured(gpu, cells), await measured(cpu, cells)];
  const numbers = ({ exponents, standardErrors, layerVariances, checkpoints = [] }: Spectrum) =>
    [
      exponents,
      standardErrors,
      layerVariances,
      ...checkpoints.flatMap((at) => [at.exponents, at.standardErrors]),
    ].flat();
  expect(found[0].checkpoints?.map(({ depth }) => depth)).toEqual([8, 40, 80]);
  expect(found[0].standardErrors.every((error) => error !== null && error > 0)).toBe(true);
  found.forEach((spectrum, cell) => {
    const exact = numbers(expected[cell]);
    numbers(spectrum).forEach((value, i) => {
      const other = exact[i];
      if (value === null || other === null || !Number.isFinite(other)) expect(value).toBe(other);
      else expect(Math.abs(value - other)).toBeLessThan(1e-5 * Math.max(1, Math.abs(other)));
    });
  });
});

test("snapshots: progress never falls and ends at the total; changed and complete say what is new", async () => {
  const cells = [
    cellOf({ width: 8 }, { depth: 300, ensemble: 9 }),
    cellOf({ width: 8 }, { depth: 50, ensemble: 3, exponents: 8 }),
  ];
  const snapshots = await collect(gpu, { cells });
  const total = 300 * 9 + 50 * 3;
  expect(snapshots.length).toBeGreaterThan(3);
  let before = { done: 0, seconds: 0, cells: new Array<Spectrum | null>(2).fill(null) };
  for (const { done, total: all, seconds, cells: now, changed, complete } of snapshots) {
    expect(all).toBe(total);
    expect(done).toBeGreaterThanOrEqual(before.done);
    expect(done).toBeLessThanOrEqual(total);
    expect(seconds).toBeGreaterThanOrEqual(before.seconds);
    now.forEach((cell, index) => {
      expect(cell !== before.cells[index]).toBe(changed.includes(index));
      expect(cell?.networks === cells[index].ensemble).toBe(complete[index]);
    });
    before = { done, seconds, cells: [...now] };
  }
  expect(before.done).toBe(total);
});

test("aborting ends a long job within 300 ms with the signal's reason; the engine goes on", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const long = cellOf({ width: 8 }, { depth: 1_000_000, ensemble: 40 });
  let since = Number.NaN;
  const job = (async () => {
    for await (const { done } of gpu.spectrum({ cells: [long] }, controller.signal)) {
      if (done > 20_000 && Number.isNaN(since)) {
        since = performance.now();
        setTimeout(() => controller.abort(reason), 20);
      }
    }
  })();
  await expect(job).rejects.toBe(reason);
  expect(performance.now() - since).toBeLessThan(320);
  expect(largest(await differences(gpu, cpu, [cellOf({}, { ensemble: 2 })]))).toBeLessThan(1e-5);
});

test("overflow is a status: of a state, and of tangents whose state came back", async () => {
  const linear = new Array<"linear">(14).fill("linear");
  const cells = [
    cellOf({ activation: "softplus", weights: { variance: 1e6 } }, { depth: 60, ensemble: 2 }),
    // The state starts so small that it stays finite; J grows to 10^42.
    cellOf(
      { width: 2, branch: [...linear, "activation"], weights: { variance: 1e6 }, input: { variance: 1e-30 } },
      { depth: 1, burnIn: 0, ensemble: 2, exponents: 2 },
    ),
  ];
  const found = await measured(gpu, cells);
  expect(found.map(({ status }) => status)).toEqual(["overflow", "overflow"]);
  expect(found[1].exponents).toEqual([null, null]);
});

test("a width beyond 1,024 is refused with what to do, before anything runs", async () => {
  await expect(finish(gpu, { cells: [cellOf(), cellOf({ width: 1025 })] })).rejects.toThrow(
    "network.width is 1025; the GPU engine takes at most 1024 (use the CPU engine)",
  );
});

describe("the largest kernels fit WebGPU's default limits", () => {
  test.each<[name: string, network: NetworkInput]>([
    ["gaussian, biased, a skip path", { skip: 1, bias: { variance: 1 } }],
    ["orthogonal", { skip: 1, bias: { variance: 1 }, weights: { law: "orthogonal" } }],
    ["sparse, layernorm", { weights: { sparsity: 4 }, after: ["layernorm"], norm: { gain: { variance: 1 } } }],
    ["a spectral norm", { weights: { spectralNorm: 1 } }],
    ["batchnorm", { width: 16, batch: 4, branch: ["linear", "batchnorm", "activation"] }],
  ])("%s", async (_name, network) => {
    const cell = cellOf({ width: 64, ...network }, { exponents: 64 });
    const code = spectrumKernel(cell, familyOf(cell).spectrumVariant(cell, BASELINE));
    await expect(checkAgainstDefaults(code)).resolves.toBeInstanceOf(GPUComputePipeline);
  });
});
