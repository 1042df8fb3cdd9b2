import { describe, expect, test } from "vitest";
import type { SpectrumCell } from "../../../src/engine/engine.ts";
import { type Batch, networkResult } from "../../../src/engine/gpu/batch.ts";
import { initialFrame } from "../../../src/measure/frame.ts";
import { orthogonalise } from "../../../src/measure/orthogonalise.ts";
import { randomNetwork } from "../../../src/network/network.ts";
import type { NetworkInput } from "../../../src/network/schema.ts";
import { cellOf } from "../../support/jobs.ts";
import { cpuState, logsFrom, openBatch, orthogonalityError, statesOf } from "../../support/steps.ts";
import { useDevice } from "../../support/webgpu.ts";

const gpu = useDevice();

describe("forward states", () => {
  test.each<[string, NetworkInput]>([
    ["tanh, residual, biased", { block: "residual", scale: 0.4, bias: { variance: 0.1 } }],
    ["relu that grows by 2^95, biased", { activation: "relu", weights: { variance: 20 }, bias: { variance: 0.5 } }],
    ["relu that shrinks by 2^−190", { activation: "relu", weights: { variance: 0.05 } }],
    ["orthogonal, linear, far beyond f32", { activation: "linear", weights: { law: "orthogonal", variance: 1e4 } }],
  ])("%s: the CPU's", async (_name, network) => {
    const cell = cellOf({ width: 10, ...network }, { depth: 80, ensemble: 8, exponents: 2 });
    const batch = await openBatch(gpu.device, cell, { threads: 8, tile: 4, table: "storage" });
    let worst = 0;
    let alive = 0;
    for (const [first, last] of [
      [0, 1],
      [1, 7],
      [7, 80],
    ]) {
      await batch.advance(first, last);
      (await statesOf(gpu.device, batch, cell)).forEach(({ state, exponent }, index) => {
        const expected = cpuState(cell, index, last);
        const size = expected.state.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        // Both are mantissas times powers of two, which need not be the same.
        const factor = 2 ** (exponent - expected.exponent);
        if (size > 0) alive++;
        expected.state.forEach((value, row) => {
          const error = Math.abs(state[row] * factor - value);
          worst = Math.max(worst, size > 0 ? error / size : error);
        });
      });
    }
    batch.destroy();
    expect(alive).toBeGreaterThan(12);
    expect(worst).toBeLessThan(2e-5);
  });
});

/**
 * tanh at σ_w = 3 is chaotic, and its layers are singular to f32 (condition to 7e10). So every layer is compared by
 * itself, from the GPU's own state: the first half of the exponents always, the rest by the median over the networks,
 * since one network in six has a nearly singular layer that costs every method 1e-2.
 */
test("tanh, σ_w = 3, n = 32: the exponents of the same states", async () => {
  const [n, layers, ensemble] = [32, 40, 10];
  const settings = { depth: layers, burnIn: 0, ensemble, exponents: n, orthogonalizeEvery: 1 };
  const cell = cellOf({ width: n, weights: { variance: 9 } }, settings);
  const batch = await openBatch(gpu.device, cell, { threads: 8, tile: 4, table: "storage" });
  const networks = Array.from({ length: ensemble }, (_, index) => randomNetwork(cell.network, cell.seed, index));
  const expected = networks.map(() => new Float64Array(n));
  let skew = 0;
  // The first layer starts from h_0 and Q_0, which are checked elsewhere.
  await batch.advance(0, 1);
  const start = await sumsOf(batch, cell, 1);
  for (let layer = 1; layer < layers; layer++) {
    const states = await statesOf(gpu.device, batch, cell);
    await batch.advance(layer, layer + 1);
    networks.forEach((network, index) => {
      skew = Math.max(skew, orthogonalityError(states[index].tangents, n));
      logsFrom(network, states[index], layer).forEach((log, i) => {
        expected[index][i] += log;
      });
    });
  }
  const sums = await sumsOf(batch, cell, layers);
  batch.destroy();
  const errors = Array.from({ length: n }, (_, i) =>
    networks
      .map((_, index) => Math.abs(sums[index][i] - start[index][i] - expected[index][i]) / (layers - 1))
      .sort((a, b) => a - b),
  );
  const first = Math.max(...errors.slice(0, n / 2).map((each) => Math.max(...each)));
  const rest = Math.max(...errors.slice(n / 2).map((each) => each[ensemble >> 1]));
  expect(first).toBeLessThan(5e-5);
  expect(rest).toBeLessThan(2e-3);
  expect(skew).toBeLessThan(1e-5);
});

/** Columns grow by e^37 and lose all but 10⁻⁸ of their length to those before them: what is left must still be at right angles. */
test.each([
  { threads: 4, tile: 5, table: "storage", unrolled: true } as const,
  { threads: 16, tile: 12, table: "storage" } as const,
])("a product of eight matrices between two orthogonalisations: $threads threads", async (variant) => {
  const n = 12;
  const branch = new Array<"linear">(8).fill("linear");
  const cell = cellOf(
    { width: n, branch, weights: { variance: 1e4 } },
    { depth: 6, burnIn: 0, ensemble: 6, exponents: n },
  );
  const batch = await openBatch(gpu.device, cell, variant);
  await batch.advance(0, 6);
  const [states, sums] = [await statesOf(gpu.device, batch, cell), await sumsOf(batch, cell, 6)];
  batch.destroy();
  for (const { tangents } of states) expect(orthogonalityError(tangents, n)).toBeLessThan(2e-6);
  const expected = cpuSums(cell);
  const errors = sums.map((own, index) => own.map((sum, i) => Math.abs(sum - expected[index][i]) / 6));
  expect(Math.max(...errors.flatMap((own) => [...own.slice(0, n / 2)]))).toBeLessThan(5e-5);
});

/** Σ ln R_ii of every network in f64. */
function cpuSums(cell: SpectrumCell): Float64Array[] {
  const k = cell.exponents;
  return Array.from({ length: cell.ensemble }, (_, index) => {
    const network = randomNetwork(cell.network, cell.seed, index);
    const frame = initialFrame(cell.seed, cell.network.width, k);
    const bundle = { ...frame, data: frame.data.slice() };
    network.input(bundle);
    const sums = new Float64Array(k);
    const logs = new Float64Array(k);
    for (let layer = 0; layer < cell.depth; layer++) {
      network.push(bundle, layer);
      orthogonalise(bundle, network.mayBeSingular ? network.rowSizes() : null, logs);
      for (let i = 0; i < k; i++) sums[i] += logs[i];
    }
    return sums;
  });
}

/** Σ ln R_ii of every network. */
async function sumsOf(batch: Batch, cell: SpectrumCell, depth: number): Promise<Float64Array[]> {
  const read = new Map([[depth, await batch.read()]]);
  return Array.from(
    { length: cell.ensemble },
    (_, slot) => networkResult({ ...cell, depth, burnIn: depth - 1 }, slot, read).sums,
  );
}
