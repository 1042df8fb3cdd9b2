import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../../src/engine/cpu/engine.ts";
import type { GradientCell, SpectrumCell } from "../../../src/engine/engine.ts";
import { familyOf, refusal } from "../../../src/engine/gpu/family.ts";
import { gradientKernel, spectrumKernel } from "../../../src/engine/gpu/kernel.ts";
import { BASELINE } from "../../../src/engine/gpu/platform.ts";
import type { NetworkInput } from "../../../src/network/schema.ts";
import { differences, largest } from "../../support/agreement.ts";
import { gradientCellOf, profileDifferences, profilesOf } from "../../support/gradients.ts";
import { cellOf, measured } from "../../support/jobs.ts";
import { checkAgainstDefaults } from "../../support/limits.ts";
import { useGpuEngine } from "../../support/webgpu.ts";

const gpu = useGpuEngine();
const cpu = createCpuEngine({ workers: 1 });
afterAll(() => cpu.close());

const settings = { depth: 4, burnIn: 1, ensemble: 1 };

function wide(network: NetworkInput, own: Partial<SpectrumCell> = {}): SpectrumCell {
  return cellOf({ width: 66, ...network }, { ...settings, ...own });
}

// Bounds are four times what was measured, or more.
describe("the f64 engine's spectra of the same networks, states of more than 64 numbers", () => {
  test("two matrices, one sparse and heavy-tailed, one uniform; biased; a skip path, and φ after the sum", async () => {
    const network: NetworkInput = {
      width: 67,
      skip: 0.8,
      scale: 0.5,
      branch: ["linear", "layernorm", "activation", "linear"],
      after: ["activation"],
      weights: [{ law: "student-t", nu: 5, sparsity: 5 }, { law: "uniform" }],
      bias: { variance: 0.1 },
    };
    expect(largest(await differences(gpu, cpu, [wide(network, { exponents: 5 })]))).toBeLessThan(1e-6);
  });

  test("orthogonal and tied", async () => {
    const network: NetworkInput = {
      tied: true,
      weights: { law: "orthogonal", variance: 1.5 },
      bias: { variance: 0.1 },
    };
    expect(largest(await differences(gpu, cpu, [wide(network, { exponents: 3 })]))).toBeLessThan(1e-6);
  });

  test("a batch with nearly all exponents: −∞ as often", async () => {
    const network: NetworkInput = { width: 17, batch: 4, branch: ["linear", "batchnorm", "activation"] };
    const cell = wide(network, { exponents: 65 });
    const [{ infinite }] = await measured(cpu, [cell]);
    expect(infinite).toContain(0);
    expect(infinite).toContain(1);
    const apart = await differences(gpu, cpu, [cell]);
    expect(largest(apart, 16)).toBeLessThan(5e-5);
    expect(largest(apart)).toBeLessThan(1e-3);
  });

  test("relu, k = n: −∞ as often", async () => {
    const cell = wide({ activation: "relu", weights: { variance: 2 } }, { exponents: 66, depth: 8, burnIn: 0 });
    const [{ infinite }] = await measured(cpu, [cell]);
    expect(infinite).toContain(0);
    expect(infinite).toContain(1);
    expect(largest(await differences(gpu, cpu, [cell]))).toBeLessThan(5e-6);
  });

  test("in law, more than 64 exponents", async () => {
    const cell = wide({ weights: { variance: 1.5 } }, { sampling: "law", exponents: 66, depth: 3 });
    const apart = await differences(gpu, cpu, [cell]);
    expect(largest(apart, 33)).toBeLessThan(5e-5);
    expect(largest(apart)).toBeLessThan(1e-3);
  });
});

/** Threads that share columns and rows, with partial sums in several rounds or in one: as hardware runs it. */
const variant = { threads: 256, tile: 1, table: "storage" } as const;

describe("the whole spectrum, in panels", () => {
  const cells = [
    wide({ weights: { variance: 1.5 } }, { exponents: 66 }),
    // Condition numbers to 10^10.
    wide({ weights: { variance: 9 } }, { exponents: 66 }),
    wide({ weights: { variance: 9 } }, { exponents: 66, seed: 7 }),
  ];

  describe.each([
    ["with barriers", useGpuEngine({ variant })],
    ["by subgroups", useGpuEngine({ variant: { ...variant, threads: 64, subgroups: true } })],
  ])("%s", (_name, engine) => {
    test("the first half of the exponents always, the rest where layers are not nearly singular", async () => {
      const apart = await differences(engine, cpu, cells);
      expect(largest(apart, 33)).toBeLessThan(5e-5);
      expect(largest(apart.slice(0, 1))).toBeLessThan(5e-5);
      expect(largest(apart)).toBeLessThan(1e-2);
    });
  });
});

