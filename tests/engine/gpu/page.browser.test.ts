import { afterAll, expect, test } from "vitest";
import { createCpuEngine } from "../../../src/engine/cpu/engine.ts";
import { newmanExponents } from "../../../src/theory/newman.ts";
import { differences, largest } from "../../support/agreement.ts";
import { expectSameQuantiles, expectSameWords } from "../../support/bits.ts";
import { furthestApart, gradientCellOf } from "../../support/gradients.ts";
import { cellOf, measured } from "../../support/jobs.ts";
import { useDevice, useGpuEngine } from "../../support/webgpu.ts";

// The engine in a real page.
const gpu = useGpuEngine({ variant: { threads: 8, tile: 4, table: "storage" } });
const bare = useDevice();
const cpu = createCpuEngine({ workers: 1 });
afterAll(() => cpu.close());

/** Counts what is submitted to queues of this page while `run` runs. */
async function submits(run: () => Promise<unknown>): Promise<number> {
  const { submit } = GPUQueue.prototype;
  let count = 0;
  GPUQueue.prototype.submit = function (buffers) {
    count++;
    return submit.call(this, buffers);
  };
  try {
    await run();
  } finally {
    GPUQueue.prototype.submit = submit;
  }
  return count;
}

test("it is the browser's WebGPU that computes", async () => {
  expect(navigator.gpu).toBeInstanceOf(GPU);
  expect(gpu.info).toMatchObject({ kind: "gpu", precision: "f32" });
  const adapter = await navigator.gpu.requestAdapter();
  expect(adapter).toBeInstanceOf(GPUAdapter);
  const { vendor = "", architecture = "" } = adapter?.info ?? {};
  expect(vendor).not.toBe("");
  expect(gpu.info.adapter?.name).toContain(architecture);
  const cell = cellOf({}, { depth: 9, burnIn: 1, ensemble: 2 });
  expect(await submits(() => measured(gpu, [cell]))).toBeGreaterThan(1);
  expect(await submits(() => measured(cpu, [cell]))).toBe(0);
});

test("keys, words and standardised weights have the CPU's bits", async () => {
  await expectSameWords(bare.device);
  await expectSameQuantiles(bare.device, ["gaussian", "uniform", "rademacher"]);
});

test("the same networks as the CPU's: every exponent", async () => {
  const plain = [0.6, 1].map((variance) =>
    cellOf({ weights: { variance }, bias: { variance: 0.2 } }, { depth: 40, exponents: 8 }),
  );
  const residual = [0.1, 1].map((scale) =>
    cellOf(
      { activation: "relu", block: "residual", scale, weights: { law: "orthogonal", variance: 1 } },
      { exponents: 8 },
    ),
  );
  expect(largest(await differences(gpu, cpu, [...plain, ...residual]))).toBeLessThan(1e-4);
});

test("the same networks as the CPU's: gradient profiles", async () => {
  const cells = [0.1, 1].map((scale) =>
    gradientCellOf({ activation: "relu", block: "residual", scale, bias: { variance: 0.1 } }),
  );
  expect(await furthestApart(gpu, cpu, cells)).toBeLessThan(1e-5);
});

test("Newman's spectrum, n = 4, within 4 errors; shifted by 0.02 it would not be", async () => {
  const cell = cellOf({ width: 4, activation: "linear" }, { depth: 200, burnIn: 0, exponents: 4, ensemble: 64 });
  const [{ exponents, standardErrors }] = await measured(gpu, [cell]);
  const off = (shift: number): number =>
    Math.max(
      ...newmanExponents(4, 4, 1).map(
        (exact, i) => Math.abs(Number(exponents[i]) - exact - shift) / Number(standardErrors[i]),
      ),
    );
  expect(off(0)).toBeLessThan(4);
  expect(off(0.02)).toBeGreaterThan(4);
  expect(off(-0.02)).toBeGreaterThan(4);
});
