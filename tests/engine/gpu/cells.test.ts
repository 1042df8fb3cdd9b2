import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../../src/engine/cpu/engine.ts";
import { familyOf, refusal } from "../../../src/engine/gpu/family.ts";
import { gradientKernel, spectrumKernel } from "../../../src/engine/gpu/kernel.ts";
import { BASELINE } from "../../../src/engine/gpu/platform.ts";
import type { NetworkInput } from "../../../src/network/schema.ts";
import { differences, largest } from "../../support/agreement.ts";
import { furthestApart, gradientCellOf } from "../../support/gradients.ts";
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
    ["gru, all exponents", { block: "gru", width: 5, weights: { variance: 3 }, bias: { variance: 0.2 } }, 5],
    ["lstm, all exponents", { block: "lstm", width: 5, weights: { variance: 3 }, bias: { variance: 0.2 } }, 10],
    [
      "gru beside a skip path, not tied, a law a gate",
      {
        block: "gru",
        width: 24,
        tied: false,
        skip: 0.5,
        scale: 0.7,
        activation: "silu",
        weights: [
          { law: "orthogonal" },
          { law: "uniform", sparsity: 9 },
          { variance: 2, zeroDiagonal: true, split: 9 },
        ],
        gates: { reset: { bias: { mean: 0.5 } } },
        input: { everyLayer: 0.1 },
      },
      9,
    ],
    [
      "lstm, not tied, orthogonal gates and fresh input",
      {
        block: "lstm",
        width: 22,
        tied: false,
        weights: { law: "orthogonal", variance: 2 },
        gates: { forget: { bias: { mean: 1 } } },
        input: { everyLayer: 0.1 },
      },
      7,
    ],
    [
      "rk4",
      { block: "neural-ode", integrator: "rk4", dt: 0.3, width: 6, weights: { variance: 3 }, bias: { variance: 0.1 } },
      6,
    ],
    [
      "rk4 of two matrices and a normalisation, not tied, samples together",
      {
        block: "neural-ode",
        integrator: "rk4",
        dt: 0.3,
        width: 6,
        batch: 3,
        tied: false,
        branch: ["linear", "layernorm", "activation", "linear"],
        weights: [{ law: "orthogonal" }, { variance: 2 }],
      },
      4,
    ],
    ["euler", { block: "neural-ode", dt: 0.3, width: 6, weights: { variance: 3 }, bias: { variance: 0.1 } }, 6],
  ])("%s", async (_name, network, exponents) => {
    const apart = await differences(gpu, cpu, [cellOf(network, { ...settings, exponents })]);
    expect(largest(apart)).toBeLessThan(3e-5);
  });

  test("fresh input, in law", async () => {
    const cell = cellOf({ width: 6, input: { everyLayer: 0.2 } }, { ...settings, sampling: "law", exponents: 2 });
    expect(largest(await differences(gpu, cpu, [cell]))).toBeLessThan(2e-6);
  });
});

// Decades.
describe("the f64 engine's gradient profiles of the same networks", () => {
  test.each<[string, NetworkInput]>([
    ["gru, not tied", { block: "gru", width: 5, tied: false, weights: { variance: 3 }, bias: { variance: 0.2 } }],
    ["lstm beside a skip path", { block: "lstm", width: 6, skip: 0.5, scale: 0.7, weights: { variance: 3 } }],
  ])("%s", async (_name, network) => {
    const cells = [gradientCellOf(network, { ...settings, depth: 8, burnIn: 0 })];
    expect(await furthestApart(gpu, cpu, cells)).toBeLessThan(4e-6);
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
