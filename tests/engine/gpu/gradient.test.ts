import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../../src/engine/cpu/engine.ts";
import type { GradientCell } from "../../../src/engine/engine.ts";
import { createGpuEngine, type GpuEngineOptions } from "../../../src/engine/gpu/engine.ts";
import { familyOf, refusal } from "../../../src/engine/gpu/family.ts";
import { gradientKernel } from "../../../src/engine/gpu/kernel.ts";
import { BASELINE } from "../../../src/engine/gpu/platform.ts";
import type { NetworkInput } from "../../../src/network/schema.ts";
import { adapterOf, sharedAdapter, watched } from "../../support/adapter.ts";
import { furthestApart, gradientCellOf, profileDifferences, profilesOf } from "../../support/gradients.ts";
import { checkAgainstDefaults } from "../../support/limits.ts";
import { useGpuEngine } from "../../support/webgpu.ts";

const gpu = useGpuEngine();
const cpu = createCpuEngine({ workers: 1 });
afterAll(() => cpu.close());

// Decades. Bounds are about four times what was measured: rounding, magnified where a vector passes a direction that a
// layer contracts.
describe("the CPU's numbers on the same networks", () => {
  test.each<[string, NetworkInput, Partial<GradientCell>, number]>([
    ["linear, gaussian, 400 layers", { width: 32, activation: "linear" }, { depth: 400 }, 4e-5],
    [
      "orthogonal, residual",
      { width: 16, block: "residual", weights: { law: "orthogonal", variance: 1 } },
      { depth: 60 },
      4e-5,
    ],
    [
      "relu, residual, biased",
      { width: 16, block: "residual", activation: "relu", scale: 0.5, bias: { variance: 0.1 } },
      { depth: 60 },
      1e-6,
    ],
    [
      "two matrices in the branch, one after the sum",
      {
        skip: 1,
        scale: 0.3,
        branch: ["linear", "activation", "linear"],
        after: ["activation", "linear"],
        activation: "gelu",
      },
      {},
      1e-5,
    ],
    ["tanh, tied", { width: 16, tied: true, weights: { variance: 0.9 } }, { depth: 50 }, 1e-5],
    ["a branch of scale 0 beside a skip path", { skip: 0.9, scale: 0 }, {}, 2e-6],
    ["nothing at all", { skip: 0, scale: 0 }, {}, 1e-7],
    ["selu that shrinks by 2^−300", { activation: "selu", weights: { variance: 0.1 } }, { depth: 200 }, 1e-5],
  ])("%s", async (_name, network, settings, within) => {
    expect(await furthestApart(gpu, cpu, [gradientCellOf(network, settings)])).toBeLessThan(within);
  });

  test("4,000 layers of tanh at σ_w² = 0.25, n = 32: 1,231 decades", async () => {
    const cells = [gradientCellOf({ width: 32, weights: { variance: 0.25 } }, { depth: 4000, ensemble: 1, seed: 3 })];
    const [[found], [expected]] = [await profilesOf(gpu, cells), await profilesOf(cpu, cells)];
    const differences = profileDifferences(found, expected);
    expect(found.log10GradientNorm[0]).toBeLessThan(-1200);
    // 1.4e-4 was measured.
    expect(differences.gradient).toBeLessThan(5e-4);
    // 1.8e-3, 1.5e-6 of the value, nearly all of it between layers 2,900 and 3,000, where the state turns into what
    // contracts most: in f64, noise of 1e-7 of the state a layer makes 1e-3 there.
    expect(Math.max(differences.weights, differences.state)).toBeLessThan(6e-3);
  });

  test("more layers than are reported", async () => {
    const cells = [gradientCellOf({ width: 4, activation: "linear" }, { depth: 5003, ensemble: 1 })];
    expect((await profilesOf(gpu, cells))[0].layers.slice(0, 3)).toEqual([0, 1, 2]);
    // 1.1e-5 was measured.
    expect(await furthestApart(gpu, cpu, cells)).toBeLessThan(5e-5);
  });

  test("relu that dies: −∞ in the same networks", async () => {
    const cell = gradientCellOf(
      { width: 4, activation: "relu", weights: { variance: 2 } },
      { depth: 20, ensemble: 40, burnIn: 0 },
    );
    const [profile] = await profilesOf(gpu, [cell]);
    expect(profile.infinite[0]).toBeGreaterThan(10);
    expect(profile.infinite[0]).toBeLessThan(40);
    const singles = Array.from({ length: 12 }, (_, seed) => ({ ...cell, ensemble: 1, seed }));
    expect(await furthestApart(gpu, cpu, [cell, ...singles])).toBeLessThan(1.5e-5);
  });

  test.each<[string, NetworkInput]>([
    ["gaussian, tied", { width: 12, tied: true, weights: { variance: 0.9 } }],
    ["orthogonal", { width: 12, activation: "relu", weights: { law: "orthogonal", variance: 2 } }],
  ])("as hardware runs it: %s", async (_name, network) => {
    expect(await furthestApart(hardware, cpu, [gradientCellOf(network)])).toBeLessThan(1e-5);
  });
  const hardware = useGpuEngine({ variant: { threads: 32, tile: 5, table: "workgroup" } });
});

