import { expect, test } from "vitest";
import type { SpectrumCell } from "../../../src/engine/engine.ts";
import { Batch } from "../../../src/engine/gpu/batch.ts";
import { spectrumKernel } from "../../../src/engine/gpu/kernel.ts";
import { Session } from "../../../src/engine/gpu/session.ts";
import { createBundle } from "../../../src/network/bundle.ts";
import { randomNetwork } from "../../../src/network/network.ts";
import { denseOperation } from "../../../src/network/operations/dense.ts";
import { haarOperation } from "../../../src/network/operations/haar.ts";
import { type NetworkSpec, WEIGHT_LAWS } from "../../../src/network/spec.ts";
import { weightSource } from "../../../src/network/weights.ts";
import { expectSameQuantiles, expectSameWords } from "../../support/bits.ts";
import { cellOf } from "../../support/jobs.ts";
import { specOf } from "../../support/specs.ts";
import { readStates } from "../../support/steps.ts";
import { pipelineOf, useDevice } from "../../support/webgpu.ts";

const gpu = useDevice();

test("keys and words have the CPU's bits", () => expectSameWords(gpu.device));

test("every segment boundary and 2^20 words give the CPU's bits, all laws", () =>
  expectSameQuantiles(gpu.device, ["gaussian", "uniform", "rademacher"]));

/** A second entry point beside the spectrum kernel: the operation alone, on the identity. */
const probeOf = (operation: string): string => `
@compute @workgroup_size(THREADS)
fn probe(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) index: u32) {
  thread = index;
  cell = cells[slots[group.x].x];
  network = slots[group.x].y;
  loadTable();
  load(group.x);
  for (var c = 0u; c < COLUMNS; c++) {
    for (var row = 0u; row < N; row++) { x[c][row / 4u][row % 4u] = select(0.0, 1.0, row == columnIndex(c)); }
  }
  // Layer and matrix at run time: one pipeline for all of them.
  chooseLayer(run.lastLayer / 4u);
  ${operation}(run.lastLayer / 4u, run.lastLayer % 4u);
  store(group.x, false);
}`;

const N = 9; // not a multiple of the four weights of a hash, nor of the threads

/** [W h_0 + b | W] in f64. */
function linearImage(spec: NetworkSpec, seed: number, index: number, layer: number, matrix: number): Float64Array {
  const bundle = createBundle(N, 1 + N);
  randomNetwork(spec, seed, index).input(bundle);
  for (let row = 0; row < N; row++) bundle.data[row * (N + 1) + 1 + row] = 1;
  const weights = weightSource(spec, seed, index, matrix);
  const make = spec.weights.law === "orthogonal" ? haarOperation : denseOperation;
  const operation = make(spec, () => spec, matrix, weights);
  operation.push(bundle, layer);
  return bundle.data;
}

/** Largest error of an entry of W, relative where it was drawn as it is, and of W h_0 + b. */
async function errorsOf(spec: NetworkSpec, places: readonly (readonly [layer: number, matrix: number])[]) {
  const cell: SpectrumCell = { ...cellOf({}, { exponents: N, seed: 0xfedcba98, depth: 1000 }), network: spec };
  const kernel = spectrumKernel(cell, { threads: 8, tile: 4, table: "storage" });
  const code = kernel + probeOf(spec.weights.law === "orthogonal" ? "haar" : "dense");
  const slots = [0, 1, 70000].map((network) => ({ cell: 0, network }));
  const batch = await Batch.create(new Session(gpu.device), await pipelineOf(gpu.device, code, "probe"), [cell], slots);
  let [entries, state] = [0, 0];
  for (const [layer, matrix] of places) {
    // From layer 0 on: the kernel starts from h_0.
    await batch.advance(0, 4 * layer + matrix);
    const states = await readStates(gpu.device, batch);
    slots.forEach(({ network }, slot) => {
      const found = states.subarray(slot * N * (N + 1), (slot + 1) * N * (N + 1));
      const expected = linearImage(spec, cell.seed, network, layer, matrix);
      for (let row = 0; row < N; row++) {
        for (let c = 0; c < N; c++) {
          const w = expected[row * (N + 1) + 1 + c];
          const size = spec.weights.law === "orthogonal" || w === 0 ? 1 : Math.abs(w);
          entries = Math.max(entries, Math.abs(found[row * N + c] - w) / size);
        }
        state = Math.max(state, Math.abs(found[N * N + row] - expected[row * (N + 1)]));
      }
    });
  }
  batch.destroy();
  return { entries, state };
}

test.each([
  ...WEIGHT_LAWS.map((law) => [law, false, undefined] as const),
  ["gaussian", true, undefined] as const,
  ["uniform", false, 4] as const,
])("W and b, %s, tied %s, inputs kept %s: entry by entry, two matrices of some layers", async (law, tied, sparsity) => {
  const spec = specOf({
    width: N,
    branch: ["linear", "activation", "linear"],
    tied,
    weights: { law, variance: 1.7, ...(sparsity === undefined ? {} : { sparsity }) },
    bias: { variance: 0.3 },
  });
  const { entries, state } = await errorsOf(spec, [
    [0, 0],
    [3, 1],
    [200, 0],
  ]);
  // Two roundings, of the scale and of the product; those of nine reflections where W is orthogonal.
  expect(entries).toBeLessThan(law === "orthogonal" ? 1e-6 : 1.2e-7);
  expect(state).toBeLessThan(3e-6);
});
