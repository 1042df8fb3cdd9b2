import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../../src/engine/cpu/engine.ts";
import { familyOf, refusal } from "../../../src/engine/gpu/family.ts";
import { gradientKernel, spectrumKernel } from "../../../src/engine/gpu/kernel.ts";
import { BASELINE } from "../../../src/engine/gpu/platform.ts";
import type { NetworkInput } from "../../../src/network/schema.ts";
import { differences, largest } from "../../support/agreement.ts";
import { cellOf } from "../../support/jobs.ts";
import { checkAgainstDefaults } from "../../support/limits.ts";
import { useGpuEngine } from "../../support/webgpu.ts";

const gpu = useGpuEngine();
const cpu = createCpuEngine({ workers: 1 });
afterAll(() => cpu.close());

const settings = { depth: 6, burnIn: 1, ensemble: 2 };

// Bounds are four times what was measured, or more.
describe("the f64 engine's spectra of the same networks", () => {
  test.each<[string, NetworkInput, number]>([
    [
      "rnn with fresh input, a zero diagonal and a block that is weakly coupled",
      {
        block: "rnn",
        width: 6,
        weights: { variance: 2, zeroDiagonal: true, split: 2, coupling: 0.3 },
        input: { everyLayer: 0.2 },
      },
      6,
    ],
    [
      "two matrices of a wide network, one without a diagonal, one block-diagonal; a bias and fresh input",
      {
        width: 66,
        tied: true,
        branch: ["linear", "activation", "linear"],
        weights: [{ zeroDiagonal: true }, { split: 31, coupling: 0 }],
        bias: { variance: 0.1 },
        input: { everyLayer: 0.2 },
      },
      3,
    ],
    [
      "orthogonal rnn with fresh input",
      { block: "rnn", width: 6, weights: { law: "orthogonal" }, input: { everyLayer: 0.2 } },
      2,
    ],
  ])("%s", async (_name, network, exponents) => {
    const apart = await differences(gpu, cpu, [cellOf(network, { ...settings, exponents })]);
    expect(largest(apart)).toBeLessThan(2e-6);
  });

  test("fresh input, in law", async () => {
    const cell = cellOf({ width: 6, input: { everyLayer: 0.2 } }, { ...settings, sampling: "law", exponents: 2 });
    expect(largest(await differences(gpu, cpu, [cell]))).toBeLessThan(2e-6);
  });
});

describe("kernels compile within WebGPU's default limits, without warnings", () => {
  const kinds: [string, NetworkInput][] = [
    ["gru", { block: "gru", width: 300, skip: 0.5, weights: { sparsity: 10 }, bias: { variance: 1 } }],
    ["lstm", { block: "lstm", width: 300, weights: { law: "orthogonal" }, input: { everyLayer: 1 } }],
    ["rk4", { block: "neural-ode", integrator: "rk4", tied: false, width: 300, weights: { spectralNorm: 1 } }],
  ];
  test.each(kinds)("%s", async (_name, network) => {
    const cell = cellOf(network, { exponents: 300 });
    expect(refusal(cell)).toBeNull();
    const code = spectrumKernel(cell, familyOf(cell).spectrumVariant(cell, BASELINE));
    await expect(checkAgainstDefaults(code)).resolves.toBeInstanceOf(GPUComputePipeline);
    const { exponents: _, ...gradient } = cell;
    expect(refusal(gradient)).toBeNull();
    const back = gradientKernel(gradient, familyOf(gradient).gradientVariant(gradient, BASELINE));
    await expect(checkAgainstDefaults(back)).resolves.toBeInstanceOf(GPUComputePipeline);
  });
});
