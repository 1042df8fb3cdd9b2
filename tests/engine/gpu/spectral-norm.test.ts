import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../../src/engine/cpu/engine.ts";
import { Batch } from "../../../src/engine/gpu/batch.ts";
import { refusal } from "../../../src/engine/gpu/family.ts";
import { spectrumKernel } from "../../../src/engine/gpu/kernel.ts";
import { Session } from "../../../src/engine/gpu/session.ts";
import type { NetworkInput } from "../../../src/network/schema.ts";
import type { NetworkSpec } from "../../../src/network/spec.ts";
import { weightSource } from "../../../src/network/weights.ts";
import { differences, largest } from "../../support/agreement.ts";
import { furthestApart, gradientCellOf } from "../../support/gradients.ts";
import { cellOf, measured } from "../../support/jobs.ts";
import { specOf } from "../../support/specs.ts";
import { readStates } from "../../support/steps.ts";
import { pipelineOf, useDevice, useGpuEngine } from "../../support/webgpu.ts";

const device = useDevice();
const gpu = useGpuEngine();
const cpu = createCpuEngine({ workers: 1 });
afterAll(() => cpu.close());

/** A second entry point beside the spectrum kernel: what the standardised weights are multiplied by. */
const PROBE = `
@compute @workgroup_size(THREADS)
fn probe(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) index: u32) {
  thread = index;
  cell = cells[slots[group.x].x];
  network = slots[group.x].y;
  loadTable();
  load(group.x);
  chooseLayer(run.lastLayer);
  chooseMatrix(run.lastLayer, 0u);
  rescaleMatrix(run.lastLayer, 0u);
  if (thread == 0u) { h[0] = weights.scale; }
  workgroupBarrier();
  store(group.x, false);
}`;

const LAYERS = [0, 3];
const NETWORKS = 5;

/** ‖W‖₂ of some layers of networks that share a kernel, in f64: standardised weights times what the GPU scales them by. */
async function normsOf(networks: readonly NetworkSpec[], threads: number): Promise<number[][]> {
  const cells = networks.map((network) => ({ ...cellOf({}, { exponents: 1, depth: 9 }), network }));
  const [code, ...others] = new Set(cells.map((cell) => spectrumKernel(cell, { threads, tile: 16, table: "storage" })));
  expect(others.length).toBe(0);
  const slots = cells.flatMap((_, cell) => Array.from({ length: NETWORKS }, (_, network) => ({ cell, network })));
  const pipeline = await pipelineOf(device.device, code + PROBE, "probe");
  const batch = await Batch.create(new Session(device.device), pipeline, cells, slots);
  const norms: number[][] = networks.map(() => []);
  for (const layer of LAYERS) {
    await batch.advance(0, layer);
    const states = await readStates(device.device, batch);
    slots.forEach(({ cell, network: index }, slot) => {
      const { network, seed } = cells[cell];
      const n = network.width;
      const weights = weightSource(network, seed, index, 0);
      weights.select(layer);
      const w = new Matrix(Array.from({ length: n }, (_, row) => Array.from(weights.row(row))));
      norms[cell].push(new SingularValueDecomposition(w).diagonal[0] * states[slot * 2 * n + n]);
    });
  }
  batch.destroy();
  return norms;
}

describe("‖W‖₂ is the number that is given, to 1e-6", () => {
  // One tile and several, the last one not full; fewer threads than rows, and more.
  test.each<[width: number, threads: number, laws: NetworkInput["weights"][]]>([
    [1, 4, [{}, { variance: 0 }]],
    [9, 8, [{}, { law: "uniform", variance: 7 }]],
    [9, 4, [{ sparsity: 1 }, { sparsity: 3, law: "rademacher" }]],
    [
      20,
      32,
      [
        { law: "student-t", nu: 2.2 },
        { law: "student-t", nu: 5 },
      ],
    ],
    [64, 16, [{}]],
  ])("n = %i, %i threads; a zero matrix stays zero", async (width, threads, laws) => {
    const networks = laws.map((weights) => specOf({ width, weights: { ...weights, spectralNorm: 1.7 } }));
    const all = await normsOf(networks, threads);
    all.forEach((norms, i) => {
      const expected = networks[i].weights.variance === 0 ? 0 : 1.7;
      expect(norms.length).toBe(NETWORKS * LAYERS.length);
      for (const norm of norms) expect(Math.abs(norm - expected)).toBeLessThan(1e-6 * 1.7);
    });
  });
});

const DEPTH = 16;

/** Single networks; what their numbers may differ by, nats and decades: four times what was measured. */
const CASES: [name: string, network: NetworkInput][] = [
  ["tanh, a norm that changes with depth", { weights: { spectralNorm: { depth: { from: 0.5, to: 2 } } } }],
  [
    "a batch, sparse student-t, relu, biased, a skip path",
    {
      batch: 2,
      activation: "relu",
      skip: 1,
      weights: { law: "student-t", sparsity: 4, spectralNorm: 0.5 },
      bias: { variance: 0.1 },
    },
  ],
  [
    "tied, three matrices: as drawn, of a given norm, orthogonal",
    {
      branch: ["linear", "activation", "linear", "linear"],
      tied: true,
      weights: [{ law: "uniform" }, { spectralNorm: 1.5 }, { law: "orthogonal", spectralNorm: 1.2 }],
    },
  ],
];

describe("the CPU's numbers of the same networks", () => {
  test.each(CASES)("%s", async (_name, input) => {
    const network = specOf({ width: 9, ...input }, DEPTH);
    const settings = { depth: DEPTH, burnIn: 2, ensemble: 1 };
    const exponents = 9 * network.batch;
    const apart = largest(await differences(gpu, cpu, [{ ...cellOf({}, { ...settings, exponents }), network }]));
    const decades = await furthestApart(gpu, cpu, [{ ...gradientCellOf({}, settings), network }]);
    expect(apart).toBeLessThan(4e-6);
    expect(decades).toBeLessThan(4e-6);
  });
});

test("‖W‖₂ = 1, tanh, no skip path: no exponent is above 0", async () => {
  const weights = ["gaussian", "uniform"] as const;
  const cells = weights.map((law) =>
    cellOf({ width: 9, weights: { law, spectralNorm: 1 } }, { depth: 40, burnIn: 0, exponents: 9, ensemble: 4 }),
  );
  for (const { exponents } of await measured(gpu, cells)) {
    expect(exponents.length).toBe(9);
    for (const exponent of exponents) expect(exponent ?? Number.NaN).toBeLessThanOrEqual(1e-6);
  }
});

test("a given norm is no reason to refuse", () => {
  expect(refusal(cellOf({ weights: { law: "student-t", spectralNorm: 1 } }))).toBeNull();
  expect(refusal(gradientCellOf({ tied: true, weights: { sparsity: 2, spectralNorm: 1 } }))).toBeNull();
});