// Decades.
describe("the f64 engine's gradient profiles of the same networks", () => {
  test.each<[string, NetworkInput]>([
    [
      "a Gaussian and an orthogonal matrix beside a skip path",
      {
        skip: 0.5,
        branch: ["linear", "activation", "linear"],
        weights: [{ variance: 1.5 }, { law: "orthogonal", variance: 1.5 }],
      },
    ],
    ["tied, rescaled to a norm, a batch", { width: 20, batch: 4, tied: true, weights: { spectralNorm: 1.2 } }],
  ])("%s", async (_name, network) => {
    const cell: GradientCell = gradientCellOf({ width: 66, ...network }, { ...settings, depth: 6, burnIn: 0 });
    const [[found], [expected]] = [await profilesOf(gpu, [cell]), await profilesOf(cpu, [cell])];
    expect(Math.max(...Object.values(profileDifferences(found, expected)))).toBeLessThan(5e-6);
  });
});

describe("the largest kernels fit WebGPU's default limits", () => {
  test.each<[string, SpectrumCell]>([
    ["n = k = 1,024", wide({ width: 1024, bias: { variance: 1 } }, { exponents: 1024 })],
    [
      "n = 1,024, orthogonal, a skip path",
      wide({ width: 1024, skip: 1, weights: { law: "orthogonal" } }, { exponents: 32 }),
    ],
    ["n = 16,384, k = 64, in law", wide({ width: 16_384 }, { exponents: 64, sampling: "law" })],
    ["n = 1,024, k = 250", wide({ width: 1024, skip: 1 }, { exponents: 250 })],
    ["n = 16,384, k = 39, in law", wide({ width: 16_384 }, { exponents: 39, sampling: "law" })],
  ])("%s", async (_name, cell) => {
    expect(refusal(cell)).toBeNull();
    const code = spectrumKernel(cell, familyOf(cell).spectrumVariant(cell, BASELINE));
    await expect(checkAgainstDefaults(code)).resolves.toBeInstanceOf(GPUComputePipeline);
  });

  test("of a gradient, tied, rescaled to a norm", async () => {
    const cell = gradientCellOf({ width: 1024, tied: true, weights: { spectralNorm: 1 } });
    expect(refusal(cell)).toBeNull();
    const code = gradientKernel(cell, familyOf(cell).gradientVariant(cell, BASELINE));
    await expect(checkAgainstDefaults(code)).resolves.toBeInstanceOf(GPUComputePipeline);
  });
});

describe("what does not fit is refused in one line that says what does", () => {
  test.each<[string, SpectrumCell | GradientCell, RegExp]>([
    [
      "exponents",
      wide({ width: 16_384, block: "residual" }, { exponents: 2000, sampling: "law" }),
      /^exponents is 2000; at width 16384 at most 9\d\d fit in a buffer of 128 MiB, .* \(use the CPU engine\)$/,
    ],
    [
      "a batch",
      gradientCellOf({ width: 1024, batch: 16_384, branch: ["linear", "batchnorm"] }),
      /^network\.width is 1024; at most \d+ fits in a buffer of 128 MiB, /,
    ],
    [
      "the depth of a gradient",
      gradientCellOf({ width: 16_384 }, { sampling: "law", depth: 2_000_000 }),
      /^depth is 2000000; at width 16384 the way back takes \d+ bytes .* at most 134217728 /,
    ],
    ["a width", wide({ width: 1025 }), /^network\.width is 1025; the GPU engine takes at most 1024 \(use/],
    ["a width in law", wide({ width: 20_000 }, { sampling: "law" }), /at most 16384 in law/],
    [
      "more exponents than there are",
      wide({ width: 80 }, { exponents: 81 }),
      /^exponents is 81; .* state dimension, 80$/,
    ],
  ])("%s", (_name, cell, line) => expect(refusal(cell)).toMatch(line));

  test("a larger buffer takes more", () => {
    const cell = wide({ width: 16_384, block: "residual" }, { exponents: 2000, sampling: "law" });
    const limits = { ...BASELINE.limits, maxBufferSize: 2 ** 31, maxStorageBufferBindingSize: 2 ** 31 };
    expect(refusal(cell, { ...BASELINE, limits })).toBeNull();
  });
});
