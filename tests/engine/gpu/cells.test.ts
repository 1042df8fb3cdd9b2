import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../../src/engine/cpu/engine.ts";
import type { SpectrumCell } from "../../../src/engine/engine.ts";
import { familyOf, refusal } from "../../../src/engine/gpu/family.ts";
import { gradientKernel, spectrumKernel } from "../../../src/engine/gpu/kernel.ts";
import { BASELINE } from "../../../src/engine/gpu/platform.ts";
import type { NetworkInput } from "../../../src/network/schema.ts";
import { differences, largest } from "../../support/agreement.ts";
import { furthestApart, gradientCellOf } from "../../support/gradients.ts";
import { cellOf, measured } from "../../support/jobs.ts";
import { checkAgainstDefaults } from "../../support/limits.ts";
import { useGpuEngine } from "../../support/webgpu.ts";

// More threads than a software adapter runs in step: what one has to wait for of another is put to the test.
const gpu = useGpuEngine({ variant: { threads: 16, tile: 4, table: "storage" } });
const cpu = createCpuEngine({ workers: 1 });
afterAll(() => cpu.close());

const settings = { depth: 6, burnIn: 1, ensemble: 2, orthogonalizeEvery: 1 };

const RNN: NetworkInput = {
  block: "rnn",
  width: 6,
  weights: { variance: 2, zeroDiagonal: true, split: 2, coupling: 0.3, contrast: 1.7 },
  input: { everyLayer: 0.2 },
};
const GRU: NetworkInput = {
  block: "gru",
  width: 5,
  weights: { variance: 3 },
  bias: { variance: 0.2 },
  gates: { update: { bias: { mean: 0.5 } } },
};
/** Where the output gate's W is singular, as it is in some networks, so are layers. */
const LSTM: NetworkInput = {
  ...GRU,
  block: "lstm",
  weights: { law: "rademacher", variance: 3 },
  gates: { forget: { bias: { mean: 1 } } },
};
const MIXED_GRU: NetworkInput = {
  block: "gru",
  width: 24,
  tied: false,
  skip: 0.5,
  scale: 0.7,
  activation: "silu",
  weights: [
    { law: "orthogonal" },
    { law: "uniform", sparsity: 9 },
    { variance: 2, zeroDiagonal: true, split: 9, coupling: 0.3, contrast: 1.7 },
  ],
  input: { everyLayer: 0.1 },
};
const ORTHOGONAL_LSTM: NetworkInput = {
  block: "lstm",
  width: 22,
  tied: false,
  weights: { law: "orthogonal", variance: 2 },
  gates: { forget: { bias: { mean: 1 } } },
  input: { everyLayer: 0.1 },
};
const EULER: NetworkInput = {
  block: "neural-ode",
  dt: 0.3,
  width: 6,
  weights: { variance: 3 },
  bias: { variance: 0.1 },
};
const RK4: NetworkInput = { ...EULER, integrator: "rk4" };
const MIXED_RK4: NetworkInput = {
  ...RK4,
  batch: 3,
  tied: false,
  branch: ["linear", "activation", "linear"],
  weights: [{ law: "orthogonal" }, { variance: 2 }],
};

// Bounds are four times what was measured, or more.
describe("the f64 engine's spectra of the same networks", () => {
  test.each<[string, NetworkInput, number, number]>([
    ["rnn with fresh input, a zero diagonal and a weakly coupled block", RNN, 6, 4e-6],
    ["gru", GRU, 5, 1e-5],
    ["gru beside a skip path, not tied, a law a gate", MIXED_GRU, 7, 2e-7],
    ["lstm, not tied, orthogonal gates and fresh input", ORTHOGONAL_LSTM, 7, 2e-7],
    ["euler", EULER, 6, 2e-7],
    ["rk4 of two matrices, not tied, samples together", MIXED_RK4, 4, 2e-7],
  ])("%s", async (_name, network, exponents, bound) => {
    const apart = await differences(gpu, cpu, [cellOf(network, { ...settings, exponents })]);
    expect(largest(apart, exponents / 2)).toBeLessThan(2.5e-6);
    // Directions that nearly vanish in a layer keep few digits in f32.
    expect(largest(apart)).toBeLessThan(bound);
  });

  test("lstm, all exponents, −∞ in the same networks", async () => {
    const cell = cellOf(LSTM, { ...settings, ensemble: 6, exponents: 10 });
    const [{ infinite }] = await measured(cpu, [cell]);
    expect(infinite).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
    expect(largest(await differences(gpu, cpu, [cell]))).toBeLessThan(5e-6);
  });

  test("fresh input, in law", async () => {
    const cell = cellOf({ width: 6, input: { everyLayer: 0.2 } }, { ...settings, sampling: "law", exponents: 2 });
    expect(largest(await differences(gpu, cpu, [cell]))).toBeLessThan(2e-6);
  });
});