test("overflow is a status", async () => {
  const [profile] = await profilesOf(gpu, [
    gradientCellOf({ activation: "softplus", weights: { variance: 1e6 } }, { depth: 60 }),
  ]);
  expect(profile).toMatchObject({ status: "overflow", networks: 4, slope: { value: null } });
});

/** A sum over layers, states that grow by 2^100, two depths, a segment that is not full. */
const network = { width: 6, tied: true, activation: "relu", skip: 0.5, weights: { variance: 9 } } as const;
const cut = [
  gradientCellOf({ ...network, bias: { variance: 0.1 } }, { depth: 40, ensemble: 7 }),
  gradientCellOf({ ...network, bias: { variance: 9 } }, { depth: 23, ensemble: 3, seed: 3 }),
];

describe("numbers do not depend on how the work was cut", () => {
  const cuts: GpuEngineOptions[] = [
    { maxLayers: 3, maxBatch: 2 },
    { maxSegment: 7, maxLayers: 2 },
  ];
  test.each(cuts)("%o: the same bits", async (options) => {
    const engine = await createGpuEngine(await sharedAdapter(), options);
    expect(await profilesOf(engine, cut)).toEqual(await profilesOf(gpu, cut));
    await engine.close();
  });

  test("and are the CPU's", async () => {
    expect(await furthestApart(gpu, cpu, cut)).toBeLessThan(5e-6);
  });
});

describe("trouble", () => {
  /** An engine whose first device is lost in the middle of the job. */
  async function disturbed(options: (adapter: () => Promise<GPUAdapter>) => GpuEngineOptions) {
    const devices: GPUDevice[] = [];
    const adapter = async () => watched(await adapterOf(), (device) => devices.push(device));
    const engine = await createGpuEngine(await adapter(), { maxLayers: 3, maxSegment: 7, ...options(adapter) });
    const notices: string[] = [];
    const profiles = await profilesOf(engine, cut, ({ done, total, notice }) => {
      if (notice !== undefined) notices.push(notice);
      if (done > 0.6 * total && devices.length === 1) devices[0].destroy();
    });
    await engine.close();
    return { devices, notices, profiles };
  }

  test("a lost device is told, and the batch is repeated on a new one to the same bits", async () => {
    const { devices, notices, profiles } = await disturbed((reopen) => ({ reopen }));
    expect(devices).toHaveLength(2);
    expect(notices).toEqual([expect.stringMatching(/^the GPU was lost: .*; its batch is repeated on a new device$/)]);
    expect(profiles).toEqual(await profilesOf(gpu, cut));
  });

  test("without a new device the CPU goes on", async () => {
    const { notices, profiles } = await disturbed(() => ({ lastResort: () => cpu }));
    expect(notices).toEqual([expect.stringMatching(/^the GPU was lost: .*; going on with the CPU engine$/)]);
    expect(profiles).toEqual(await profilesOf(cpu, cut));
  });

  test("aborting ends a long job within 300 ms with the signal's reason", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    let since = Number.NaN;
    const long = gradientCellOf({ width: 4, activation: "linear" }, { depth: 1_000_000, ensemble: 40 });
    const job = profilesOf(
      gpu,
      [long],
      ({ done }) => {
        if (done > 2000 && Number.isNaN(since)) {
          since = performance.now();
          controller.abort(reason);
        }
      },
      controller.signal,
    );
    await expect(job).rejects.toBe(reason);
    expect(performance.now() - since).toBeLessThan(300);
  });
});

test("‖J_l‖₂ is refused before anything runs", () => {
  const cell = gradientCellOf({}, { normBound: true });
  expect(refusal(cell)).toBe("normBound is true; that bound is measured in f64 by the CPU engine only");
  expect(() => gpu.gradient({ cells: [gradientCellOf(), cell] })).toThrow(/^normBound is true/);
  expect(refusal(gradientCellOf({}, { normBound: false }))).toBeNull();
});

test("the continuous adjoint is refused before anything runs", () => {
  const cell = gradientCellOf({ block: "neural-ode" }, { adjoint: "continuous" });
  expect(refusal(cell)).toMatch(/^adjoint is continuous; .* by the CPU engine only$/);
});

test("the largest kernel fits WebGPU's default limits", async () => {
  const weights = { law: "orthogonal" } as const;
  const cell = gradientCellOf({ width: 64, skip: 1, tied: true, bias: { variance: 1 }, weights });
  const code = gradientKernel(cell, familyOf(cell).gradientVariant(cell, BASELINE));
  await expect(checkAgainstDefaults(code)).resolves.toBeInstanceOf(GPUComputePipeline);
});