test("fixed vectors grow as in f64, each from its own start: inside an invariant subspace and outside", async () => {
  const network: NetworkInput = { width: 6, activation: "linear", weights: { split: 2, contrast: 0.2 } };
  const settings = { depth: 30, burnIn: 10, ensemble: 3, exponents: 1 };
  const starts = [{ from: 0, units: 2, place: 0 }, { from: 0, units: 6, place: 1 }, { values: [0, 0, 0, 0, 0, -2] }];
  const cells = [...starts.map((start) => cellOf(network, { ...settings, start })), cellOf(network, settings)];
  const apart = await differences(gpu, cpu, cells);
  expect(largest(apart)).toBeLessThan(4e-6);
  const growths = (await measured(gpu, cells)).map(({ exponents: [growth] }) => growth ?? Number.NaN);
  expect(growths[0]).toBeLessThan(growths[1] - 0.5);
  expect(new Set(growths).size).toBe(4);
});

describe("gates that are forced", () => {
  const forced = (network: NetworkInput, gates: NetworkInput["gates"], own: Partial<SpectrumCell>): SpectrumCell =>
    cellOf({ ...network, gates }, { ...settings, ...own });
  const always = (mean: number) => ({ bias: { mean } });

  test("a gru that never updates keeps h: all exponents are 0", async () => {
    const [{ exponents }] = await measured(gpu, [forced(GRU, { update: always(-1000) }, { exponents: 5 })]);
    for (const exponent of exponents) expect(Math.abs(exponent ?? Number.NaN)).toBeLessThan(2e-7);
  });

  test("an lstm that only remembers keeps c: its exponents are 0", async () => {
    const own = { exponents: 10, depth: 60, burnIn: 40 };
    const [{ exponents }] = await measured(gpu, [forced(LSTM, { forget: always(1000), input: always(-1000) }, own)]);
    exponents.forEach((exponent, i) => {
      if (i < 5) expect(Math.abs(exponent ?? Number.NaN)).toBeLessThan(1e-6);
      else expect(exponent).toBeLessThan(-0.5);
    });
  });

  test("an lstm that shows nothing has n exponents of −∞, as the f64 engine says", async () => {
    const cell = forced(LSTM, { output: always(-1000) }, { exponents: 10 });
    const [{ infinite }] = await measured(gpu, [cell]);
    expect(infinite).toEqual([0, 0, 0, 0, 0, 2, 2, 2, 2, 2]);
    expect(largest(await differences(gpu, cpu, [cell]))).toBeLessThan(1e-6);
  });
});

// Decades.
describe("the f64 engine's gradient profiles of the same networks", () => {
  test.each<[string, NetworkInput]>([
    ["gru, not tied", { ...GRU, tied: false }],
    ["lstm beside a skip path", { ...LSTM, width: 18, skip: 0.5, scale: 0.7 }],
    ["rk4 of two matrices, not tied, samples together", { ...MIXED_RK4, weights: { variance: 2 } }],
  ])("%s", async (_name, network) => {
    const whole = gradientCellOf(network, { ensemble: 2, depth: 8, burnIn: 0 });
    const cells = [whole, { ...whole, window: 3 }, { ...whole, output: { from: 3, units: 2 } }];
    expect(await furthestApart(gpu, cpu, cells)).toBeLessThan(2e-6);
  });
});

describe("kernels compile within WebGPU's default limits, without warnings", () => {
  test.each<[string, NetworkInput]>([
    ["gru", { ...MIXED_GRU, width: 300 }],
    ["lstm", { ...ORTHOGONAL_LSTM, width: 300, skip: 1 }],
    ["rk4", { ...RK4, width: 300, weights: { law: "rademacher", spectralNorm: 1 } }],
  ])("%s", async (_name, network) => {
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
